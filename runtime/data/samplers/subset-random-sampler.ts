/** `torch.utils.data.SubsetRandomSampler`. */

import { randperm } from "../../ops/random.ts";
import type { Generator } from "../../tensor/generator.ts";
import { named } from "../../tensor/options.ts";
import { Sampler } from "./sampler.ts";

/** Given indices in random order. */
export class SubsetRandomSampler extends Sampler {
  readonly indices: ArrayLike<number>;
  readonly generator: Generator | null;

  constructor(indices: ArrayLike<number>, generator?: Generator | null | { generator?: Generator | null }) {
    super();
    this.indices = indices;
    this.generator = named<{ generator?: Generator | null }>("SubsetRandomSampler", { generator }).generator ?? null;
  }

  get length(): number {
    return this.indices.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    const order = randperm(this.indices.length, { generator: this.generator }).tolist() as number[];
    for (const i of order) yield this.indices[i];
  }
}
