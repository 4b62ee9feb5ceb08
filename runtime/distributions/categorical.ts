/** Numbers of categories. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { arange } from "../ops/create.ts";
import { multinomial } from "../ops/random.ts";
import { broadcastShapes } from "../ops/shape.ts";
import { finfo } from "../tensor/dtype.ts";
import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type Constraint, independent, integerInterval, real, simplex } from "./constraint.ts";
import { Distribution, type DistributionOptions, type SampleShape } from "./distribution.ts";
import { eitherOf, fullOf, isExpanded, logitsToProbs, parameters, probsToLogits } from "./helpers.ts";

export interface CategoricalOptions extends DistributionOptions {
  /** Weights of the categories, along the last dim. */
  probs?: Tensor | null;
  /** Their logarithms, in `probs`' place. */
  logits?: Tensor | null;
}

export type CategoricalArguments = Call<
  [probs?: Tensor | null, logits?: Tensor | null, validateArgs?: boolean | null],
  CategoricalOptions
>;

/** @internal Weights of the last dim, normalised. */
export function normalised(
  what: string,
  args: CategoricalArguments,
): [Record<string, Tensor>, boolean | null | undefined] {
  const call = parameters<CategoricalOptions>(what, ["probs", "logits"], args);
  const [given, kind] = eitherOf(call.probs, call.logits);
  if (!(given instanceof Tensor)) throw new TypeError(`${what}: \`${kind}\` must be a Tensor, not ${describe(given)}`);
  if (given.ndim < 1) throw new Error(`\`${kind}\` parameter must be at least one-dimensional.`);
  const parameter = kind === "probs" ? given.div(given.sum(-1, true)) : given.sub(given.logsumexp(-1, true));
  return [{ [kind]: parameter }, call.validateArgs];
}

/** The distribution of categories 0, 1, … that have weights. */
export class Categorical extends Distribution {
  constructor(...args: CategoricalArguments) {
    const [values, validateArgs] = normalised("Categorical", args);
    const [parameter] = Object.values(values);
    super(parameter.shape.slice(0, -1), [], values, validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: simplex, logits: independent(real, 1) };
  }

  override get support(): Constraint {
    return integerInterval({ int: 0 }, { int: this.numEvents - 1 });
  }

  override get hasEnumerateSupport(): boolean {
    return true;
  }

  private get parameter(): Tensor {
    return this.own("probs") ?? (this.own("logits") as Tensor);
  }

  /** How many categories there are. */
  get numEvents(): number {
    const { shape } = this.parameter;
    return shape[shape.length - 1];
  }

  /** The sizes of the parameters. */
  get paramShape(): readonly number[] {
    return this.parameter.shape;
  }

  get probs(): Tensor {
    return this.lazily("probs", () => logitsToProbs(this.own("logits") as Tensor));
  }

  get logits(): Tensor {
    return this.lazily("logits", () => probsToLogits(this.own("probs") as Tensor));
  }

  override get mean(): Tensor {
    return fullOf(this.parameter, this.batchShape, Number.NaN);
  }

  override get mode(): Tensor {
    return this.probs.argmax(-1);
  }

  override get variance(): Tensor {
    return fullOf(this.parameter, this.batchShape, Number.NaN);
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    const count = sampleShape.reduce((product, size) => product * size, 1);
    return noGrad(() => multinomial(this.probs.reshape(-1, this.numEvents), count, true).t().reshape(shape));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const index = value.long().unsqueeze(-1);
    const { logits } = this;
    const shape = broadcastShapes(index.shape.slice(0, -1), logits.shape.slice(0, -1));
    return logits
      .expand([...shape, this.numEvents])
      .gather(-1, index.expand([...shape, 1]))
      .squeeze(-1);
  }

  override entropy(): Tensor {
    const least = finfo(this.parameter.dtype).min;
    return this.logits.clamp(least).mul(this.probs).sum(-1).neg();
  }

  override enumerateSupport(expand: boolean | { expand?: boolean } = true): Tensor {
    const column = arange(this.numEvents, { device: this.parameter.device }).reshape([
      -1,
      ...this.batchShape.map(() => 1),
    ]);
    return isExpanded(expand) ? column.expand([-1, ...this.batchShape]) : column;
  }
}
