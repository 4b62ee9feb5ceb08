/** `torchvision.transforms.AutoAugment`. */

import { callableClass } from "../../../callable-class.ts";
import { plain } from "../../../nn/python.ts";
import { rand, randint } from "../../../ops/random.ts";
import { named } from "../../../tensor/options.ts";
import type { Scalar } from "../../../tensor/tensor.ts";
import { integer } from "../draw.ts";
import {
  type Fill,
  getDimensions,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
} from "../functional/common.ts";
import { ImageTransform } from "../image-transform.ts";
import { applyOperation, enhancing, geometric, type Space, spaceOf, toning } from "./operations.ts";
import { type AutoAugmentPolicy, type PolicyStep, policies } from "./policies.ts";

interface Options {
  policy?: AutoAugmentPolicy;
  interpolation?: InterpolationMode;
  fill?: Fill | null;
}

/** As many magnitudes as the policies count. */
const bins = 10;

function space(height: number, width: number): Space {
  return spaceOf([...geometric, ...enhancing, ...toning, "Invert"], {
    bins,
    shear: 0.3,
    translateX: (150 / 331) * width,
    translateY: (150 / 331) * height,
    rotate: 30,
    enhance: 0.9,
    posterize: { from: 8, less: 4 },
  });
}

/**
 * Two operations that were found to help on a data set, each with a probability.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.AutoAugment.html
 */
export const AutoAugment = callableClass(
  class AutoAugment extends ImageTransform {
    readonly policy: AutoAugmentPolicy;
    readonly interpolation: InterpolationMode;
    readonly fill: Fill | null;
    private readonly policies: readonly (readonly [PolicyStep, PolicyStep])[];

    /**
     * @param policy "imagenet", "cifar10" or "svhn"; "imagenet".
     * @param interpolation "nearest".
     * @param fill what stands outside; null: 0.
     */
    constructor(
      policy?: AutoAugmentPolicy | Options,
      interpolation?: InterpolationMode | Options,
      fill?: Fill | null | Options,
    ) {
      super();
      const call = named<Options>("AutoAugment", { policy, interpolation, fill });
      this.policy = call.policy ?? "imagenet";
      const found = policies[this.policy];
      if (found === undefined)
        throw new RangeError(
          `The provided policy ${String(this.policy)} is not recognized; it is one of ${Object.keys(policies).join(", ")}.`,
        );
      this.policies = found;
      this.interpolation = call.interpolation ?? "nearest";
      requireInterpolation(this.interpolation, "AutoAugment");
      this.fill = call.fill ?? null;
    }

    /** Which policy, how likely its two steps are made, and their signs. */
    static getParams(transformNum: number): [policy: number, probabilities: number[], signs: number[]] {
      const policy = integer(0, transformNum);
      const probabilities = rand(2).tolist() as number[];
      return [policy, probabilities, (randint(2, [2]).tolist() as Scalar[]).map(Number)];
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const [, height, width] = getDimensions(img);
      const [policy, probabilities, signs] = AutoAugment.getParams(this.policies.length);
      const strengths = new Map(space(height, width));
      return this.policies[policy].reduce((at, [operation, probability, index], i) => {
        if (!(probabilities[i] <= Math.fround(probability))) return at;
        const strength = strengths.get(operation);
        const magnitude = index === null ? 0 : (strength?.magnitudes?.[index] ?? 0);
        const signed = strength?.signed === true && signs[i] === 0 ? -magnitude : magnitude;
        return applyOperation(at, operation, signed, this);
      }, img);
    }

    override extraRepr(): string {
      return `policy=AutoAugmentPolicy.${this.policy.toUpperCase()}, fill=${plain(this.fill)}`;
    }
  },
);
export type AutoAugment = InstanceType<typeof AutoAugment>;
