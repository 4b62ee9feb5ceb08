/** Rows of a table, looked up by index: each one kept, or in bags that become one row. */

import { record, recording } from "../autograd/graph.ts";
import { noGrad } from "../autograd/mode.ts";
import { int32, int64 } from "../tensor/dtype.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul, pow, sub } from "./arithmetic.ts";
import { eq, gt, lt, ne } from "./compare.ts";
import { cast, codeOf, expectTensor, filled, type Scalar, whereTensor } from "./core.ts";
import { arange, ones, zeros } from "./create.ts";
import { amax, max } from "./extreme.ts";
import { abs } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { cumsum } from "./scan.ts";
import { indexAdd, indexSelect, rowsAdded } from "./scatter.ts";
import { clamp } from "./select.ts";
import { narrow, reshape, unsqueeze } from "./shape.ts";
import { sort } from "./sort.ts";

function expectIndices(indices: Tensor, name: string): Tensor {
  const { dtype } = expectTensor(indices, name);
  if (dtype !== int64 && dtype !== int32)
    throw new Error(
      `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got ${dtype.name} ` +
        `instead (while checking arguments for ${name})`,
    );
  return cast(indices, int64.code);
}

/** What a lookup is told. */
export interface Lookup {
  /** A row whose gradient stays 0; null: none. */
  paddingIdx: number | null;
  /** Whether gradients are divided by how often their row was looked up. */
  scaleGradByFreq: boolean;
  /** Whether the rows are for bags: PyTorch then divides by the count of another row, see {@link rowShares}. */
  bagged?: boolean;
}

/** Counted from the start, or an error. */
export function paddingRow(paddingIdx: number | null, rows: number): number | null {
  if (paddingIdx === null) return null;
  if (paddingIdx < -rows || paddingIdx >= rows) throw new RangeError("Padding_idx must be within num_embeddings");
  return paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
}

/** Looked up rows whose norm is above `maxNorm` are scaled down to it, in place. */
export function renormalize(weight: Tensor, indices: Tensor, maxNorm: number, normType: number): void {
  noGrad(() => {
    const places = reshape(expectIndices(indices, "embedding_renorm_"), [-1]);
    if (places.shape.numel() === 0) return;
    const looked = zeros([weight.shape[0]], { dtype: int64, device: weight.device });
    const counts = indexAdd(looked, 0, places, ones([places.shape[0]], { dtype: int64, device: weight.device }));
    const size = abs(weight.detach());
    const norms =
      normType === Number.POSITIVE_INFINITY ? amax(size, 1) : pow(sum(pow(size, normType), 1), 1 / normType);
    const above = mul(gt(norms, maxNorm), gt(counts, 0));
    const scale = whereTensor(above, div(filled(norms, maxNorm), add(norms, 1e-7)), filled(norms, 1));
    weight.kernels.mul(weight.handle, unsqueeze(scale, 1).handle, weight.handle);
  });
}

/**
 * What each row's gradients are divided by frequency to. Of bags PyTorch takes, for the n-th of the rows that occur, the
 * count of the n-th of all sorted indices: its answers are kept.
 */
function rowShares(counts: Tensor, places: Tensor, bagged: boolean): Tensor {
  if (!bagged || places.shape[0] === 0) return div(1, counts);
  const rank = sub(cumsum(cast(gt(counts, 0), int64.code), 0), 1);
  const named = indexSelect(sort(places).values, 0, clamp(rank, { min: 0 }));
  return div(1, indexSelect(counts, 0, named));
}

/** The factor of each looked up row's gradient; null where all are 1. */
function gradientScale(places: Tensor, rows: number, options: Lookup, code: number): Tensor | null {
  const { paddingIdx, scaleGradByFreq } = options;
  let scale = paddingIdx === null ? null : cast(ne(places, paddingIdx), code);
  if (scaleGradByFreq) {
    const one = cast(ones([places.shape[0]], { device: places.device }), code);
    const counts = indexAdd(cast(zeros([rows], { device: places.device }), code), 0, places, one);
    const shares = indexSelect(rowShares(counts, places, options.bagged ?? false), 0, places);
    scale = scale === null ? shares : mul(scale, shares);
  }
  return scale === null ? null : unsqueeze(scale, 1);
}

/**
 * `weight[input]`.
 * @param input int64 or int32, of any shape
 * @param weight [rows, features]
 */
export function embedding(input: Tensor, weight: Tensor, options: Lookup): Tensor {
  const indices = expectIndices(input, "embedding");
  const out = wrap(
    weight,
    expectTensor(weight, "embedding", "weight").kernels.embedding(weight.handle, indices.handle),
  );
  if (!recording(weight)) return out;
  const [rows, features] = weight.shape;
  const places = reshape(indices, [-1]);
  const code = codeOf(weight);
  return record(
    out,
    "EmbeddingBackward0",
    [weight],
    [
      (grad) => {
        const scale = gradientScale(places, rows, options, code);
        const each = reshape(grad, [-1, features]);
        return rowsAdded([rows, features], 0, places, scale === null ? each : mul(each, scale));
      },
    ],
    [places],
  );
}

/** How a bag becomes one row. */
export type BagMode = "sum" | "mean" | "max";

/** What {@link embeddingBag} is told. */
export interface Bags extends Lookup {
  offsets: Tensor | null;
  mode: BagMode;
  perSampleWeights: Tensor | null;
  includeLastOffset: boolean;
}

/** The bag of each index, and how many bags there are. */
function bagsOf(input: Tensor, indices: Tensor, options: Bags): [bags: Tensor, count: number] {
  const { offsets, includeLastOffset } = options;
  const { device } = input;
  if (input.ndim === 2) {
    if (offsets !== null)
      throw new Error(
        "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, " +
          "found offsets of type Tensor",
      );
    const [count, length] = input.shape;
    return [reshape(unsqueeze(arange(count, { device }), 1).expand(count, length), [-1]), count];
  }
  if (input.ndim !== 1) throw new Error(`input has to be 1D or 2D Tensor, but got Tensor of dimension ${input.ndim}`);
  if (offsets === null) throw new Error("offsets has to be a 1D Tensor but got None");
  if (offsets.ndim !== 1) throw new Error("offsets has to be a 1D Tensor");
  const starts = expectIndices(offsets, "embedding_bag");
  const total = indices.shape[0];
  const values = starts.tolist() as number[];
  if (values.length > 0 && values[0] !== 0)
    throw new Error(
      `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${values[0]}`,
    );
  const last = values.at(-1) ?? 0;
  if (last > total)
    throw new Error(`offsets[-1] can not be greater than input's length({${total}}) but got offsets[-1] of {${last}}`);
  if (includeLastOffset && values.length === 0)
    throw new Error("include_last_offset: number of offset should be at least 1");
  const count = includeLastOffset ? values.length - 1 : values.length;
  const marks = zeros([total + 1], { dtype: int64, device });
  const begun = indexAdd(marks, 0, narrow(starts, 0, 0, count), ones([count], { dtype: int64, device }));
  return [sub(narrow(cumsum(begun, 0), 0, 0, total), 1), count];
}

/**
 * Bags of rows, each become one: their sum, mean or largest elements.
 * @param input [bags, length], or [indices] with `offsets`, where each bag begins
 * @param weight [rows, features]
 */
export function embeddingBag(input: Tensor, weight: Tensor, options: Bags): Tensor {
  const { mode, perSampleWeights } = options;
  const indices = reshape(expectIndices(input, "embedding_bag"), [-1]);
  if (expectTensor(weight, "embedding_bag", "weight").ndim !== 2) throw new Error("'weight' must be 2-D");
  if (mode !== "sum" && mode !== "mean" && mode !== "max") throw new Error("mode has to be one of sum, mean or max");
  if (mode === "max" && options.scaleGradByFreq)
    throw new Error("max mode does not support scaling the gradient by the frequency");
  if (perSampleWeights !== null) {
    if (mode !== "sum")
      throw new Error(
        `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${mode}'). ` +
          "Please open a feature request on GitHub.",
      );
    if (perSampleWeights.shape.join() !== input.shape.join())
      throw new Error(
        `embedding_bag: If per_sample_weights (${perSampleWeights.shape}) is not None, then it must have the same shape as ` +
          `the input (${input.shape})`,
      );
  }
  const bagged = intoBags(input, indices, weight, options);
  // PyTorch's graph has one node for all that a bag takes.
  return recording(bagged)
    ? record(wrap(bagged, bagged.handle), "EmbeddingBagBackward0", [bagged], [(grad) => grad])
    : bagged;
}

function intoBags(input: Tensor, indices: Tensor, weight: Tensor, options: Bags): Tensor {
  const { mode, perSampleWeights } = options;
  const [rows, features] = weight.shape;
  const [bags, count] = bagsOf(input, indices, options);
  const paddingIdx = paddingRow(options.paddingIdx, rows);
  const { scaleGradByFreq } = options;
  const looked = embedding(indices, weight, { paddingIdx, scaleGradByFreq, bagged: true });
  const { device } = weight;
  const present = paddingIdx === null ? null : ne(indices, paddingIdx);
  if (mode === "max") return largest(looked, bags, count, present);
  let each = perSampleWeights === null ? looked : mul(looked, reshape(perSampleWeights, [-1, 1]));
  if (present !== null) each = mul(each, unsqueeze(cast(present, codeOf(each)), 1));
  const sums = indexAdd(zeros([count, features], { dtype: weight.dtype, device }), 0, bags, each);
  if (mode === "sum") return sums;
  return div(sums, unsqueeze(clamp(sizes(bags, count, present, codeOf(each)), { min: 1 }), 1));
}

/** How many indices each bag holds, the padding left out. */
function sizes(bags: Tensor, count: number, present: Tensor | null, code: number): Tensor {
  const one = present === null ? ones([bags.shape[0]], { device: bags.device }) : present;
  return indexAdd(cast(zeros([count], { device: bags.device }), code), 0, bags, cast(one, code));
}

/** The largest elements of each bag, 0 for an empty one. */
function largest(looked: Tensor, bags: Tensor, count: number, present: Tensor | null): Tensor {
  const [total, features] = looked.shape;
  const { device } = looked;
  const lengths = sizes(bags, count, null, int64.code);
  const longest = total === 0 ? 0 : Number(lengths.max().item());
  if (longest === 0) return zeros([count, features], { dtype: looked.dtype, device });
  const starts = sub(cumsum(lengths, 0), lengths);
  const places = add(unsqueeze(starts, 1), arange(longest, { device }));
  const inside = lt(unsqueeze(arange(longest, { device }), 0), unsqueeze(lengths, 1));
  const safe = reshape(whereTensor(inside, places, 0), [-1]);
  const known = present === null ? inside : mul(inside, reshape(indexSelect(present, 0, safe), inside.shape));
  const padded = reshape(indexSelect(looked, 0, safe), [count, longest, features]);
  const least: Scalar = Number.NEGATIVE_INFINITY;
  const masked = whereTensor(unsqueeze(known, 2), padded, least);
  const values = max(masked, 1).values;
  const empty = eq(sum(cast(known, int64.code), 1), 0);
  return whereTensor(unsqueeze(empty, 1), 0, values);
}
