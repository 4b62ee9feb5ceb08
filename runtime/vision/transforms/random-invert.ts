/** `torchvision.transforms.RandomInvert`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { invert } from "./functional/tone.ts";
import { RandomToneTransform } from "./image-transform.ts";

interface Options {
  p?: number;
}

/**
 * Colours inverted with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomInvert.html
 */
export const RandomInvert = callableClass(
  class RandomInvert extends RandomToneTransform {
    /** @param p the probability; 0.5. */
    constructor(p?: number | Options) {
      super("RandomInvert", named<Options>("RandomInvert", { p }).p ?? 0.5);
    }

    override transform<T extends ImageOrTensor>(input: T): T {
      return invert(input);
    }
  },
);
export type RandomInvert = InstanceType<typeof RandomInvert>;
