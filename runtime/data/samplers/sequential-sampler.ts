/** `torch.utils.data.SequentialSampler`. */

import { Sampler } from "./sampler.ts";

/** 0, 1, 2, … */
export class SequentialSampler extends Sampler {
  readonly dataSource: { readonly length: number };

  constructor(dataSource: { readonly length: number }) {
    super();
    this.dataSource = dataSource;
  }

  get length(): number {
    return this.dataSource.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.length; i++) yield i;
  }
}
