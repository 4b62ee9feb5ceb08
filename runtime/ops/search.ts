/** Looking up and telling apart: sorted search, membership, distinct elements. */

import { bool, float32, int64 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { type Scalar, Tensor, wrap } from "../tensor/tensor.ts";
import { eq, logicalNot } from "./compare.ts";
import { expectTensor, isScalar, type TensorOrScalar, wrapDim } from "./core.ts";
import { into, type OutOption } from "./out.ts";
import { sum } from "./reduce.ts";
import { indexSelect, take } from "./scatter.ts";
import { clamp } from "./select.ts";
import { movedim, narrow, reshape } from "./shape.ts";
import { sort } from "./sort.ts";

/** Options of {@link bucketize}. */
export interface BucketizeOptions extends OutOption {
  /** Indices as int32; false. */
  outInt32?: boolean;
  /** Behind equal boundaries, instead of before them; false. */
  right?: boolean;
}

/** Options of {@link searchsorted}. */
export interface SearchsortedOptions extends BucketizeOptions {
  /** "right" is `right: true`. */
  side?: "left" | "right" | null;
  /** The order that sorts the last dim of the sequence. */
  sorter?: Tensor | null;
}

/** A number as a 0-d tensor on `like`'s device, of the dtype that PyTorch gives it. */
function scalarTensor(value: Scalar, like: Tensor): Tensor {
  const dtype =
    typeof value === "boolean" ? bool : typeof value === "bigint" || Number.isInteger(value) ? int64 : float32;
  return wrap(like, like.kernels.full([], value, dtype.code));
}

/** For each value the index in a sorted last dim of `sortedSequence` before which it keeps the order. */
export function searchsorted(sortedSequence: Tensor, input: TensorOrScalar, options: SearchsortedOptions = {}): Tensor {
  const call = named<SearchsortedOptions>("searchsorted", {}, options, ["outInt32", "right", "side", "sorter", "out"]);
  const { side, right = false } = call;
  const sequence = expectTensor(sortedSequence, "searchsorted", "sorted_sequence");
  if (side != null && side !== "left" && side !== "right")
    throw new Error(`torch.searchsorted(): side can only be 'left' or 'right' but got ${String(side)}`);
  if (side === "left" && right)
    throw new Error(
      "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True",
    );
  const values = isScalar(input) ? scalarTensor(input, sequence) : expectTensor(input, "searchsorted");
  if (values.ndim === 0 && sequence.ndim !== 1)
    throw new Error(
      `torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor dim(${sequence.ndim}) and input value's dim(0) numel(1)`,
    );
  return place(sequence, values, call, right || side === "right", "searchsorted");
}

function place(sequence: Tensor, values: Tensor, options: SearchsortedOptions, right: boolean, name: string): Tensor {
  const { outInt32 = false, sorter } = options;
  const handle = sequence.kernels.searchsorted(
    sequence.handle,
    values.handle,
    sorter == null ? null : expectTensor(sorter, name, "sorter").handle,
    right,
    outInt32,
  );
  return into(options.out, wrap(values, handle), name, [sequence, values]);
}

/** For each value the number of the bucket between sorted `boundaries` that it falls into. */
export function bucketize(input: TensorOrScalar, boundaries: Tensor, options: BucketizeOptions = {}): Tensor {
  const call = named<BucketizeOptions>("bucketize", {}, options, ["outInt32", "right", "out"]);
  const { ndim } = expectTensor(boundaries, "bucketize", "boundaries");
  if (ndim !== 1) throw new Error(`boundaries tensor must be 1 dimension, but got dim(${ndim})`);
  const values = isScalar(input) ? scalarTensor(input, boundaries) : expectTensor(input, "bucketize");
  return place(boundaries, values, call, call.right ?? false, "bucketize");
}

/** Options of {@link isin}. */
export interface IsinOptions extends OutOption {
  /** That nothing occurs twice; it changes no answer. */
  assumeUnique?: boolean;
  /** Which elements are not among the others; false. */
  invert?: boolean;
}

/** Which elements are among `testElements`. */
export function isin(elements: TensorOrScalar, testElements: TensorOrScalar, options: IsinOptions = {}): Tensor {
  const { invert = false, out } = named<IsinOptions>("isin", {}, options, ["assumeUnique", "invert", "out"]);
  const like = elements instanceof Tensor ? elements : expectTensor(testElements, "isin", "elements");
  const of = (value: TensorOrScalar, name: string): Tensor =>
    isScalar(value) ? scalarTensor(value, like) : expectTensor(value, "isin", name).detach();
  const [wanted, tested] = [of(elements, "elements"), of(testElements, "test_elements")];
  if (wanted.dtype === bool || tested.dtype === bool)
    throw new Error("Unsupported input type encountered for isin(): Bool");
  const found = among(wanted, sort(reshape(tested, [-1])).values);
  return into(out, invert ? logicalNot(found) : found, "isin", [elements, testElements]);
}

function among(elements: Tensor, ordered: Tensor): Tensor {
  // NaN, which stands last, equals nothing, and sorted search must not meet it.
  const count = Number(sum(eq(ordered, ordered)).item());
  const sorted = narrow(ordered, 0, 0, count);
  if (count === 0) return wrap(elements, elements.kernels.full(elements.shape, false, bool.code));
  return eq(take(sorted, clamp(searchsorted(sorted, elements), 0, count - 1)), elements);
}

/** Options of {@link uniqueConsecutive}. */
export interface UniqueConsecutiveOptions {
  /** Also each element's index among the distinct ones; false. */
  returnInverse?: boolean;
  /** Also how often each occurs; false. */
  returnCounts?: boolean;
  /** The dim whose slices are told apart; all elements where it is not given. */
  dim?: number | null;
}

/** Options of {@link unique}. */
export interface UniqueOptions extends UniqueConsecutiveOptions {
  /** In order; always so here. */
  sorted?: boolean;
}

/** What `returnInverse` and `returnCounts` ask for, in this order, behind the distinct elements. */
export type UniqueResult<Options> = Options extends { returnInverse: true; returnCounts: true }
  ? [Tensor, Tensor, Tensor]
  : Options extends { returnInverse: true } | { returnCounts: true }
    ? [Tensor, Tensor]
    : Tensor;

/** The distinct elements in order; on demand also where each element is among them, and how often each occurs. */
export function unique<Options extends UniqueOptions = Record<never, never>>(
  input: Tensor,
  options?: Options,
): UniqueResult<Options>;
export function unique(
  input: Tensor,
  sorted?: boolean,
  returnInverse?: boolean | UniqueOptions,
  returnCounts?: boolean | UniqueOptions,
  dim?: number | null | UniqueOptions,
): Tensor | Tensor[];
export function unique(
  input: Tensor,
  sorted?: boolean | UniqueOptions,
  returnInverse?: boolean | UniqueOptions,
  returnCounts?: boolean | UniqueOptions,
  dim?: number | null | UniqueOptions,
): Tensor | Tensor[] {
  return distinct("unique", input, named<UniqueOptions>("unique", { sorted, returnInverse, returnCounts, dim }));
}

/** The first of each run of equal elements; on demand also the run of each element, and how long each is. */
export function uniqueConsecutive<Options extends UniqueConsecutiveOptions = Record<never, never>>(
  input: Tensor,
  options?: Options,
): UniqueResult<Options>;
export function uniqueConsecutive(
  input: Tensor,
  returnInverse?: boolean,
  returnCounts?: boolean | UniqueConsecutiveOptions,
  dim?: number | null | UniqueConsecutiveOptions,
): Tensor | Tensor[];
export function uniqueConsecutive(
  input: Tensor,
  returnInverse?: boolean | UniqueConsecutiveOptions,
  returnCounts?: boolean | UniqueConsecutiveOptions,
  dim?: number | null | UniqueConsecutiveOptions,
): Tensor | Tensor[] {
  const call = named<UniqueConsecutiveOptions>("unique_consecutive", { returnInverse, returnCounts, dim });
  return distinct("uniqueConsecutive", input, call);
}

function distinct(
  name: "unique" | "uniqueConsecutive",
  input: Tensor,
  { returnInverse = false, returnCounts = false, dim }: UniqueConsecutiveOptions,
): Tensor | Tensor[] {
  const { kernels } = expectTensor(input, name);
  const [values, inverse, counts] =
    dim == null
      ? kernels[name](input.handle, returnInverse, returnCounts)
      : distinctSlices(name, input, dim, returnInverse, returnCounts);
  const results = [values, inverse, counts].filter((handle) => handle !== null).map((handle) => wrap(input, handle));
  return results.length === 1 ? results[0] : results;
}

function distinctSlices(
  name: "unique" | "uniqueConsecutive",
  input: Tensor,
  dim: number,
  inverse: boolean,
  counts: boolean,
): [Tensor["handle"], Tensor["handle"] | null, Tensor["handle"] | null] {
  const { shape, kernels } = input;
  if (shape.length === 0) throw new RangeError(`Dimension specified as ${dim} but tensor has no dimensions`);
  const at = wrapDim(dim, shape.length);
  const empty = shape.filter((size) => size === 0).length;
  if (shape[at] === 0 && empty > 1)
    throw new Error("Number of zero sized dimensions is more than one, so unique cannot be applied ");
  if (shape[at] !== 0 && empty > 0)
    throw new Error("There are 0 sized dimensions, and they aren't selected, so unique cannot be applied");
  const rest = shape.reduce((product, size, d) => (d === at ? product : product * size), 1);
  const rows = reshape(movedim(input.detach(), at, 0), [shape[at], rest]);
  const [firsts, ...others] = kernels.uniqueRows(rows.handle, name === "uniqueConsecutive", inverse, counts);
  return [indexSelect(input.detach(), at, wrap(input, firsts)).handle, ...others];
}
