/** A distribution's numbers after a change of variables. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { describe } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, independent } from "./constraint.ts";
import { absent, Distribution, type DistributionOptions, type SampleShape } from "./distribution.ts";
import { parameters, sumRightmost } from "./helpers.ts";
import { Independent } from "./independent.ts";
import { ComposeTransform } from "./transforms/compose.ts";
import { Transform } from "./transforms/transform.ts";

export interface TransformedDistributionOptions extends DistributionOptions {
  baseDistribution: Distribution;
  /** One, or several after each other. */
  transforms: Transform | readonly Transform[];
}

type Positional = [
  baseDistribution: Distribution,
  transforms: Transform | readonly Transform[],
  validateArgs?: boolean | null,
];

/** The distribution of what `transforms` make of another one's values. */
export class TransformedDistribution extends Distribution {
  declare readonly baseDist: Distribution;
  declare readonly transforms: readonly Transform[];

  constructor(...args: Call<Positional, TransformedDistributionOptions>) {
    const call = parameters<TransformedDistributionOptions>(
      "TransformedDistribution",
      ["baseDistribution!", "transforms!"],
      args,
    );
    if (!(call.baseDistribution instanceof Distribution))
      throw new TypeError(
        `TransformedDistribution: argument 'base_distribution' must be a Distribution, not ${describe(call.baseDistribution)}`,
      );
    if (!Array.isArray(call.transforms) && !(call.transforms instanceof Transform))
      throw new TypeError("transforms must be a Transform or a list of Transforms");
    const transforms = call.transforms instanceof Transform ? [call.transforms] : [...call.transforms];
    for (const transform of transforms)
      if (!(transform instanceof Transform))
        throw new TypeError("transforms must be a Transform or a list of Transforms");
    const base = call.baseDistribution;
    const shape = [...base.batchShape, ...base.eventShape];
    const whole = new ComposeTransform(transforms);
    if (shape.length < whole.domain.eventDim)
      throw new Error(
        `base_distribution needs to have shape with size at least ${whole.domain.eventDim}, but got [${shape.join(", ")}].`,
      );
    const forward = whole.forwardShape(shape);
    const expanded = whole.inverseShape(forward);
    let baseDist = base;
    if (shape.join() !== expanded.join())
      baseDist = base.expand(expanded.slice(0, expanded.length - base.eventShape.length));
    const more = whole.domain.eventDim - baseDist.eventShape.length;
    if (more > 0) baseDist = new Independent(baseDist, more);
    const change = whole.codomain.eventDim - whole.domain.eventDim;
    const eventDim = Math.max(whole.codomain.eventDim, baseDist.eventShape.length + change);
    const cut = forward.length - eventDim;
    super(forward.slice(0, cut), forward.slice(cut), {}, call.validateArgs, { baseDist, transforms });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return {};
  }

  override get support(): Constraint {
    if (this.transforms.length === 0) return this.baseDist.support;
    const { codomain } = this.transforms[this.transforms.length - 1];
    const more = this.eventShape.length - codomain.eventDim;
    return more > 0 ? independent(codomain, more) : codomain;
  }

  override get hasRsample(): boolean {
    return this.baseDist.hasRsample;
  }

  override expand(batchShape: SampleShape): this {
    const whole = new ComposeTransform(this.transforms);
    const shape = whole.inverseShape([...batchShape, ...this.eventShape]);
    const base = this.baseDist.expand(shape.slice(0, shape.length - this.baseDist.eventShape.length));
    return this.copied(batchShape, {}, { baseDist: base });
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    return noGrad(() =>
      this.transforms.reduce((value, transform) => transform.apply(value), this.baseDist.sample(sampleShape)),
    );
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    return this.transforms.reduce((value, transform) => transform.apply(value), this.baseDist.rsample(sampleShape));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    let dims = this.eventShape.length;
    let total: Tensor | null = null;
    let y = value;
    for (const transform of [...this.transforms].reverse()) {
      const x = transform.invert(y);
      dims += transform.domain.eventDim - transform.codomain.eventDim;
      const term = sumRightmost(transform.logAbsDetJacobian(x, y), dims - transform.domain.eventDim);
      total = total === null ? term.neg() : total.sub(term);
      y = x;
    }
    const own = sumRightmost(this.baseDist.logProb(y), dims - this.baseDist.eventShape.length);
    return total === null ? own : own.add(total);
  }

  /** Whether the transforms grow or fall. */
  private get sign(): number | Tensor {
    return new ComposeTransform(this.transforms).sign;
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    const { sign } = this;
    const base = this.transforms.reduceRight((y, transform) => transform.invert(y), value);
    return this.turned(this.baseDist.cdf(base), sign);
  }

  override icdf(value: Tensor): Tensor {
    const quantile = this.baseDist.icdf(this.turned(value, this.sign));
    return this.transforms.reduce((x, transform) => transform.apply(x), quantile);
  }

  private turned(value: Tensor, sign: number | Tensor): Tensor {
    return sign === 1 ? value : value.sub(0.5).mul(sign).add(0.5);
  }

  override get mean(): Tensor {
    return absent(this, "mean");
  }
}
