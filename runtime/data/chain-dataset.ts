/** `torch.utils.data.ChainDataset`. */

import { describe } from "../tensor/options.ts";
import { IterableDataset } from "./dataset.ts";

/** Streams one after another. */
export class ChainDataset<Sample> extends IterableDataset<Sample> {
  readonly datasets: Iterable<IterableDataset<Sample>>;

  constructor(datasets: Iterable<IterableDataset<Sample>>) {
    super();
    this.datasets = datasets;
  }

  private *streams(): Generator<IterableDataset<Sample>> {
    for (const dataset of this.datasets) {
      if (!(dataset instanceof IterableDataset))
        throw new TypeError(`ChainDataset only supports IterableDataset, not ${describe(dataset)}`);
      yield dataset;
    }
  }

  /** How many samples there are, where every stream says how many it has. */
  get length(): number {
    let total = 0;
    for (const dataset of this.streams()) {
      const { length } = dataset as { length?: number };
      if (length === undefined) throw new TypeError(`object of type '${dataset.constructor.name}' has no length`);
      total += length;
    }
    return total;
  }

  *[Symbol.iterator](): Iterator<Sample> {
    for (const dataset of this.streams()) yield* dataset;
  }
}
