/** `torchvision.transforms.RandomPosterize`. */

import { callableClass } from "../../callable-class.ts";
import { number } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { posterize } from "./functional/tone.ts";
import { RandomToneTransform } from "./image-transform.ts";

interface Options {
  bits?: number;
  p?: number;
}

/**
 * Only the first `bits` bits of each byte, with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomPosterize.html
 */
export const RandomPosterize = callableClass(
  class RandomPosterize extends RandomToneTransform {
    readonly bits: number;

    /**
     * @param bits how many of 8 bits are kept.
     * @param p the probability; 0.5.
     */
    constructor(bits: number | Options, p?: number | Options) {
      const call = named<Options>("RandomPosterize", { bits, p });
      super("RandomPosterize", call.p ?? 0.5);
      if (typeof call.bits !== "number") throw new TypeError("RandomPosterize(): argument 'bits' must be a number");
      this.bits = call.bits;
    }

    override transform<T extends ImageOrTensor>(input: T): T {
      return posterize(input, this.bits);
    }

    override extraRepr(): string {
      return `bits=${number(this.bits)},${super.extraRepr()}`;
    }
  },
);
export type RandomPosterize = InstanceType<typeof RandomPosterize>;
