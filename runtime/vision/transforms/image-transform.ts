/** What transforms of pictures and tensors alike share. */

import { float } from "../../nn/python.ts";
import { chance } from "./draw.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { Transform } from "./transform.ts";

/** A call gives what it takes: a picture for a picture, a tensor for a tensor. */
export interface ImageTransform {
  // biome-ignore lint/style/useShorthandFunctionType: it merges with the class
  <T extends ImageOrTensor>(input: T): T;
}

/** The base of transforms of pictures and of tensors [..., C, H, W]. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: what makes it callable is its base
export abstract class ImageTransform extends Transform<ImageOrTensor, ImageOrTensor> {
  abstract override forward<T extends ImageOrTensor>(input: T): T;
}

export function requireProbability(p: number, name: string): void {
  if (typeof p !== "number" || !(p >= 0 && p <= 1))
    throw new RangeError(`${name}(): p should be between 0 and 1, got ${String(p)}`);
}

/** A transform that is made with probability `p`. */
export abstract class RandomTransform extends ImageTransform {
  readonly p: number;

  constructor(name: string, p: number) {
    super();
    requireProbability(p, name);
    this.p = p;
  }

  /** What is made where it is made at all. */
  abstract transform<T extends ImageOrTensor>(input: T): T;

  /** Whether it is made this time: `p` is compared in float32, as a tensor compares. */
  draw(): boolean {
    return chance() < Math.fround(this.p);
  }

  override forward<T extends ImageOrTensor>(input: T): T {
    return this.draw() ? this.transform(input) : input;
  }

  override extraRepr(): string {
    return `p=${float(this.p)}`;
  }
}

/** The transforms of which torchvision compares `p` with a Python number, in float64. */
export abstract class RandomToneTransform extends RandomTransform {
  override draw(): boolean {
    return chance() < this.p;
  }
}
