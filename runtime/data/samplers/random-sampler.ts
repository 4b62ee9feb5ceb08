/** `torch.utils.data.RandomSampler`. */

import { randint, randperm } from "../../ops/random.ts";
import { Generator } from "../../tensor/generator.ts";
import { describe, named } from "../../tensor/options.ts";
import { drawSeed } from "../seed.ts";
import { flag, positive, Sampler } from "./sampler.ts";

/** Indices that PyTorch draws at once where they may repeat. */
const drawnAtOnce = 32;

export interface RandomSamplerOptions {
  /** Whether an index may be drawn again; false. */
  replacement?: boolean;
  /** How many are drawn; as many as there are samples. */
  numSamples?: number | null;
  /** The stream; undefined: a fresh one, seeded from the default one. */
  generator?: Generator | null;
}

/** Indices in random order, those that PyTorch draws from the same seed. */
export class RandomSampler extends Sampler {
  readonly dataSource: { readonly length: number };
  readonly replacement: boolean;
  readonly generator: Generator | null;
  readonly #numSamples: number | null;

  constructor(
    dataSource: { readonly length: number },
    replacement?: boolean | RandomSamplerOptions,
    numSamples?: number | null | RandomSamplerOptions,
    generator?: Generator | null | RandomSamplerOptions,
  ) {
    super();
    const given = named<RandomSamplerOptions>("RandomSampler", { replacement, numSamples, generator });
    if (typeof dataSource?.length !== "number")
      throw new TypeError(`RandomSampler: argument 'dataSource' must have a length, and is ${describe(dataSource)}`);
    this.dataSource = dataSource;
    this.replacement = flag("replacement", given.replacement ?? false);
    this.#numSamples = given.numSamples ?? null;
    this.generator = given.generator ?? null;
    positive("num_samples", this.numSamples);
  }

  get numSamples(): number {
    return this.#numSamples ?? this.dataSource.length;
  }

  get length(): number {
    return this.numSamples;
  }

  *[Symbol.iterator](): Iterator<number> {
    const n = this.dataSource.length;
    const count = this.numSamples;
    const generator = this.generator ?? new Generator("cpu").manualSeed(drawSeed());
    if (this.replacement) {
      const draw = (size: number) => randint(n, [size], { generator }).tolist() as number[];
      for (let i = 0; i < Math.floor(count / drawnAtOnce); i++) yield* draw(drawnAtOnce);
      yield* draw(count % drawnAtOnce);
    } else {
      const draw = () => randperm(n, { generator }).tolist() as number[];
      for (let i = 0; i < Math.floor(count / n); i++) yield* draw();
      yield* draw().slice(0, count % n);
    }
  }
}
