/** `torchvision.transforms.RandomVerticalFlip`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { vflip } from "./functional/flip.ts";
import { RandomTransform } from "./image-transform.ts";

interface Options {
  p?: number;
}

/**
 * Top and bottom exchanged with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomVerticalFlip.html
 */
export const RandomVerticalFlip = callableClass(
  class RandomVerticalFlip extends RandomTransform {
    /** @param p the probability; 0.5. */
    constructor(p?: number | Options) {
      super("RandomVerticalFlip", named<Options>("RandomVerticalFlip", { p }).p ?? 0.5);
    }

    override transform<T extends ImageOrTensor>(input: T): T {
      return vflip(input);
    }
  },
);
export type RandomVerticalFlip = InstanceType<typeof RandomVerticalFlip>;
