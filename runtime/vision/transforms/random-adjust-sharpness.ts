/** `torchvision.transforms.RandomAdjustSharpness`. */

import { callableClass } from "../../callable-class.ts";
import { number } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import { adjustSharpness } from "./functional/blur.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { RandomToneTransform } from "./image-transform.ts";

interface Options {
  sharpnessFactor?: number;
  p?: number;
}

/**
 * The sharpness changed, with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomAdjustSharpness.html
 */
export const RandomAdjustSharpness = callableClass(
  class RandomAdjustSharpness extends RandomToneTransform {
    readonly sharpnessFactor: number;

    /**
     * @param sharpnessFactor 0 smooths, 1 leaves the picture, 2 sharpens.
     * @param p the probability; 0.5.
     */
    constructor(sharpnessFactor: number | Options, p?: number | Options) {
      const call = named<Options>("RandomAdjustSharpness", { sharpnessFactor, p });
      super("RandomAdjustSharpness", call.p ?? 0.5);
      if (typeof call.sharpnessFactor !== "number")
        throw new TypeError("RandomAdjustSharpness(): argument 'sharpnessFactor' must be a number");
      this.sharpnessFactor = call.sharpnessFactor;
    }

    override transform<T extends ImageOrTensor>(input: T): T {
      return adjustSharpness(input, this.sharpnessFactor);
    }

    override extraRepr(): string {
      return `sharpness_factor=${number(this.sharpnessFactor)},${super.extraRepr()}`;
    }
  },
);
export type RandomAdjustSharpness = InstanceType<typeof RandomAdjustSharpness>;
