/** How a loader turns indices into a batch. */

import { defaultCollate, defaultConvert } from "./collate.ts";
import { collatedAt, type IterableDataset, type Source, sampleAt, samplesAt } from "./dataset.ts";

/** Makes a batch of a list of samples, whatever they are. */
export type Collate = (samples: never) => unknown;

function isPending(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

/** The batch of a list of indices, or a promise of it where the data set's samples are promises. */
export function fetchBatch<Sample>(
  source: Source<Sample>,
  indices: readonly number[],
  collate: Collate | null,
): unknown {
  if (collate === null) {
    const quick = collatedAt(source, indices);
    if (quick !== undefined) return quick;
  }
  return gather(samplesAt(source, indices), collate ?? defaultCollate);
}

/** The one sample of a loader without batches. */
export function fetchSample<Sample>(source: Source<Sample>, index: number, convert: Collate | null): unknown {
  const sample: unknown = sampleAt(source, index);
  const one = (convert ?? defaultConvert) as (sample: unknown) => unknown;
  return isPending(sample) ? sample.then(one) : one(sample);
}

function gather(samples: readonly unknown[], collate: Collate): unknown {
  return samples.some(isPending)
    ? Promise.all(samples).then((all) => collate(all as never))
    : collate(samples as never);
}

/** Batches of a stream of samples; the last one may be shorter. */
export function* streamBatches<Sample>(
  stream: IterableDataset<Sample>,
  batchSize: number,
  dropLast: boolean,
  collate: Collate | null,
): Generator<unknown> {
  let samples: Sample[] = [];
  for (const sample of stream as Iterable<Sample>) {
    samples.push(sample);
    if (samples.length < batchSize) continue;
    yield gather(samples, collate ?? defaultCollate);
    samples = [];
  }
  if (samples.length > 0 && !dropLast) yield gather(samples, collate ?? defaultCollate);
}
