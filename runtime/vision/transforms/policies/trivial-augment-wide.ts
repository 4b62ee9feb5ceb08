/** `torchvision.transforms.TrivialAugmentWide`. */

import { callableClass } from "../../../callable-class.ts";
import { plain } from "../../../nn/python.ts";
import { named } from "../../../tensor/options.ts";
import { integer } from "../draw.ts";
import { type Fill, type ImageOrTensor, type InterpolationMode, requireInterpolation } from "../functional/common.ts";
import { ImageTransform } from "../image-transform.ts";
import { interpolationName } from "../written.ts";
import { applyOperation, enhancing, geometric, spaceOf, toning, withSign } from "./operations.ts";

interface Options {
  numMagnitudeBins?: number;
  interpolation?: InterpolationMode;
  fill?: Fill | null;
}

/**
 * One operation of one magnitude, both drawn at random.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.TrivialAugmentWide.html
 */
export const TrivialAugmentWide = callableClass(
  class TrivialAugmentWide extends ImageTransform {
    readonly numMagnitudeBins: number;
    readonly interpolation: InterpolationMode;
    readonly fill: Fill | null;

    /**
     * @param numMagnitudeBins how many magnitudes there are; 31.
     * @param interpolation "nearest".
     * @param fill what stands outside; null: 0.
     */
    constructor(
      numMagnitudeBins?: number | Options,
      interpolation?: InterpolationMode | Options,
      fill?: Fill | null | Options,
    ) {
      super();
      const call = named<Options>("TrivialAugmentWide", { numMagnitudeBins, interpolation, fill });
      this.numMagnitudeBins = call.numMagnitudeBins ?? 31;
      this.interpolation = call.interpolation ?? "nearest";
      requireInterpolation(this.interpolation, "TrivialAugmentWide");
      this.fill = call.fill ?? null;
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const space = spaceOf(["Identity", ...geometric, ...enhancing, ...toning], {
        bins: this.numMagnitudeBins,
        shear: 0.99,
        translateX: 32,
        translateY: 32,
        rotate: 135,
        enhance: 0.99,
        posterize: { from: 8, less: 6 },
      });
      const [operation, strength] = space[integer(0, space.length)];
      const { magnitudes } = strength;
      const magnitude = magnitudes === null ? 0 : magnitudes[integer(0, magnitudes.length)];
      return applyOperation(img, operation, withSign(strength, magnitude), this);
    }

    override extraRepr(): string {
      return `num_magnitude_bins=${this.numMagnitudeBins}, interpolation=${interpolationName(this.interpolation)}, fill=${plain(this.fill)}`;
    }
  },
);
export type TrivialAugmentWide = InstanceType<typeof TrivialAugmentWide>;
