/** Statistics: medians, quantiles, modes, covariances. */

import { record, recording } from "../autograd/graph.ts";
import { bool, float32, float64, int64 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { type AlongOptions, pairInto, placeAt, shared, type ValuesIndices, valuesIndices } from "./along.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { isnan, logicalAnd, logicalNot, lt } from "./compare.ts";
import { cast, codeOf, expectTensor, whereTensor, wrapDim } from "./core.ts";
import { diagonal } from "./diagonal.ts";
import { matmul } from "./matmul.ts";
import { into, type OutOption, type OutRule } from "./out.ts";
import { ceil, floor, round, sqrt } from "./pointwise.ts";
import { all, any, sum } from "./reduce.ts";
import { gather } from "./scatter.ts";
import { clamp, maskedFill } from "./select.ts";
import { movedim, reshape, squeeze, transpose, unsqueeze } from "./shape.ts";
import { sort } from "./sort.ts";

/** Options of {@link kthvalue}. */
export interface KthOptions extends AlongOptions {
  k?: number;
}

const rules: { readonly [name: string]: OutRule | undefined } = {
  kthvalue: { dtype: () => "output values must be of same type as input", apart: true },
};

/** What a kernel picked of each line, as PyTorch gives it: with its gradient, and without the dim unless it is kept. */
function picked(
  name: "kthvalue" | "median" | "nanmedian" | "mode",
  input: Tensor,
  handles: readonly [Tensor["handle"], Tensor["handle"]],
  dim: number,
  { keepdim = false, out }: AlongOptions,
): ValuesIndices {
  const drop = !keepdim && input.ndim > 0;
  const [values, indices] = handles.map((handle) => wrap(input, drop ? input.kernels.squeeze(handle, [dim]) : handle));
  if (recording(input)) {
    const node = `${name[0].toUpperCase()}${name.slice(1)}Backward${name.endsWith("median") ? 1 : 0}`;
    record(values, node, [input], [placeAt(input.shape, dim, indices, !drop)], [indices]);
  }
  return pairInto(out, valuesIndices(values, indices, name), name, input, rules[name]);
}

/** The `k`th smallest element along a dim (the last), counted from 1, and where it is. */
export function kthvalue(
  input: Tensor,
  k: number | KthOptions,
  dim?: number | KthOptions,
  keepdim?: boolean | KthOptions,
  options?: KthOptions,
): ValuesIndices {
  const call = named<KthOptions>("kthvalue", { k, dim, keepdim }, options, ["out"]);
  const at = wrapDim(call.dim ?? -1, expectTensor(input, "kthvalue").ndim);
  return picked("kthvalue", input, input.kernels.kthvalue(input.handle, call.k ?? 0, at), at, call);
}

/** The most frequent element along a dim (the last), the smallest of those, and where one of them is. */
export function mode(
  input: Tensor,
  dim?: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): ValuesIndices {
  const call = named<AlongOptions>("mode", { dim, keepdim }, options, ["out"]);
  const at = wrapDim(call.dim ?? -1, expectTensor(input, "mode").ndim);
  return picked("mode", input, input.kernels.mode(input.handle, at), at, call);
}

/** The middle element, the lower of two; with `dim`, along it, and where it is. NaN where there is one. */
export function median(input: Tensor): Tensor;
export function median(
  input: Tensor,
  dim: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): ValuesIndices;
export function median(
  input: Tensor,
  dim?: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): Tensor | ValuesIndices {
  return middle("median", input, dim, keepdim, options);
}

/** As {@link median} of the elements that are not NaN. */
export function nanmedian(input: Tensor): Tensor;
export function nanmedian(
  input: Tensor,
  dim: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): ValuesIndices;
export function nanmedian(
  input: Tensor,
  dim?: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): Tensor | ValuesIndices {
  return middle("nanmedian", input, dim, keepdim, options);
}

function middle(
  name: "median" | "nanmedian",
  input: Tensor,
  dim: unknown,
  keepdim: unknown,
  options?: object,
): Tensor | ValuesIndices {
  const call = named<AlongOptions>(name, { dim, keepdim }, options, ["out"]);
  const ignoresNan = name === "nanmedian";
  const { kernels, ndim } = expectTensor(input, name);
  if (call.dim !== undefined) {
    const at = wrapDim(call.dim, ndim);
    return picked(name, input, kernels.median(input.handle, at, ignoresNan), at, call);
  }
  const out = wrap(input, kernels.medianOfAll(input.handle, ignoresNan));
  if (!recording(input)) return out;
  const node = name === "median" ? "MedianBackward0" : "NanmedianBackward0";
  return record(out, node, [input], [shared(input, out)], [input, out]);
}

/** How a quantile between two elements is found. */
export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";

/** Options of {@link quantile}. */
export interface QuantileOptions extends OutOption {
  q?: number | Tensor;
  /** All elements as one line. */
  dim?: number | null;
  /** Keep the dim with size 1; false. */
  keepdim?: boolean;
  /** "linear". */
  interpolation?: Interpolation;
}

/** The `q`th quantiles along a dim, or of all elements; for a vector of `q` a leading dim. */
export function quantile(
  input: Tensor,
  q: number | Tensor | QuantileOptions,
  dim?: number | null | QuantileOptions,
  keepdim?: boolean | QuantileOptions,
  options?: QuantileOptions,
): Tensor {
  return quantiles("quantile", input, q, dim, keepdim, options);
}

/** As {@link quantile} of the elements that are not NaN. */
export function nanquantile(
  input: Tensor,
  q: number | Tensor | QuantileOptions,
  dim?: number | null | QuantileOptions,
  keepdim?: boolean | QuantileOptions,
  options?: QuantileOptions,
): Tensor {
  return quantiles("nanquantile", input, q, dim, keepdim, options);
}

const interpolations: readonly string[] = ["linear", "lower", "higher", "midpoint", "nearest"];

function checkQuantile(name: string, input: Tensor, q: Tensor | number, interpolation: string): void {
  if (input.shape.numel() === 0) throw new Error(`${name}() input tensor must be non-empty`);
  if (input.dtype !== float32 && input.dtype !== float64)
    throw new Error(`${name}() input tensor must be either float or double dtype`);
  if (!interpolations.includes(interpolation))
    throw new Error(
      `${name}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got ${interpolation}`,
    );
  if (!(q instanceof Tensor)) {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`${name}() q must be in the range [0, 1] but got ${q}`);
    return;
  }
  if (q.ndim > 1) throw new Error(`${name}() q must be a scalar or 1D tensor`);
  if (q.dtype !== input.dtype) throw new Error(`${name}() q tensor must be same dtype as the input tensor`);
  const values = q.detach();
  if (!all(logicalAnd(values.ge(0), values.le(1))).item())
    throw new RangeError(`${name}() q values must be in the range [0, 1]`);
}

function quantiles(
  name: "quantile" | "nanquantile",
  input: Tensor,
  given: unknown,
  dim: unknown,
  keepdim: unknown,
  options?: object,
): Tensor {
  const call = named<QuantileOptions>(name, { q: given, dim, keepdim }, options, ["interpolation", "out"]);
  const { q, keepdim: keep = false, interpolation = "linear" } = call;
  if (!(q instanceof Tensor) && typeof q !== "number")
    throw new TypeError(`${name}(): argument 'q' must be float or Tensor`);
  const at = call.dim == null ? null : wrapDim(call.dim, expectTensor(input, name).ndim);
  checkQuantile(name, expectTensor(input, name), q, interpolation);
  const last = at === null || input.ndim === 0 ? reshape(input, [-1]) : movedim(input, at, -1);
  const ordered = sort(last).values;
  const wanted = q instanceof Tensor ? reshape(q, [-1]) : wrap(input, input.kernels.full([1], q, codeOf(input)));
  const ranks = rankOf(name === "nanquantile", ordered, wanted);
  const values = between(ordered, ranks, interpolation); // [..., the qs]
  const shape = at === null || input.ndim === 0 ? input.shape.map(() => 1) : values.shape.slice(0, -1);
  const single = !(q instanceof Tensor) || q.ndim === 0;
  const count = values.shape[values.ndim - 1];
  const lines = single ? squeeze(values, -1) : movedim(values, -1, 0);
  const lead = single ? [] : [count];
  let result: Tensor;
  if (at === null || input.ndim === 0) result = reshape(lines, [...lead, ...(keep ? shape : [])]);
  else result = keep ? unsqueeze(lines, at + lead.length) : lines;
  return into(call.out, result, name, [input, q]);
}

/** Where the quantiles stand in each sorted line; at the end, where NaN are, in a line that holds one. */
function rankOf(ignoresNan: boolean, ordered: Tensor, q: Tensor): Tensor {
  const last = ordered.shape[ordered.ndim - 1] - 1;
  const plain = ordered.detach();
  if (ignoresNan) {
    const sound = sum(logicalNot(isnan(plain)), { dim: -1, keepdim: true });
    return mul(q, cast(clamp(sub(sound, 1), 0), codeOf(ordered)));
  }
  const damaged = any(isnan(plain), { dim: -1, keepdim: true });
  return maskedFill(mul(q, last).expand([...plain.shape.slice(0, -1), q.shape[0]]), damaged, last);
}

/** The elements of sorted lines at ranks that may lie between two. */
function between(ordered: Tensor, ranks: Tensor, interpolation: Interpolation): Tensor {
  const shape = [...ordered.shape.slice(0, -1), ranks.shape[ranks.ndim - 1]];
  const take = (rank: Tensor): Tensor => gather(ordered, -1, cast(rank.detach(), int64.code).expand(shape));
  if (interpolation === "lower") return take(floor(ranks));
  if (interpolation === "higher") return take(ceil(ranks));
  if (interpolation === "nearest") return take(round(ranks));
  const below = floor(ranks.detach());
  const low = take(below);
  const gap = sub(take(ceil(ranks)), low);
  if (interpolation === "midpoint") return add(low, mul(gap, 0.5));
  const weight = sub(ranks, below);
  // From the nearer of both, as PyTorch's lerp.
  return whereTensor(
    lt(weight.detach(), 0.5),
    add(low, mul(weight, gap)),
    sub(add(low, gap), mul(gap, sub(1, weight))),
  );
}

/** Options of {@link cov}. */
export interface CovOptions {
  /** Taken from the count of observations; 1. */
  correction?: number;
  /** How often each observation was made. */
  fweights?: Tensor | null;
  /** How much each observation weighs. */
  aweights?: Tensor | null;
}

function checkWeights(name: "fweights" | "aweights", weights: Tensor, observations: number): void {
  const floating = name === "aweights";
  if (expectTensor(weights, "cov", name).ndim > 1)
    throw new Error(
      `cov(): expected ${name} to have one or fewer dimensions but got ${name} with ${weights.ndim} dimensions`,
    );
  const { dtype } = weights;
  if (floating ? !dtype.isFloatingPoint : dtype.isFloatingPoint || dtype === bool)
    throw new Error(
      `cov(): expected ${name} to have ${floating ? "floating point" : "integral"} dtype but got ${name} with ${dtype} dtype`,
    );
  const count = weights.shape.numel();
  if (count !== observations)
    throw new Error(
      `cov(): expected ${name} to have the same numel as there are observations in the input but got ${count} != ${observations}`,
    );
  if (count > 0 && any(lt(weights.detach(), 0)).item()) throw new Error(`cov(): ${name} cannot be negative`);
}

/** The covariances of variables, one a row; of a vector its variance. */
export function cov(input: Tensor, options: CovOptions = {}): Tensor {
  const call = named<CovOptions>("cov", {}, options, ["correction", "fweights", "aweights"]);
  return covariances("cov", input, call);
}

function covariances(name: string, input: Tensor, { correction = 1, fweights, aweights }: CovOptions): Tensor {
  const { ndim } = expectTensor(input, name);
  if (ndim > 2)
    throw new Error(
      `${name}(): expected input to have two or fewer dimensions but got an input with ${ndim} dimensions`,
    );
  if (input.dtype === bool) throw new Error("cov(): bool dtype is not supported for input");
  const rows = ndim < 2 ? reshape(input, [1, -1]) : input;
  const observations = rows.shape[1];
  if (fweights != null) checkWeights("fweights", fweights, observations);
  if (aweights != null) checkWeights("aweights", aweights, observations);
  const weights = fweights != null && aweights != null ? mul(fweights, aweights) : (fweights ?? aweights ?? null);
  const total = weights === null ? null : sum(weights);
  if (total !== null && observations > 0 && Number(total.detach().item()) === 0)
    throw new Error("cov(): weights sum to zero, can't be normalized");
  const sums = sum(weights === null ? rows : mul(rows, weights), 1);
  const centred = sub(rows, unsqueeze(div(sums, total ?? observations), 1));
  const weighed = weights === null ? centred : mul(centred, weights);
  const products = matmul(centred, transpose(cast(weighed, codeOf(centred)), 0, 1));
  return squeeze(div(products, freedom(observations, total, weights, aweights, correction)));
}

/** What sums of products are divided by; not below 0. */
function freedom(
  observations: number,
  total: Tensor | null,
  weights: Tensor | null,
  aweights: Tensor | null | undefined,
  correction: number,
): Tensor | number {
  if (total === null || weights === null) return warned(observations - correction);
  if (aweights == null || correction === 0) return warned(sub(total, correction));
  return warned(sub(total, mul(div(sum(mul(weights, aweights)), total), correction)));
}

function warned<N extends Tensor | number>(norm: N): N | number {
  const value = norm instanceof Tensor ? Number(norm.detach().item()) : (norm as number);
  if (value > 0) return norm;
  console.warn(
    "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.",
  );
  return value < 0 ? 0 : norm;
}

/** The correlations of variables, one a row. */
export function corrcoef(input: Tensor): Tensor {
  const products = covariances("corrcoef", input, {});
  if (products.ndim === 0) return div(products, products);
  const deviations = sqrt(diagonal(products));
  return clamp(div(div(products, unsqueeze(deviations, 1)), unsqueeze(deviations, 0)), -1, 1);
}

/** The elements along the first dim in order. */
export function msort(input: Tensor, options?: OutOption): Tensor {
  return into(options?.out, sort(input, 0).values, "msort", [input]);
}
