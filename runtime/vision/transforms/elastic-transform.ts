/** `torchvision.transforms.ElasticTransform`. */

import { callableClass } from "../../callable-class.ts";
import { cat } from "../../ops/join.ts";
import { rand } from "../../ops/random.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { gaussianBlur } from "./functional/blur.ts";
import {
  type Fill,
  getDimensions,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
} from "./functional/common.ts";
import { elasticTransform } from "./functional/elastic.ts";
import { ImageTransform } from "./image-transform.ts";
import { floatList, interpolationName } from "./written.ts";

interface Options {
  alpha?: number | readonly number[];
  sigma?: number | readonly number[];
  interpolation?: InterpolationMode;
  fill?: Fill;
}

function pairOf(value: number | readonly number[], name: string): readonly number[] {
  const pair = typeof value === "number" ? [value, value] : value;
  if (!Array.isArray(pair) || pair.length !== 2 || pair.some((part) => typeof part !== "number"))
    throw new TypeError(`${name} should be float or a sequence of two floats. Got ${JSON.stringify(value)}`);
  return pair;
}

/** Ways along one axis [1, 1, H, W], as shares of its length. */
function waysAlong(axis: 0 | 1, alpha: readonly number[], sigma: readonly number[], size: readonly number[]): Tensor {
  const ways = rand(1, 1, ...size)
    .mul(2)
    .sub(1);
  const wide = Math.trunc(8 * sigma[axis] + 1);
  const odd = wide % 2 === 0 ? wide + 1 : wide;
  const smooth = sigma[axis] > 0 ? gaussianBlur(ways, [odd, odd], sigma) : ways;
  return smooth.mul(alpha[axis]).div(size[1 - axis]);
}

/**
 * Pixels moved at random, neighbours by nearly the same way.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ElasticTransform.html
 */
export const ElasticTransform = callableClass(
  class ElasticTransform extends ImageTransform {
    readonly alpha: readonly number[];
    readonly sigma: readonly number[];
    readonly interpolation: InterpolationMode;
    readonly fill: readonly number[];

    /**
     * @param alpha how far pixels move, along x and y; 50.
     * @param sigma how smooth the ways are, in pixels; 5.
     * @param interpolation "bilinear".
     * @param fill what stands outside; 0.
     */
    constructor(
      alpha?: number | readonly number[] | Options,
      sigma?: number | readonly number[] | Options,
      interpolation?: InterpolationMode | Options,
      fill?: Fill | Options,
    ) {
      super();
      const call = named<Options>("ElasticTransform", { alpha, sigma, interpolation, fill });
      this.alpha = pairOf(call.alpha ?? 50, "alpha");
      this.sigma = pairOf(call.sigma ?? 5, "sigma");
      this.interpolation = call.interpolation ?? "bilinear";
      requireInterpolation(this.interpolation, "ElasticTransform");
      const given = call.fill ?? 0;
      this.fill = typeof given === "number" ? [given] : given;
    }

    /** The displacement [1, H, W, 2] of a picture of `size` [H, W]. */
    static getParams(alpha: readonly number[], sigma: readonly number[], size: readonly number[]): Tensor {
      const dx = waysAlong(0, alpha, sigma, size);
      return cat([dx, waysAlong(1, alpha, sigma, size)], 1).permute(0, 2, 3, 1);
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const [, height, width] = getDimensions(img);
      const displacement = ElasticTransform.getParams(this.alpha, this.sigma, [height, width]);
      return elasticTransform(img, displacement, this.interpolation, this.fill);
    }

    override extraRepr(): string {
      return `alpha=${floatList(this.alpha)}, sigma=${floatList(this.sigma)}, interpolation=${interpolationName(this.interpolation)}, fill=${floatList(this.fill)}`;
    }
  },
);
export type ElasticTransform = InstanceType<typeof ElasticTransform>;
