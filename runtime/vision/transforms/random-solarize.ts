/** `torchvision.transforms.RandomSolarize`. */

import { callableClass } from "../../callable-class.ts";
import { number } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { solarize } from "./functional/tone.ts";
import { RandomToneTransform } from "./image-transform.ts";

interface Options {
  threshold?: number;
  p?: number;
}

/**
 * Values from a threshold on inverted, with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomSolarize.html
 */
export const RandomSolarize = callableClass(
  class RandomSolarize extends RandomToneTransform {
    readonly threshold: number;

    /**
     * @param threshold from which value on.
     * @param p the probability; 0.5.
     */
    constructor(threshold: number | Options, p?: number | Options) {
      const call = named<Options>("RandomSolarize", { threshold, p });
      super("RandomSolarize", call.p ?? 0.5);
      if (typeof call.threshold !== "number")
        throw new TypeError("RandomSolarize(): argument 'threshold' must be a number");
      this.threshold = call.threshold;
    }

    override transform<T extends ImageOrTensor>(input: T): T {
      return solarize(input, this.threshold);
    }

    override extraRepr(): string {
      return `threshold=${number(this.threshold)},${super.extraRepr()}`;
    }
  },
);
export type RandomSolarize = InstanceType<typeof RandomSolarize>;
