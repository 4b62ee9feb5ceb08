/** `torchvision.transforms.CenterCrop`. */

import { callableClass } from "../../callable-class.ts";
import { tuple } from "../../nn/python.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { centerCrop, type SizeOf, setupSize } from "./functional/crop.ts";
import { ImageTransform } from "./image-transform.ts";

/**
 * The middle of the picture; one that is too small is padded with 0.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.CenterCrop.html
 */
export const CenterCrop = callableClass(
  class CenterCrop extends ImageTransform {
    readonly size: readonly [height: number, width: number];

    /** @param size [height, width], or one number for both. */
    constructor(size: SizeOf) {
      super();
      this.size = setupSize(size);
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      return centerCrop(img, this.size);
    }

    override extraRepr(): string {
      return `size=${tuple(this.size)}`;
    }
  },
);
export type CenterCrop = InstanceType<typeof CenterCrop>;
