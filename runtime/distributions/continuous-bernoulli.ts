/** Numbers of [0, 1] that lean to an end. */

import type { Call } from "../nn/arguments.ts";
import { rand } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, real, unitInterval } from "./constraint.ts";
import { type DistributionOptions, ExponentialFamily, type Parameter, type SampleShape } from "./distribution.ts";
import {
  asTensor,
  binaryLoss,
  choose,
  clampProbs,
  eitherOf,
  logitsToProbs,
  parameters,
  probsToLogits,
} from "./helpers.ts";

export interface ContinuousBernoulliOptions extends DistributionOptions {
  /** How much it leans to 1. */
  probs?: Parameter | null;
  /** The logarithm of the odds, in `probs`' place. */
  logits?: Parameter | null;
  /** Between these `probs`, series are used; [0.499, 0.501]. */
  lims?: readonly [number, number];
}

type Positional = [
  probs?: Parameter | null,
  logits?: Parameter | null,
  lims?: readonly [number, number],
  validateArgs?: boolean | null,
];

/** The continuous Bernoulli distribution (Loaiza-Ganem and Cunningham 2019). */
export class ContinuousBernoulli extends ExponentialFamily {
  declare readonly lims: readonly [number, number];

  constructor(...args: Call<Positional, ContinuousBernoulliOptions>) {
    const call = parameters<ContinuousBernoulliOptions>("ContinuousBernoulli", ["probs", "logits", "lims"], args);
    const [given, kind] = eitherOf(call.probs, call.logits);
    const parameter = asTensor(given);
    super(parameter.shape, [], { [kind]: parameter }, call.validateArgs, { lims: call.lims ?? [0.499, 0.501] });
    const probs = this.own("probs");
    if (probs !== undefined) this.set("probs", clampProbs(probs));
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: unitInterval, logits: real };
  }

  override get support(): Constraint {
    return unitInterval;
  }

  override get hasRsample(): boolean {
    return true;
  }

  get probs(): Tensor {
    return this.lazily("probs", () => clampProbs(logitsToProbs(this.own("logits") as Tensor, true)));
  }

  get logits(): Tensor {
    return this.lazily("logits", () => probsToLogits(this.own("probs") as Tensor, true));
  }

  /** Where `probs` is not near 1/2. */
  private get outside(): Tensor {
    return this.probs.le(this.lims[0]).logicalOr(this.probs.gt(this.lims[1]));
  }

  /** `probs`, or the lower limit where it is near 1/2. */
  private get cut(): Tensor {
    return choose(this.outside, this.probs, this.lims[0]);
  }

  /** The logarithm of the normalizing constant. */
  private logConstant(): Tensor {
    const { cut, probs } = this;
    const below = choose(cut.le(0.5), cut, 0);
    const above = choose(cut.ge(0.5), cut, 1);
    const log = cut
      .neg()
      .log1p()
      .sub(cut.log())
      .abs()
      .log()
      .sub(choose(cut.le(0.5), below.mul(-2).log1p(), above.mul(2).sub(1).log()));
    const x = probs.sub(0.5).pow(2);
    const series = x
      .mul(104 / 45)
      .add(4 / 3)
      .mul(x)
      .add(Math.log(2));
    return choose(this.outside, log, series);
  }

  override get mean(): Tensor {
    const { cut } = this;
    const mean = cut.div(cut.mul(2).sub(1)).add(cut.neg().log1p().sub(cut.log()).reciprocal());
    const x = this.probs.sub(0.5);
    const series = x
      .pow(2)
      .mul(16 / 45)
      .add(1 / 3)
      .mul(x)
      .add(0.5);
    return choose(this.outside, mean, series);
  }

  override get stddev(): Tensor {
    return this.variance.sqrt();
  }

  override get variance(): Tensor {
    const { cut } = this;
    const variance = cut
      .mul(cut.sub(1))
      .div(cut.mul(-2).add(1).pow(2))
      .add(cut.neg().log1p().sub(cut.log()).pow(2).reciprocal());
    const x = this.probs.sub(0.5).pow(2);
    const series = x
      .mul(128 / 945)
      .neg()
      .add(1 / 15)
      .mul(x)
      .neg()
      .add(1 / 12);
    return choose(this.outside, variance, series);
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return this.icdf(rand(shape, { dtype: this.probs.dtype, device: this.probs.device }));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return binaryLoss(this.logits, value).neg().add(this.logConstant());
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    const { cut } = this;
    const powers = cut.pow(value).mul(cut.neg().add(1).pow(value.neg().add(1)));
    const found = powers.add(cut).sub(1).div(cut.mul(2).sub(1));
    const inside = choose(this.outside, found, value);
    return choose(value.le(0), 0, choose(value.ge(1), 1, inside));
  }

  override icdf(value: Tensor): Tensor {
    const { cut } = this;
    const found = cut
      .neg()
      .add(value.mul(cut.mul(2).sub(1)))
      .log1p()
      .sub(cut.neg().log1p())
      .div(cut.log().sub(cut.neg().log1p()));
    return choose(this.outside, found, value);
  }

  override entropy(): Tensor {
    const low = this.probs.neg().log1p();
    const high = this.probs.log();
    return this.mean.mul(low.sub(high)).sub(this.logConstant()).sub(low);
  }

  get naturalParams_(): Tensor[] {
    return [this.logits];
  }

  /** @internal */
  logConstant_(): Tensor {
    return this.logConstant();
  }

  logNormalizer_(x: Tensor): Tensor {
    const outside = x.le(this.lims[0] - 0.5).logicalOr(x.gt(this.lims[1] - 0.5));
    const cut = choose(outside, x, this.lims[0] - 0.5);
    const log = cut.exp().sub(1).abs().log().sub(cut.abs().log());
    const series = x.mul(0.5).add(x.pow(2).div(24)).sub(x.pow(4).div(2880));
    return choose(outside, log, series);
  }
}
