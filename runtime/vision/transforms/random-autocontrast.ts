/** `torchvision.transforms.RandomAutocontrast`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { autocontrast } from "./functional/tone.ts";
import { RandomToneTransform } from "./image-transform.ts";

interface Options {
  p?: number;
}

/**
 * Each channel stretched to the whole range with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomAutocontrast.html
 */
export const RandomAutocontrast = callableClass(
  class RandomAutocontrast extends RandomToneTransform {
    /** @param p the probability; 0.5. */
    constructor(p?: number | Options) {
      super("RandomAutocontrast", named<Options>("RandomAutocontrast", { p }).p ?? 0.5);
    }

    override transform<T extends ImageOrTensor>(input: T): T {
      return autocontrast(input);
    }
  },
);
export type RandomAutocontrast = InstanceType<typeof RandomAutocontrast>;
