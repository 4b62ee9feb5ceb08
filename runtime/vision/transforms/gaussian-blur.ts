/** `torchvision.transforms.GaussianBlur`. */

import { callableClass } from "../../callable-class.ts";
import { tuple } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import { uniform } from "./draw.ts";
import { gaussianBlur } from "./functional/blur.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { type SizeOf, setupSize } from "./functional/crop.ts";
import { ImageTransform } from "./image-transform.ts";
import { floatTuple } from "./written.ts";

interface Options {
  kernelSize?: SizeOf;
  sigma?: number | readonly number[];
}

/**
 * A Gaussian blur of random strength.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.GaussianBlur.html
 */
export const GaussianBlur = callableClass(
  class GaussianBlur extends ImageTransform {
    readonly kernelSize: readonly [number, number];
    readonly sigma: readonly number[];

    /**
     * @param kernelSize odd, [along x, along y] or one number for both.
     * @param sigma [least, most], or one number, in pixels; [0.1, 2].
     */
    constructor(kernelSize: SizeOf | Options, sigma?: number | readonly number[] | Options) {
      super();
      const call = named<Options>("GaussianBlur", { kernelSize, sigma });
      this.kernelSize = setupSize(call.kernelSize);
      if (this.kernelSize.some((size) => size % 2 === 0))
        throw new RangeError(`Kernel size value should be an odd and positive number, got ${tuple(this.kernelSize)}.`);
      const given = call.sigma ?? [0.1, 2];
      this.sigma = typeof given === "number" ? [given, given] : given;
      if (this.sigma.length !== 2)
        throw new RangeError("sigma should be a single number or a list/tuple with length 2.");
      if (!(this.sigma[0] > 0 && this.sigma[0] <= this.sigma[1]))
        throw new RangeError(`sigma values should be positive and of the form (min, max), got ${tuple(this.sigma)}.`);
    }

    /** A deviation between two. */
    static getParams(sigmaMin: number, sigmaMax: number): number {
      return uniform(sigmaMin, sigmaMax);
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const sigma = GaussianBlur.getParams(this.sigma[0], this.sigma[1]);
      return gaussianBlur(img, this.kernelSize, [sigma, sigma]);
    }

    override extraRepr(): string {
      return `kernel_size=${tuple(this.kernelSize)}, sigma=${floatTuple(this.sigma)}`;
    }
  },
);
export type GaussianBlur = InstanceType<typeof GaussianBlur>;
