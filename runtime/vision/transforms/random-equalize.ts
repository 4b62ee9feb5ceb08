/** `torchvision.transforms.RandomEqualize`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { equalize } from "./functional/tone.ts";
import { RandomToneTransform } from "./image-transform.ts";

interface Options {
  p?: number;
}

/**
 * Each channel equalized with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomEqualize.html
 */
export const RandomEqualize = callableClass(
  class RandomEqualize extends RandomToneTransform {
    /** @param p the probability; 0.5. */
    constructor(p?: number | Options) {
      super("RandomEqualize", named<Options>("RandomEqualize", { p }).p ?? 0.5);
    }

    override transform<T extends ImageOrTensor>(input: T): T {
      return equalize(input);
    }
  },
);
export type RandomEqualize = InstanceType<typeof RandomEqualize>;
