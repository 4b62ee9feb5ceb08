/** `torchvision.transforms.FiveCrop`. */

import { callableClass } from "../../callable-class.ts";
import { tuple } from "../../nn/python.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { fiveCrop, type SizeOf, setupSize } from "./functional/crop.ts";
import { Transform } from "./transform.ts";

/** Five pictures, or five tensors, of one. */
export interface FiveCropTransform {
  // biome-ignore lint/style/useShorthandFunctionType: it merges with the class
  <T extends ImageOrTensor>(input: T): [T, T, T, T, T];
}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: what makes it callable is its base
export class FiveCropTransform extends Transform<ImageOrTensor, ImageOrTensor[]> {
  readonly size: readonly [height: number, width: number];

  /** @param size [height, width], or one number for both. */
  constructor(size: SizeOf) {
    super();
    this.size = setupSize(size);
  }

  override forward<T extends ImageOrTensor>(img: T): [T, T, T, T, T] {
    return fiveCrop(img, this.size);
  }

  override extraRepr(): string {
    return `size=${tuple(this.size)}`;
  }
}
Object.defineProperty(FiveCropTransform, "name", { value: "FiveCrop" });

/**
 * The four corners and the middle: top left, top right, bottom left, bottom right, centre.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.FiveCrop.html
 */
export const FiveCrop = callableClass(FiveCropTransform);
export type FiveCrop = InstanceType<typeof FiveCrop>;
