/** `torchvision.transforms.Grayscale`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import { rgbToGrayscale } from "./functional/color.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { ImageTransform } from "./image-transform.ts";

interface Options {
  numOutputChannels?: number;
}

/**
 * The picture in grey.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Grayscale.html
 */
export const Grayscale = callableClass(
  class Grayscale extends ImageTransform {
    readonly numOutputChannels: number;

    /** @param numOutputChannels 1, or 3 equal ones; 1. */
    constructor(numOutputChannels?: number | Options) {
      super();
      this.numOutputChannels = named<Options>("Grayscale", { numOutputChannels }).numOutputChannels ?? 1;
      if (this.numOutputChannels !== 1 && this.numOutputChannels !== 3)
        throw new RangeError(`num_output_channels should be either 1 or 3, got ${this.numOutputChannels}`);
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      return rgbToGrayscale(img, this.numOutputChannels);
    }

    override extraRepr(): string {
      return `num_output_channels=${this.numOutputChannels}`;
    }
  },
);
export type Grayscale = InstanceType<typeof Grayscale>;
