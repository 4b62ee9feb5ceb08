/** `torch.utils.data.WeightedRandomSampler`. */

import { asTensor } from "../../ops/create.ts";
import { multinomial } from "../../ops/random.ts";
import { float64 } from "../../tensor/dtype.ts";
import type { Generator } from "../../tensor/generator.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { flag, positive, Sampler } from "./sampler.ts";

interface Options {
  numSamples?: number;
  /** Whether an index may be drawn again; true. */
  replacement?: boolean;
  generator?: Generator | null;
}

/** Indices drawn in proportion to their weights, which need not sum up to 1. */
export class WeightedRandomSampler extends Sampler {
  /** float64 [n]. */
  readonly weights: Tensor;
  readonly numSamples: number;
  readonly replacement: boolean;
  readonly generator: Generator | null;

  constructor(
    weights: Tensor | readonly number[],
    numSamples: number | Options,
    replacement?: boolean | Options,
    generator?: Generator | null | Options,
  ) {
    super();
    const given = named<Options>("WeightedRandomSampler", { numSamples, replacement, generator });
    this.numSamples = positive("num_samples", given.numSamples);
    this.replacement = flag("replacement", given.replacement ?? true);
    this.generator = given.generator ?? null;
    this.weights = asTensor(weights, { dtype: float64 });
    if (this.weights.ndim !== 1)
      throw new RangeError(
        `weights should be a 1d sequence but given weights have shape (${this.weights.shape.join(", ")})`,
      );
  }

  get length(): number {
    return this.numSamples;
  }

  *[Symbol.iterator](): Iterator<number> {
    const { weights, numSamples, replacement, generator } = this;
    yield* multinomial(weights, numSamples, replacement, { generator }).tolist() as number[];
  }
}
