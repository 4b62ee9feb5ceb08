/** `torchvision.transforms.Resize`. */

import { callableClass } from "../../callable-class.ts";
import { plain } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import { type ImageOrTensor, type InterpolationMode, requireInterpolation } from "./functional/common.ts";
import { type ResizeOptions, requireSize, resize } from "./functional/resize.ts";
import { ImageTransform } from "./image-transform.ts";

/**
 * The picture at another size.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Resize.html
 */
export const Resize = callableClass(
  class Resize extends ImageTransform {
    readonly size: number | readonly number[];
    readonly interpolation: InterpolationMode;
    readonly maxSize: number | null;
    readonly antialias: boolean | null;

    /**
     * @param size the length of the shorter side, or [height, width].
     * @param interpolation "bilinear".
     * @param maxSize what the longer side must not exceed, where `size` is one number.
     * @param antialias whether tensors are filtered as pictures always are; true.
     */
    constructor(
      size: number | readonly number[] | ResizeOptions,
      interpolation?: InterpolationMode | ResizeOptions,
      maxSize?: number | null | ResizeOptions,
      antialias?: boolean | null | ResizeOptions,
    ) {
      super();
      const call = named<ResizeOptions>("Resize", { size, interpolation, maxSize, antialias });
      requireSize(call.size);
      this.size = call.size;
      this.interpolation = call.interpolation ?? "bilinear";
      requireInterpolation(this.interpolation, "Resize");
      this.maxSize = call.maxSize ?? null;
      this.antialias = call.antialias === undefined ? true : call.antialias;
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const { size, interpolation, maxSize, antialias } = this;
      return resize(img, { size, interpolation, maxSize, antialias });
    }

    override extraRepr(): string {
      return `size=${plain(this.size)}, interpolation=${this.interpolation}, max_size=${plain(this.maxSize)}, antialias=${plain(this.antialias)}`;
    }
  },
);
export type Resize = InstanceType<typeof Resize>;
