/** Dims of a batch as dims of one value. */

import type { Call } from "../nn/arguments.ts";
import { describe } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, independent } from "./constraint.ts";
import { Distribution, type DistributionOptions, type SampleShape } from "./distribution.ts";
import { parameters, sumRightmost } from "./helpers.ts";

export interface IndependentOptions extends DistributionOptions {
  baseDistribution: Distribution;
  /** How many of the batch's last dims one value takes. */
  reinterpretedBatchNdims: number;
}

type Positional = [baseDistribution: Distribution, reinterpretedBatchNdims: number, validateArgs?: boolean | null];

/** A distribution whose batch's last dims are dims of one value. */
export class Independent extends Distribution {
  declare readonly baseDist: Distribution;
  declare readonly reinterpretedBatchNdims: number;

  constructor(...args: Call<Positional, IndependentOptions>) {
    const {
      baseDistribution: baseDist,
      reinterpretedBatchNdims,
      validateArgs,
    } = parameters<IndependentOptions>("Independent", ["baseDistribution!", "reinterpretedBatchNdims!"], args);
    if (!(baseDist instanceof Distribution))
      throw new TypeError(
        `Independent: argument 'base_distribution' must be a Distribution, not ${describe(baseDist)}`,
      );
    const { batchShape, eventShape } = baseDist;
    if (reinterpretedBatchNdims > batchShape.length)
      throw new Error(
        "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), " +
          `actual ${reinterpretedBatchNdims} vs ${batchShape.length}`,
      );
    const shape = [...batchShape, ...eventShape];
    const cut = batchShape.length - reinterpretedBatchNdims;
    super(shape.slice(0, cut), shape.slice(cut), {}, validateArgs, { baseDist, reinterpretedBatchNdims });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return {};
  }

  override get support(): Constraint {
    const { support } = this.baseDist;
    return this.reinterpretedBatchNdims > 0 ? independent(support, this.reinterpretedBatchNdims) : support;
  }

  override get hasRsample(): boolean {
    return this.baseDist.hasRsample;
  }

  override get hasEnumerateSupport(): boolean {
    return this.reinterpretedBatchNdims === 0 && this.baseDist.hasEnumerateSupport;
  }

  override expand(batchShape: SampleShape): this {
    const more = this.eventShape.slice(0, this.reinterpretedBatchNdims);
    return this.copied(batchShape, {}, { baseDist: this.baseDist.expand([...batchShape, ...more]) });
  }

  override get mean(): Tensor {
    return this.baseDist.mean;
  }

  override get mode(): Tensor {
    return this.baseDist.mode;
  }

  override get variance(): Tensor {
    return this.baseDist.variance;
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    return this.baseDist.sample(sampleShape);
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    return this.baseDist.rsample(sampleShape);
  }

  override logProb(value: Tensor): Tensor {
    return sumRightmost(this.baseDist.logProb(value), this.reinterpretedBatchNdims);
  }

  override entropy(): Tensor {
    return sumRightmost(this.baseDist.entropy(), this.reinterpretedBatchNdims);
  }

  override enumerateSupport(expand: boolean | { expand?: boolean } = true): Tensor {
    if (this.reinterpretedBatchNdims > 0) throw new Error("Enumeration over cartesian product is not implemented");
    return this.baseDist.enumerateSupport(expand);
  }

  override toString(): string {
    return `Independent(${this.baseDist}, ${this.reinterpretedBatchNdims})`;
  }
}
