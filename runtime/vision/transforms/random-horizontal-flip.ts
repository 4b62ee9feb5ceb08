/** `torchvision.transforms.RandomHorizontalFlip`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { hflip } from "./functional/flip.ts";
import { RandomTransform } from "./image-transform.ts";

interface Options {
  p?: number;
}

/**
 * Left and right exchanged with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomHorizontalFlip.html
 */
export const RandomHorizontalFlip = callableClass(
  class RandomHorizontalFlip extends RandomTransform {
    /** @param p the probability; 0.5. */
    constructor(p?: number | Options) {
      super("RandomHorizontalFlip", named<Options>("RandomHorizontalFlip", { p }).p ?? 0.5);
    }

    override transform<T extends ImageOrTensor>(input: T): T {
      return hflip(input);
    }
  },
);
export type RandomHorizontalFlip = InstanceType<typeof RandomHorizontalFlip>;
