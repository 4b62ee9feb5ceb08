/** `torchvision.transforms.RandomGrayscale`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import { rgbToGrayscale } from "./functional/color.ts";
import { getDimensions, type ImageOrTensor } from "./functional/common.ts";
import { RandomTransform } from "./image-transform.ts";

interface Options {
  p?: number;
}

/**
 * The picture in grey, of as many channels as before, with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomGrayscale.html
 */
export const RandomGrayscale = callableClass(
  class RandomGrayscale extends RandomTransform {
    /** @param p the probability; 0.1. */
    constructor(p?: number | Options) {
      super("RandomGrayscale", named<Options>("RandomGrayscale", { p }).p ?? 0.1);
    }

    override transform<T extends ImageOrTensor>(img: T): T {
      return rgbToGrayscale(img, getDimensions(img)[0]);
    }
  },
);
export type RandomGrayscale = InstanceType<typeof RandomGrayscale>;
