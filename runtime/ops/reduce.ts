/** Reductions over dims: sums, means, extremes, variances. */

import { record, recording } from "../autograd/graph.ts";
import { bool, type DType, float32, int64, scalarName, uint8 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { type AlongOptions, pairInto, placeAt, type ValuesIndices, valuesIndices } from "./along.ts";
import { add, div, maximum, minimum, mul, sub } from "./arithmetic.ts";
import { eq, isnan, logicalNot } from "./compare.ts";
import { cast, codeOf, type Dims, expandTo, expectTensor, filled, whereTensor, wrapDim, wrapDims } from "./core.ts";
import { cat } from "./join.ts";
import { into, intoAll, type OutOption } from "./out.ts";
import { abs, exp, log, sqrt } from "./pointwise.ts";
import { maskedFill } from "./select.ts";

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

/** A reduced tensor with its reduced dims put back as size 1, expanded to `shape`. */
function restore(input: Tensor, shape: readonly number[], dims: readonly number[], keepdim: boolean): Tensor {
  return expandTo(keepdim ? input : keepDims(input, shape, dims), shape);
}

function keepDims(input: Tensor, shape: readonly number[], dims: readonly number[]): Tensor {
  return input.reshape(shape.map((size, d) => (dims.length === 0 || dims.includes(d) ? 1 : size)));
}

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
      [(grad) => mul(restore(grad, shape, dims, keep), others(input, dims))],
      [input],
    );
  return into(call.out, out, "prod", [input], { dtype: "cast" });
}

/** For each element the product of all others that are reduced with it: right where there are zeros, too. */
function others(input: Tensor, dims: readonly number[]): Tensor {
  if (input.ndim === 0) return filled(input, 1);
  if (dims.length === 0) return others(input.reshape(-1), [0]).reshape(input.shape);
  const dim = dims[0];
  const size = input.shape[dim];
  if (size === 0) return input;
  const one = filled(input.narrow(dim, 0, 1), 1);
  let before = one;
  const lefts = [one];
  for (let i = 0; i + 1 < size; i++) {
    before = mul(before, input.narrow(dim, i, 1));
    lefts.push(before);
  }
  let after = one;
  const rights = [one];
  for (let i = size - 1; i > 0; i--) {
    after = mul(after, input.narrow(dim, i, 1));
    rights.push(after);
  }
  return cat(
    lefts.map((left, i) => mul(left, rights[size - 1 - i])),
    dim,
  );
}

/** The largest element over the dims; equals share the gradient. */
export function amax(
  input: Tensor,
  dim?: Dims | ReduceOptions,
  keepdim?: boolean | ReduceOptions,
  options?: ReduceOptions,
): Tensor {
  return extreme("amax", input, named<ReduceOptions>("amax", { dim, keepdim }, options, ["out"]));
}

/** The smallest element over the dims; equals share the gradient. */
export function amin(
  input: Tensor,
  dim?: Dims | ReduceOptions,
  keepdim?: boolean | ReduceOptions,
  options?: ReduceOptions,
): Tensor {
  return extreme("amin", input, named<ReduceOptions>("amin", { dim, keepdim }, options, ["out"]));
}

function extreme(name: "amax" | "amin", input: Tensor, call: ReduceOptions): Tensor {
  const { shape } = expectTensor(input, name);
  const dims = wrapDims(call.dim, shape.length);
  const keep = call.keepdim ?? false;
  const out = wrap(input, input.kernels[name](input.handle, dims, keep));
  if (recording(input)) {
    record(
      out,
      name === "amax" ? "AmaxBackward0" : "AminBackward0",
      [input],
      [
        (grad) => {
          const mask = cast(eq(input, restore(out, shape, dims, keep)), codeOf(grad));
          return div(mul(restore(grad, shape, dims, keep), mask), sum(mask, { dim: dims, keepdim: true }));
        },
      ],
      [input, out],
    );
  }
  return into(call.out, out, name, [input], {
    dtype: (from, to) =>
      `Expected the dtype for input and out to match, but got ${scalarName(from)} for input's dtype and ${scalarName(to)} for out's dtype.`,
  });
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

/** The largest element. */
export function max(input: Tensor): Tensor;
/** The larger of two elements. */
export function max(input: Tensor, other: Tensor, options?: OutOption): Tensor;
/** The largest elements along `dim`, and where they are. */
export function max(
  input: Tensor,
  dim: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): ValuesIndices;
export function max(
  input: Tensor,
  dim?: Tensor | number | AlongOptions,
  keepdim?: boolean | AlongOptions | OutOption,
  options?: AlongOptions,
): Tensor | ValuesIndices {
  if (dim === undefined) return amaxOfAll("max", input);
  if (dim instanceof Tensor) return maximum(input, dim, keepdim as OutOption | undefined);
  return alongDim("max", input, dim, keepdim, options);
}

/** The smallest element. */
export function min(input: Tensor): Tensor;
/** The smaller of two elements. */
export function min(input: Tensor, other: Tensor, options?: OutOption): Tensor;
/** The smallest elements along `dim`, and where they are. */
export function min(
  input: Tensor,
  dim: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): ValuesIndices;
export function min(
  input: Tensor,
  dim?: Tensor | number | AlongOptions,
  keepdim?: boolean | AlongOptions | OutOption,
  options?: AlongOptions,
): Tensor | ValuesIndices {
  if (dim === undefined) return amaxOfAll("min", input);
  if (dim instanceof Tensor) return minimum(input, dim, keepdim as OutOption | undefined);
  return alongDim("min", input, dim, keepdim, options);
}

function amaxOfAll(name: "max" | "min", input: Tensor): Tensor {
  if (expectTensor(input, name).shape.numel() === 0)
    throw new Error(
      `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`,
    );
  return extreme(name === "max" ? "amax" : "amin", input, {});
}

function alongDim(
  name: "max" | "min",
  input: Tensor,
  dim: unknown,
  keepdim: unknown,
  options?: AlongOptions,
): ValuesIndices {
  const call = named<AlongOptions>(name, { dim, keepdim }, options, ["out"]);
  const { shape } = expectTensor(input, name);
  const d = wrapDim(call.dim as number, shape.length);
  const keep = call.keepdim ?? false;
  const [values, indices] = input.kernels[name](input.handle, d, keep);
  const index = wrap(input, indices);
  const out = wrap(input, values);
  if (recording(input))
    record(out, name === "max" ? "MaxBackward0" : "MinBackward0", [input], [placeAt(shape, d, index, keep)]);
  return pairInto(call.out, valuesIndices(out, index, name), name, input);
}

/** Options of `argmax` and `argmin`. */
export interface ArgOptions extends OutOption {
  dim?: number | null;
  /** Keep the dim with size 1; false. */
  keepdim?: boolean;
}

/** Where the largest element is, over all or along `dim`. */
export function argmax(
  input: Tensor,
  dim?: number | null | ArgOptions,
  keepdim?: boolean | ArgOptions,
  options?: ArgOptions,
): Tensor {
  return argExtreme("argmax", input, dim, keepdim, options);
}

/** Where the smallest element is, over all or along `dim`. */
export function argmin(
  input: Tensor,
  dim?: number | null | ArgOptions,
  keepdim?: boolean | ArgOptions,
  options?: ArgOptions,
): Tensor {
  return argExtreme("argmin", input, dim, keepdim, options);
}

function argExtreme(
  name: "argmax" | "argmin",
  input: Tensor,
  dim: unknown,
  keepdim: unknown,
  options?: ArgOptions,
): Tensor {
  const call = named<ArgOptions>(name, { dim, keepdim }, options, ["out"]);
  const d = call.dim == null ? null : wrapDim(call.dim, expectTensor(input, name).ndim);
  const out = wrap(expectTensor(input, name), input.kernels[name](input.handle, d, call.keepdim ?? false));
  return into(call.out, out, name, [input]);
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
  const { shape } = expectTensor(input, "var");
  if (!input.dtype.isFloatingPoint) throw new Error("std and var only support floating point and complex dtypes");
  const dims = wrapDims(call.dim, shape.length);
  const out = wrap(input, input.kernels.variance(input.handle, dims, call.correction, call.keepdim));
  if (recording(input)) {
    const count = shape.reduce(
      (product, size, d) => (dims.length === 0 || dims.includes(d) ? product * size : product),
      1,
    );
    record(
      out,
      "VarBackward0",
      [input],
      [
        (grad) => {
          const centred = sub(input, mean(input, { dim: dims, keepdim: true }));
          return mul(mul(restore(grad, shape, dims, call.keepdim), 2 / Math.max(count - call.correction, 0)), centred);
        },
      ],
      [input],
    );
  }
  return into(call.out, out, "var", [input], { dtype: "cast" });
}

/** The standard deviation of the elements, with Bessel's correction unless `correction: 0` is given. */
export function std(
  input: Tensor,
  dim?: DimArgument | boolean | VarianceOptions,
  unbiased?: boolean | VarianceOptions,
  keepdim?: boolean | VarianceOptions,
  options?: VarianceOptions,
): Tensor {
  const { out, ...call } = varianceCall("std", dim, unbiased, keepdim, options);
  const value = variance(input, { dim: call.dim, correction: call.correction, keepdim: call.keepdim });
  return into(out, rootOfVariance(value), "std", [input], { dtype: "cast" });
}

/** The square root, with the gradient 0 where it is 0. */
function rootOfVariance(value: Tensor): Tensor {
  if (!recording(value)) return sqrt(value);
  const out = sqrt(value.detach());
  return record(out, "StdBackward0", [value], [(grad) => maskedFill(div(grad, mul(out, 2)), eq(out, 0), 0)], [out]);
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

/** The sum of the elements that are not NaN. */
export function nansum(
  input: Tensor,
  dim?: DimArgument | SumOptions,
  keepdim?: boolean | SumOptions,
  options?: SumOptions,
): Tensor {
  const numbers = expectTensor(input, "nansum").dtype.isFloatingPoint ? whereTensor(isnan(input), 0, input) : input;
  return sum(numbers, dim, keepdim, options);
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
  const count = sum(logicalNot(isnan(input)), { dim: over, keepdim: keep });
  return div(nansum(input, { dim: over, keepdim: keep, dtype }), count, { out });
}

/** How many elements are not zero. */
export function countNonzero(input: Tensor, dim?: DimArgument | { dim?: DimArgument }): Tensor {
  const call = named<{ dim?: DimArgument }>("count_nonzero", { dim });
  return sum(expectTensor(input, "count_nonzero").dtype === bool ? input : logicalNot(eq(input, 0)), {
    dim: call.dim ?? null,
    dtype: int64,
  });
}

/** The smallest and the largest element, over all or along `dim`. */
export function aminmax(input: Tensor, options?: AlongOptions): { min: Tensor; max: Tensor } & [Tensor, Tensor] {
  const { out, ...call } = named<AlongOptions>("aminmax", {}, options, ["dim", "keepdim", "out"]);
  const [low, high] = intoAll(out, [amin(input, call), amax(input, call)], "aminmax", [input]);
  return Object.assign([low, high] as [Tensor, Tensor], { min: low, max: high });
}
