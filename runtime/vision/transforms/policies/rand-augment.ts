/** `torchvision.transforms.RandAugment`. */

import { callableClass } from "../../../callable-class.ts";
import { plain } from "../../../nn/python.ts";
import { named } from "../../../tensor/options.ts";
import { integer } from "../draw.ts";
import {
  type Fill,
  getDimensions,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
} from "../functional/common.ts";
import { ImageTransform } from "../image-transform.ts";
import { interpolationName } from "../written.ts";
import { applyOperation, enhancing, geometric, spaceOf, toning, withSign } from "./operations.ts";

interface Options {
  numOps?: number;
  magnitude?: number;
  numMagnitudeBins?: number;
  interpolation?: InterpolationMode;
  fill?: Fill | null;
}

/**
 * Some operations drawn at random, all of one magnitude.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandAugment.html
 */
export const RandAugment = callableClass(
  class RandAugment extends ImageTransform {
    readonly numOps: number;
    readonly magnitude: number;
    readonly numMagnitudeBins: number;
    readonly interpolation: InterpolationMode;
    readonly fill: Fill | null;

    /**
     * @param numOps how many operations; 2.
     * @param magnitude which of the magnitudes, from 0; 9.
     * @param numMagnitudeBins how many magnitudes there are; 31.
     * @param interpolation "nearest".
     * @param fill what stands outside; null: 0.
     */
    constructor(
      numOps?: number | Options,
      magnitude?: number | Options,
      numMagnitudeBins?: number | Options,
      interpolation?: InterpolationMode | Options,
      fill?: Fill | null | Options,
    ) {
      super();
      const given = { numOps, magnitude, numMagnitudeBins, interpolation, fill };
      const call = named<Options>("RandAugment", given);
      this.numOps = call.numOps ?? 2;
      this.magnitude = call.magnitude ?? 9;
      this.numMagnitudeBins = call.numMagnitudeBins ?? 31;
      if (!(this.magnitude >= 0 && this.magnitude < this.numMagnitudeBins))
        throw new RangeError(`magnitude should be from 0 to ${this.numMagnitudeBins - 1}, got ${this.magnitude}`);
      this.interpolation = call.interpolation ?? "nearest";
      requireInterpolation(this.interpolation, "RandAugment");
      this.fill = call.fill ?? null;
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const [, height, width] = getDimensions(img);
      const space = spaceOf(["Identity", ...geometric, ...enhancing, ...toning], {
        bins: this.numMagnitudeBins,
        shear: 0.3,
        translateX: (150 / 331) * width,
        translateY: (150 / 331) * height,
        rotate: 30,
        enhance: 0.9,
        posterize: { from: 8, less: 4 },
      });
      let at = img;
      for (let i = 0; i < this.numOps; i++) {
        const [operation, strength] = space[integer(0, space.length)];
        const magnitude = strength.magnitudes?.[this.magnitude] ?? 0;
        at = applyOperation(at, operation, withSign(strength, magnitude), this);
      }
      return at;
    }

    override extraRepr(): string {
      return `num_ops=${this.numOps}, magnitude=${this.magnitude}, num_magnitude_bins=${this.numMagnitudeBins}, interpolation=${interpolationName(this.interpolation)}, fill=${plain(this.fill)}`;
    }
  },
);
export type RandAugment = InstanceType<typeof RandAugment>;
