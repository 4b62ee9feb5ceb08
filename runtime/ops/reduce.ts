/** Reductions over dims: sums, products, means, variances. */

import { record, recording } from "../autograd/graph.ts";
import { type DType, float32, scalarName, uint8 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { keepDims, restore } from "./along.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { eq, isnan, logicalNot } from "./compare.ts";
import { cast, type Dims, expectTensor, filled, whereTensor, wrapDims } from "./core.ts";
import { amax } from "./extreme.ts";
import { into } from "./out.ts";
import { abs, exp, log } from "./pointwise.ts";
import { moved } from "./recurrence.ts";
import { cumprod } from "./scan.ts";
import { maskedFill } from "./select.ts";
import { flip } from "./sort.ts";

/** Options of a reduction. */
export interface ReduceOptions {
  /** The dims that are reduced; all when it is not given. */
  dim?: Dims | null;
  /** Keep reduced dims with size 1; false. */
  keepdim?: boolean;
  out?: Tensor;
}

/** Options of a reduction that can compute in another dtype. */
export interface SumOptions extends ReduceOptions {
  /** Converted to it before the reduction. */
  dtype?: DType | null;
}

type DimArgument = Dims | null;

/** The sum of the elements; integers and bools are summed as int64. */
export function sum(
  input: Tensor,
  dim?: DimArgument | SumOptions,
  keepdim?: boolean | SumOptions,
  options?: SumOptions,
): Tensor {
  const call = named<SumOptions>("sum", { dim, keepdim }, options, ["dtype", "out"]);
  const { shape } = expectTensor(input, "sum");
  const dims = wrapDims(call.dim, shape.length);
  const keep = call.keepdim ?? false;
  if (recording(input) && call.dtype && call.dtype !== input.dtype)
    return sum(cast(input, call.dtype.code), { ...call, dtype: undefined });
  const out = wrap(input, input.kernels.sum(input.handle, dims, keep, (call.dtype ?? call.out?.dtype)?.code));
  if (recording(input))
    record(
      out,
      call.dim === undefined ? "SumBackward0" : "SumBackward1",
      [input],
      [(grad) => restore(grad, shape, dims, keep)],
    );
  return into(call.out, out, "sum", [input], { dtype: "cast" });
}

/** The mean of the elements of a floating-point tensor. */
export function mean(
  input: Tensor,
  dim?: DimArgument | SumOptions,
  keepdim?: boolean | SumOptions,
  options?: SumOptions,
): Tensor {
  const call = named<SumOptions>("mean", { dim, keepdim }, options, ["dtype", "out"]);
  if (call.dtype && call.dtype !== expectTensor(input, "mean").dtype)
    return mean(cast(input, call.dtype.code), { ...call, dtype: undefined });
  const { shape } = expectTensor(input, "mean");
  if (!input.dtype.isFloatingPoint)
    throw new Error(
      `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${longName(input.dtype)}`,
    );
  const dims = wrapDims(call.dim, shape.length);
  const keep = call.keepdim ?? false;
  const out = wrap(input, input.kernels.mean(input.handle, dims, keep));
  if (recording(input)) {
    const count = shape.reduce(
      (product, size, d) => (dims.length === 0 || dims.includes(d) ? product * size : product),
      1,
    );
    const name = call.dim === undefined ? "MeanBackward0" : "MeanBackward1";
    record(out, name, [input], [(grad) => restore(div(grad, count), shape, dims, keep)]);
  }
  return into(call.out, out, "mean", [input], { dtype: "cast" });
}

function longName(dtype: DType): string {
  const names: Record<string, string> = {
    int64: "Long",
    int32: "Int",
    int16: "Short",
    int8: "Char",
    uint8: "Byte",
    bool: "Bool",
  };
  return names[dtype.name] ?? dtype.name;
}

/** The product of the elements, over all or one dim. */
export function prod(
  input: Tensor,
  dim?: number | null | SumOptions,
  keepdim?: boolean | SumOptions,
  options?: SumOptions,
): Tensor {
  const call = named<SumOptions>("prod", { dim, keepdim }, options, ["dtype", "out"]);
  const { shape } = expectTensor(input, "prod");
  const dims = wrapDims(call.dim, shape.length);
  const keep = call.keepdim ?? false;
  if (recording(input) && call.dtype && call.dtype !== input.dtype)
    return prod(cast(input, call.dtype.code), { ...call, dim: call.dim as number, dtype: undefined });
  const out = wrap(input, input.kernels.prod(input.handle, dims, keep, (call.dtype ?? call.out?.dtype)?.code));
  if (recording(input))
    record(
      out,
      dims.length === 0 ? "ProdBackward0" : "ProdBackward1",
      [input],
      [(grad) => mul(restore(grad, shape, dims, keep), others(input, restore(out, shape, dims, keep), dims))],
      [input, out],
    );
  return into(call.out, out, "prod", [input], { dtype: "cast" });
}

/** For each element the product of all others that are reduced with it; where there are zeros, without a division. */
function others(input: Tensor, products: Tensor, dims: readonly number[]): Tensor {
  if (input.ndim > 0 && !any(eq(input.detach(), 0)).item()) return div(products, input);
  return besides(input, dims);
}

function besides(input: Tensor, dims: readonly number[]): Tensor {
  if (input.ndim === 0) return filled(input, 1);
  if (dims.length === 0) return besides(input.reshape(-1), [0]).reshape(input.shape);
  const dim = dims[0];
  if (input.shape[dim] === 0) return input;
  const before = moved(cumprod(input, dim), dim, 1);
  const after = flip(moved(cumprod(flip(input, dim), dim), dim, 1), dim);
  return mul(before, after);
}

/** Whether all elements are not zero. */
export function all(
  input: Tensor,
  dim?: DimArgument | ReduceOptions,
  keepdim?: boolean | ReduceOptions,
  options?: ReduceOptions,
): Tensor {
  return truth("all", input, named<ReduceOptions>("all", { dim, keepdim }, options, ["out"]));
}

/** Whether one of the elements is not zero. */
export function any(
  input: Tensor,
  dim?: DimArgument | ReduceOptions,
  keepdim?: boolean | ReduceOptions,
  options?: ReduceOptions,
): Tensor {
  return truth("any", input, named<ReduceOptions>("any", { dim, keepdim }, options, ["out"]));
}

function truth(name: "all" | "any", input: Tensor, call: ReduceOptions): Tensor {
  const dims = wrapDims(call.dim, expectTensor(input, name).ndim);
  const out = wrap(input, input.kernels[name](input.handle, dims, call.keepdim ?? false));
  return into(call.out, out, name, [input], {
    dtype: (from, to) =>
      to === uint8 || to === from ? null : `${name} only supports bool tensor for result, got: ${scalarName(to)}`,
  });
}

/** Options of `var`, `std` and their kin. */
export interface VarianceOptions extends ReduceOptions {
  /** Taken from the count of elements; 1. */
  correction?: number | null;
  /** false is `correction: 0`. */
  unbiased?: boolean;
}

function varianceCall(name: string, dim: unknown, unbiased: unknown, keepdim: unknown, options?: VarianceOptions) {
  const given =
    typeof dim === "boolean" ? { dim: undefined, unbiased: dim, keepdim: unbiased } : { dim, unbiased, keepdim };
  const call = named<VarianceOptions>(name, given, options, ["correction", "out"]);
  const correction = call.correction ?? (call.unbiased === false ? 0 : 1);
  return { ...call, keepdim: call.keepdim ?? false, correction };
}

/** The variance of the elements, with Bessel's correction unless `correction: 0` is given. */
export function variance(
  input: Tensor,
  dim?: DimArgument | boolean | VarianceOptions,
  unbiased?: boolean | VarianceOptions,
  keepdim?: boolean | VarianceOptions,
  options?: VarianceOptions,
): Tensor {
  const call = varianceCall("var", dim, unbiased, keepdim, options);
  return into(call.out, spread("VarBackward0", input, call), "var", [input], { dtype: "cast" });
}

/** The standard deviation of the elements, with Bessel's correction unless `correction: 0` is given. */
export function std(
  input: Tensor,
  dim?: DimArgument | boolean | VarianceOptions,
  unbiased?: boolean | VarianceOptions,
  keepdim?: boolean | VarianceOptions,
  options?: VarianceOptions,
): Tensor {
  const call = varianceCall("std", dim, unbiased, keepdim, options);
  return into(call.out, spread("StdBackward0", input, call), "std", [input], { dtype: "cast" });
}

function spread(
  node: "VarBackward0" | "StdBackward0",
  input: Tensor,
  { dim, correction, keepdim }: ReturnType<typeof varianceCall>,
): Tensor {
  const { shape } = expectTensor(input, node === "VarBackward0" ? "var" : "std");
  if (!input.dtype.isFloatingPoint) throw new Error("std and var only support floating point and complex dtypes");
  const dims = wrapDims(dim, shape.length);
  const root = node === "StdBackward0";
  const out = wrap(input, input.kernels.variance(input.handle, dims, correction, keepdim, root));
  if (!recording(input)) return out;
  const count = shape.reduce(
    (product, size, d) => (dims.length === 0 || dims.includes(d) ? product * size : product),
    1,
  );
  const ofVariance = (grad: Tensor): Tensor => {
    const centred = sub(input, mean(input, { dim: dims, keepdim: true }));
    return mul(mul(restore(grad, shape, dims, keepdim), 2 / Math.max(count - correction, 0)), centred);
  };
  // Where the root is 0 its gradient is taken for 0.
  const ofRoot = (grad: Tensor): Tensor => ofVariance(maskedFill(div(grad, mul(out, 2)), eq(out.detach(), 0), 0));
  return record(out, node, [input], [root ? ofRoot : ofVariance], root ? [input, out] : [input]);
}

/** The variance and the mean. */
export function varMean(
  input: Tensor,
  dim?: DimArgument | boolean | VarianceOptions,
  unbiased?: boolean | VarianceOptions,
  keepdim?: boolean | VarianceOptions,
  options?: VarianceOptions,
): [Tensor, Tensor] {
  const { dim: over, keepdim: keep } = varianceCall("var_mean", dim, unbiased, keepdim, options);
  return [variance(input, dim, unbiased, keepdim, options), mean(input, { dim: over ?? null, keepdim: keep })];
}

/** The standard deviation and the mean. */
export function stdMean(
  input: Tensor,
  dim?: DimArgument | boolean | VarianceOptions,
  unbiased?: boolean | VarianceOptions,
  keepdim?: boolean | VarianceOptions,
  options?: VarianceOptions,
): [Tensor, Tensor] {
  const { dim: over, keepdim: keep } = varianceCall("std_mean", dim, unbiased, keepdim, options);
  return [std(input, dim, unbiased, keepdim, options), mean(input, { dim: over ?? null, keepdim: keep })];
}

/** `log(sum(exp(input)))` over the dims, without overflow. */
export function logsumexp(
  input: Tensor,
  dim: Dims | ReduceOptions,
  keepdim?: boolean | ReduceOptions,
  options?: ReduceOptions,
): Tensor {
  const call = named<ReduceOptions>("logsumexp", { dim, keepdim }, options, ["out"]);
  return into(call.out, logOfSum(input, call), "logsumexp", [input], {
    dtype: (_, to) =>
      to.isFloatingPoint
        ? null
        : `logsumexp(): Expected floating point type for result tensor, but got: ${scalarName(to)}`,
  });
}

function logOfSum(input: Tensor, call: ReduceOptions): Tensor {
  const dims = wrapDims(call.dim, expectTensor(input, "logsumexp").ndim);
  const keep = call.keepdim ?? false;
  const { shape } = input;
  const x = input.dtype.isFloatingPoint ? input : cast(input, float32.code);
  const plain = x.detach();
  if (plain.shape.numel() === 0) return log(sum(exp(x), { dim: dims, keepdim: keep }));
  const most = amax(plain, { dim: dims, keepdim: true });
  const shift = whereTensor(eq(abs(most), Infinity), 0, most);
  const reduced = add(log(sum(exp(sub(plain, shift)), { dim: dims, keepdim: true })), shift);
  const out = keep ? reduced : dropDims(reduced, dims);
  if (!recording(x)) return out;
  return record(
    out,
    "LogsumexpBackward0",
    [x],
    [
      (grad) => {
        const value = keep ? out : keepDims(out, shape, dims);
        const finite = whereTensor(eq(value, -Infinity), 0, value);
        return mul(restore(grad, shape, dims, keep), exp(sub(x, finite)));
      },
    ],
    [x, out],
  );
}

function dropDims(input: Tensor, dims: readonly number[]): Tensor {
  return input.reshape(input.shape.filter((_, d) => dims.length > 0 && !dims.includes(d)));
}

/** The sum of the elements that are not NaN; integers and bools are summed as int64. */
export function nansum(
  input: Tensor,
  dim?: DimArgument | SumOptions,
  keepdim?: boolean | SumOptions,
  options?: SumOptions,
): Tensor {
  const call = named<SumOptions>("nansum", { dim, keepdim }, options, ["dtype", "out"]);
  const { shape, dtype } = expectTensor(input, "nansum");
  if (!dtype.isFloatingPoint) return sum(input, call);
  if (recording(input) && call.dtype && call.dtype !== dtype)
    return nansum(cast(input, call.dtype.code), { ...call, dtype: undefined });
  const dims = wrapDims(call.dim, shape.length);
  const keep = call.keepdim ?? false;
  const out = wrap(input, input.kernels.nansum(input.handle, dims, keep, (call.dtype ?? call.out?.dtype)?.code));
  if (recording(input))
    record(
      out,
      "NansumBackward0",
      [input],
      [(grad) => maskedFill(restore(grad, shape, dims, keep), isnan(input.detach()), 0)],
      [input],
    );
  return into(call.out, out, "nansum", [input], { dtype: "any" });
}

/** The mean of the elements that are not NaN. */
export function nanmean(
  input: Tensor,
  dim?: DimArgument | SumOptions,
  keepdim?: boolean | SumOptions,
  options?: SumOptions,
): Tensor {
  const call = named<SumOptions>("nanmean", { dim, keepdim }, options, ["dtype", "out"]);
  const { dim: over = null, keepdim: keep = false, dtype, out } = call;
  if (!expectTensor(input, "nanmean").dtype.isFloatingPoint)
    throw new Error(
      `nanmean(): expected input to have floating point or complex dtype but got ${longName(input.dtype)}`,
    );
  const count = sum(logicalNot(isnan(input)), { dim: over, keepdim: keep });
  return div(nansum(input, { dim: over, keepdim: keep, dtype }), count, { out });
}

/** How many elements are not zero. */
export function countNonzero(input: Tensor, dim?: DimArgument | { dim?: DimArgument }): Tensor {
  const call = named<{ dim?: DimArgument }>("count_nonzero", { dim });
  const dims = wrapDims(call.dim, expectTensor(input, "count_nonzero").ndim);
  return wrap(input, input.kernels.countNonzero(input.handle, dims, false));
}
