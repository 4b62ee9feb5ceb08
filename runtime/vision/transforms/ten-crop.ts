/** `torchvision.transforms.TenCrop`. */

import { callableClass } from "../../callable-class.ts";
import { plain, tuple } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { type SizeOf, setupSize, tenCrop } from "./functional/crop.ts";
import { Transform } from "./transform.ts";

interface Options {
  size?: SizeOf;
  verticalFlip?: boolean;
}

/** Ten pictures, or ten tensors, of one. */
export interface TenCropTransform {
  // biome-ignore lint/style/useShorthandFunctionType: it merges with the class
  <T extends ImageOrTensor>(input: T): T[];
}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: what makes it callable is its base
export class TenCropTransform extends Transform<ImageOrTensor, ImageOrTensor[]> {
  readonly size: readonly [height: number, width: number];
  readonly verticalFlip: boolean;

  /**
   * @param size [height, width], or one number for both.
   * @param verticalFlip whether the second five are mirrored top to bottom; false: left to right.
   */
  constructor(size: SizeOf | Options, verticalFlip?: boolean | Options) {
    super();
    const call = named<Options>("TenCrop", { size, verticalFlip });
    this.size = setupSize(call.size);
    this.verticalFlip = call.verticalFlip ?? false;
  }

  override forward<T extends ImageOrTensor>(img: T): T[] {
    return tenCrop(img, this.size, this.verticalFlip);
  }

  override extraRepr(): string {
    return `size=${tuple(this.size)}, vertical_flip=${plain(this.verticalFlip)}`;
  }
}
Object.defineProperty(TenCropTransform, "name", { value: "TenCrop" });

/**
 * FiveCrop of the picture, and of the picture mirrored.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.TenCrop.html
 */
export const TenCrop = callableClass(TenCropTransform);
export type TenCrop = InstanceType<typeof TenCrop>;
