/** How many of some trials succeed. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { arange } from "../ops/create.ts";
import { binomial } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, integerInterval, nonnegativeInteger, real, unitInterval } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, eitherOf, isExpanded, logitsToProbs, parameters, probsToLogits } from "./helpers.ts";

export interface BinomialOptions extends DistributionOptions {
  /** How many trials; 1. */
  totalCount?: Parameter;
  /** The probability of success. */
  probs?: Tensor | null;
  /** The logarithm of the odds of success, in `probs`' place. */
  logits?: Tensor | null;
}

type Positional = [
  totalCount?: Parameter,
  probs?: Tensor | null,
  logits?: Tensor | null,
  validateArgs?: boolean | null,
];

/** The binomial distribution: how many of `totalCount` trials succeed, each with probability `probs`. */
export class Binomial extends Distribution {
  declare readonly totalCount: Tensor;

  constructor(...args: Call<Positional, BinomialOptions>) {
    const call = parameters<BinomialOptions>("Binomial", ["totalCount", "probs", "logits"], args);
    const [given, kind] = eitherOf(call.probs, call.logits);
    const [count, parameter] = broadcastAll(call.totalCount ?? 1, given);
    const totalCount = count.to(parameter.dtype);
    super(parameter.shape, [], { totalCount, [kind]: parameter }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { totalCount: nonnegativeInteger, probs: unitInterval, logits: real };
  }

  /** The parameter that was given. */
  protected get parameter(): Tensor {
    return this.own("probs") ?? (this.own("logits") as Tensor);
  }

  /** The probability of success. */
  get probs(): Tensor {
    return this.lazily("probs", () => logitsToProbs(this.own("logits") as Tensor, true));
  }

  /** The logarithm of the odds of success. */
  get logits(): Tensor {
    return this.lazily("logits", () => probsToLogits(this.own("probs") as Tensor, true));
  }

  override get support(): Constraint {
    return integerInterval({ int: 0 }, this.totalCount);
  }

  override get hasEnumerateSupport(): boolean {
    return true;
  }

  override get mean(): Tensor {
    return this.totalCount.mul(this.probs);
  }

  override get mode(): Tensor {
    return this.totalCount.add(1).mul(this.probs).floor().clamp(null, this.totalCount);
  }

  override get variance(): Tensor {
    const { probs } = this;
    return this.totalCount.mul(probs).mul(probs.neg().add(1));
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return noGrad(() => binomial(this.totalCount.expand(shape), this.probs.expand(shape)));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const { totalCount, logits } = this;
    const failures = totalCount.sub(value);
    const normalize = totalCount
      .mul(logits.clamp(0))
      .add(totalCount.mul(logits.abs().neg().exp().log1p()))
      .sub(totalCount.add(1).lgamma());
    return value.mul(logits).sub(value.add(1).lgamma()).sub(failures.add(1).lgamma()).sub(normalize);
  }

  override entropy(): Tensor {
    const most = Number(this.totalCount.max().item());
    if (Number(this.totalCount.min().item()) !== most)
      throw new Error("Inhomogeneous total count not supported by `entropy`.");
    const logProbs = this.logProb(this.enumerateSupport(false));
    return logProbs.exp().mul(logProbs).sum(0).neg();
  }

  override enumerateSupport(expand: boolean | { expand?: boolean } = true): Tensor {
    const most = Number(this.totalCount.max().item());
    if (Number(this.totalCount.min().item()) !== most)
      throw new Error("Inhomogeneous total count not supported by `enumerate_support`.");
    const values = arange(1 + most, { dtype: this.parameter.dtype, device: this.parameter.device });
    const column = values.reshape([-1, ...this.batchShape.map(() => 1)]);
    return isExpanded(expand) ? column.expand([-1, ...this.batchShape]) : column;
  }
}
