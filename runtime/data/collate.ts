/** Samples to a batch: `torch.utils.data.default_collate`, and `default_convert` for a loader without batches. */

import { fromArray, tensor } from "../ops/create.ts";
import { stack } from "../ops/join.ts";
import { bool, float64, int64 } from "../tensor/dtype.ts";
import { describe, isOptions } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";

type Plain = Readonly<Record<string, unknown>>;

/** What a batch of `Sample`s is. */
export type Collated<Sample> = Sample extends Tensor | ArrayBufferView | number | bigint | boolean
  ? Tensor
  : Sample extends string
    ? string[]
    : Sample extends readonly unknown[] | Plain
      ? { -readonly [K in keyof Sample]: Collated<Sample[K]> }
      : Sample;

/** What a loader without batches gives for a `Sample`. */
export type Converted<Sample> = Sample extends Tensor
  ? Sample
  : Sample extends ArrayBufferView
    ? Tensor
    : Sample extends readonly unknown[] | Plain
      ? { -readonly [K in keyof Sample]: Converted<Sample[K]> }
      : Sample;

const isPlain = (value: unknown): value is Plain => isOptions(value);

function refuse(first: unknown): never {
  throw new TypeError(
    `default_collate: batch must contain tensors, typed arrays, numbers, objects or lists; found ${describe(first)} ` +
      "(a picture becomes a tensor by transforms.ToTensor(); a collateFn makes batches of anything)",
  );
}

/** Whole numbers are int64; where one has a fraction, all are float64, as Python's floats are. */
function collateNumbers(batch: readonly unknown[], first: unknown): Tensor {
  const odd = batch.find((value) => typeof value !== typeof first);
  if (odd !== undefined) refuse(odd);
  if (typeof first === "boolean") return tensor(batch as boolean[], { dtype: bool });
  const whole = typeof first === "bigint" || batch.every((value) => Number.isInteger(value));
  return tensor(batch as number[], { dtype: whole ? int64 : float64 });
}

function collateAny(batch: readonly unknown[]): unknown {
  const [first] = batch;
  if (first instanceof Tensor) return stack(batch as readonly Tensor[], 0);
  if (typeof first === "number" || typeof first === "bigint" || typeof first === "boolean")
    return collateNumbers(batch, first);
  if (typeof first === "string") return [...batch];
  if (ArrayBuffer.isView(first)) return stack((batch as readonly ArrayBufferView[]).map(fromArray), 0);
  if (Array.isArray(first)) {
    const lists = batch as readonly (readonly unknown[])[];
    if (lists.some((list) => list.length !== first.length))
      throw new Error(
        `each element in list of batch should be of equal size, got ${[...new Set(lists.map(({ length }) => length))].join(" and ")}`,
      );
    return first.map((_, i) => collateAny(lists.map((list) => list[i])));
  }
  if (isPlain(first)) {
    const objects = batch as readonly Plain[];
    return Object.fromEntries(
      Object.keys(first).map((key) => {
        const missing = objects.findIndex((object) => !Object.hasOwn(object, key));
        if (missing >= 0) throw new Error(`default_collate: sample ${missing} of the batch has no '${key}'`);
        return [key, collateAny(objects.map((object) => object[key]))];
      }),
    );
  }
  return refuse(first);
}

/**
 * A batch of samples: tensors and typed arrays are stacked, numbers and booleans become a tensor, texts a list; lists and
 * objects are collated entry by entry. Whole numbers become int64, others float64.
 *
 * @throws TypeError for samples of another type.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate
 */
export function defaultCollate<Sample>(batch: readonly Sample[]): Collated<Sample> {
  if (!Array.isArray(batch))
    throw new TypeError(`default_collate(): argument 'batch' must be a list of samples, not ${describe(batch)}`);
  if (batch.length === 0) throw new RangeError("default_collate: the batch is empty");
  return collateAny(batch) as Collated<Sample>;
}

/** A sample as a loader without batches gives it: typed arrays become tensors, everything else stays. */
export function defaultConvert<Sample>(sample: Sample): Converted<Sample> {
  if (ArrayBuffer.isView(sample)) return fromArray(sample) as Converted<Sample>;
  if (Array.isArray(sample)) return sample.map(defaultConvert) as Converted<Sample>;
  if (isPlain(sample))
    return Object.fromEntries(
      Object.entries(sample).map(([key, value]) => [key, defaultConvert(value)]),
    ) as Converted<Sample>;
  return sample as Converted<Sample>;
}
