/** `torchvision.transforms.RandomCrop`. */

import { callableClass } from "../../callable-class.ts";
import { plain, tuple } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import type { EdgeMode } from "../pillow/edges.ts";
import { integer } from "./draw.ts";
import { type Fill, getDimensions, type ImageOrTensor } from "./functional/common.ts";
import { crop, type SizeOf, setupSize } from "./functional/crop.ts";
import { type PaddingOf, pad, requirePadding } from "./functional/pad.ts";
import { ImageTransform } from "./image-transform.ts";

interface Options {
  size?: SizeOf;
  padding?: PaddingOf | null;
  padIfNeeded?: boolean;
  fill?: Fill;
  paddingMode?: EdgeMode;
}

/**
 * A part of the picture at a random place.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomCrop.html
 */
export const RandomCrop = callableClass(
  class RandomCrop extends ImageTransform {
    readonly size: readonly [height: number, width: number];
    readonly padding: PaddingOf | null;
    readonly padIfNeeded: boolean;
    readonly fill: Fill;
    readonly paddingMode: EdgeMode;

    /**
     * @param size [height, width], or one number for both.
     * @param padding what is added at the edges first, as in Pad; null.
     * @param padIfNeeded whether a picture that is too small is padded; false.
     * @param fill 0.
     * @param paddingMode "constant".
     */
    constructor(
      size: SizeOf | Options,
      padding?: PaddingOf | null | Options,
      padIfNeeded?: boolean | Options,
      fill?: Fill | Options,
      paddingMode?: EdgeMode | Options,
    ) {
      super();
      const call = named<Options>("RandomCrop", { size, padding, padIfNeeded, fill, paddingMode });
      this.size = setupSize(call.size);
      this.padding = call.padding ?? null;
      this.padIfNeeded = call.padIfNeeded ?? false;
      this.fill = call.fill ?? 0;
      this.paddingMode = call.paddingMode ?? "constant";
      requirePadding(this.padding ?? 0, this.fill, this.paddingMode);
    }

    /** [top, left, height, width] of a part of `outputSize`. */
    static getParams(img: ImageOrTensor, outputSize: readonly [number, number]): [number, number, number, number] {
      const [, h, w] = getDimensions(img);
      const [height, width] = outputSize;
      if (h < height || w < width)
        throw new RangeError(`Required crop size (${height}, ${width}) is larger than input image size (${h}, ${w})`);
      if (h === height && w === width) return [0, 0, h, w];
      const top = integer(0, h - height + 1);
      return [top, integer(0, w - width + 1), height, width];
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const [height, width] = this.size;
      let wide = img;
      const grow = (padding: PaddingOf): void => {
        wide = pad(wide, padding, this.fill, this.paddingMode);
      };
      if (this.padding !== null) grow(this.padding);
      const [, h, w] = getDimensions(wide);
      if (this.padIfNeeded && w < width) grow([width - w, 0]);
      if (this.padIfNeeded && h < height) grow([0, height - h]);
      return crop(wide, ...RandomCrop.getParams(wide, this.size));
    }

    override extraRepr(): string {
      return `size=${tuple(this.size)}, padding=${plain(this.padding)}`;
    }
  },
);
export type RandomCrop = InstanceType<typeof RandomCrop>;
