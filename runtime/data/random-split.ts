/** `torch.utils.data.random_split`. */

import { randperm } from "../ops/random.ts";
import type { Generator } from "../tensor/generator.ts";
import { describe, named } from "../tensor/options.ts";
import type { Source } from "./dataset.ts";
import { Subset } from "./subset.ts";

function countsOf(lengths: readonly number[], total: number): number[] {
  const sum = lengths.reduce((a, b) => a + b, 0);
  if (!(Math.abs(sum - 1) <= 1e-9 && sum <= 1)) return [...lengths];
  const counts = lengths.map((fraction, i) => {
    if (fraction < 0 || fraction > 1) throw new RangeError(`Fraction at index ${i} is not between 0 and 1`);
    return Math.floor(total * fraction);
  });
  const remainder = total - counts.reduce((a, b) => a + b, 0);
  for (let i = 0; i < remainder; i++) counts[i % counts.length]++;
  counts.forEach((count, i) => {
    if (count === 0) console.warn(`Length of split at index ${i} is 0. This might result in an empty dataset.`);
  });
  return counts;
}

/**
 * Parts of a data set, drawn at random without overlap.
 *
 * @param lengths how many samples each part gets, or fractions that sum up to 1.
 * @param generator the stream of the permutation; the default one.
 * @throws where the lengths do not sum up to the data set's.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split
 */
export function randomSplit<Sample>(
  dataset: Source<Sample>,
  lengths: readonly number[],
  generator?: Generator | { generator?: Generator },
): Subset<Sample>[] {
  const stream = named<{ generator?: Generator }>("randomSplit", { generator });
  if (typeof dataset?.length !== "number")
    throw new TypeError(`randomSplit(): argument 'dataset' must be a data set with a length, not ${describe(dataset)}`);
  if (!Array.isArray(lengths))
    throw new TypeError(
      `randomSplit(): argument 'lengths' must be a list of ints or fractions, not ${describe(lengths)}`,
    );
  const counts = countsOf(lengths, dataset.length);
  for (const count of counts)
    if (!Number.isInteger(count) || count < 0)
      throw new RangeError(`randomSplit(): lengths must be non-negative ints or fractions of 1, got ${count}`);
  const sum = counts.reduce((a, b) => a + b, 0);
  if (sum !== dataset.length)
    throw new RangeError(
      `Sum of input lengths does not equal the length of the input dataset! (${counts.join(" + ")} = ${sum}, not ${dataset.length})`,
    );
  const indices = randperm(sum, stream).tolist() as number[];
  let offset = 0;
  return counts.map((count) => {
    offset += count;
    return new Subset(dataset, indices.slice(offset - count, offset));
  });
}
