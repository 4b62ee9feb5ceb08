/** What runs along a dim: sums, products, extremes, log-sum-exps, differences. */

import { record, recording } from "../autograd/graph.ts";
import { isGradEnabled } from "../autograd/mode.ts";
import { bool, type DType, finfo } from "../tensor/dtype.ts";
import { describe, named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { pairInto, placeAt, type ValuesIndices, valuesIndices } from "./along.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { eq, gt, isnan, lt, ne } from "./compare.ts";
import { cast, expectTensor, whereTensor, wrapDim } from "./core.ts";
import { cat } from "./join.ts";
import { into, type OutOption, type OutPairOption } from "./out.ts";
import { abs, exp, log } from "./pointwise.ts";
import { moved, recurrenceBack } from "./recurrence.ts";
import { any } from "./reduce.ts";
import { maskedFill } from "./select.ts";
import { narrow } from "./shape.ts";
import { flip } from "./sort.ts";

/** Options of `cumsum` and `cumprod`. */
export interface CumulativeOptions extends OutOption {
  dim?: number;
  /** Converted to it first; integers become int64 where it is not given. */
  dtype?: DType | null;
}

/** The running sum along a dim. */
export function cumsum(input: Tensor, dim: number | CumulativeOptions, options?: CumulativeOptions): Tensor {
  return cumulative("cumsum", input, dim, options);
}

/** The running product along a dim. */
export function cumprod(input: Tensor, dim: number | CumulativeOptions, options?: CumulativeOptions): Tensor {
  return cumulative("cumprod", input, dim, options);
}

function dimOf(name: string, dim: number | undefined, ndim: number): number {
  if (dim === undefined) throw new TypeError(`${name}() missing 1 required positional arguments: "dim"`);
  return wrapDim(dim, ndim);
}

function cumulative(
  name: "cumsum" | "cumprod",
  input: Tensor,
  dim: number | CumulativeOptions,
  options?: CumulativeOptions,
): Tensor {
  const call = named<CumulativeOptions>(name, { dim }, options, ["dtype", "out"]);
  const at = dimOf(name, call.dim, expectTensor(input, name).ndim);
  const dtype = call.dtype ?? call.out?.dtype;
  const from = recording(input) && dtype ? cast(input, dtype.code) : input;
  const out = wrap(from, from.kernels[name](from.handle, at, dtype?.code));
  if (recording(from)) {
    if (name === "cumsum")
      record(out, "CumsumBackward0", [from], [(grad) => flip(cumulative(name, flip(grad, at), at), at)]);
    else record(out, "CumprodBackward0", [from], [(grad) => ofProducts(grad, from, out, at)], [from, out]);
  }
  return into(call.out, out, name, [input], { dtype: "any" });
}

/** The gradient of running products; where there are zeros, without a division. */
function ofProducts(grad: Tensor, input: Tensor, out: Tensor, dim: number): Tensor {
  if (input.ndim === 0 || input.shape[dim] === 0) return grad;
  if (!any(eq(input.detach(), 0)).item()) return div(flip(cumsum(flip(mul(grad, out), dim), dim), dim), input);
  const before = moved(cumprod(input, dim), dim, 1);
  return mul(before, recurrenceBack(input, grad, dim));
}

/** The running maximum along a dim, and where it is: the last of equals. */
export function cummax(
  input: Tensor,
  dim: number | ({ dim: number } & OutPairOption),
  options?: OutPairOption,
): ValuesIndices {
  return runningExtreme("cummax", input, dim, options);
}

/** The running minimum along a dim, and where it is: the last of equals. */
export function cummin(
  input: Tensor,
  dim: number | ({ dim: number } & OutPairOption),
  options?: OutPairOption,
): ValuesIndices {
  return runningExtreme("cummin", input, dim, options);
}

function runningExtreme(name: "cummax" | "cummin", input: Tensor, dim: unknown, options?: object): ValuesIndices {
  const call = named<{ dim: number } & OutPairOption>(name, { dim }, options, ["out"]);
  const { shape } = expectTensor(input, name);
  const at = dimOf(name, call.dim, shape.length);
  const [values, indices] = input.kernels[name](input.handle, at).map((handle) => wrap(input, handle));
  if (recording(input)) {
    const node = name === "cummax" ? "CummaxBackward0" : "CumminBackward0";
    record(values, node, [input], [placeAt(shape, at, indices, true)], [indices]);
  }
  return pairInto(call.out, valuesIndices(values, indices, name), name, input);
}

/** The logarithm of the running sum of exponentials along a dim, without overflow. */
export function logcumsumexp(input: Tensor, dim: number | ({ dim: number } & OutOption), options?: OutOption): Tensor {
  const call = named<{ dim: number } & OutOption>("logcumsumexp", { dim }, options, ["out"]);
  const { shape } = expectTensor(input, "logcumsumexp");
  const at = dimOf("logcumsumexp", call.dim, shape.length);
  const out = wrap(input, input.kernels.logcumsumexp(input.handle, at));
  if (recording(input))
    record(out, "LogcumsumexpBackward0", [input], [(grad) => ofExponentials(grad, input, out, at)], [input, out]);
  return into(call.out, out, "logcumsumexp", [input]);
}

/**
 * The sums over j from i on of `grad[j] * exp(input[i] - out[j])`, as PyTorch takes them: by their logarithms, gradients
 * above and below 0 apart.
 */
function ofExponentials(grad: Tensor, input: Tensor, out: Tensor, dim: number): Tensor {
  if (isGradEnabled()) return ofExponentialsAgain(grad, input, out, dim);
  const absent = finfo(grad.dtype).min;
  const logarithms = log(abs(grad));
  const [above, below] = [gt(grad, 0), lt(grad, 0)].map((chosen) => {
    const terms = sub(whereTensor(chosen, logarithms, absent), out);
    return exp(add(flip(logcumsumexp(flip(terms, dim), dim), dim), input));
  });
  return sub(above, below);
}

/** The same without logarithms, so that it has derivatives where gradients are 0, too. */
function ofExponentialsAgain(grad: Tensor, input: Tensor, out: Tensor, dim: number): Tensor {
  if (out.ndim === 0 || out.shape[dim] === 0) return mul(exp(sub(input, out)), grad);
  const step = sub(moved(out, dim, 0), out);
  // Equal infinities differ by nothing.
  const factors = exp(maskedFill(step, isnan(step.detach()), 0));
  return mul(exp(sub(input, out)), recurrenceBack(factors, grad, dim));
}

/** Options of {@link diff}. */
export interface DiffOptions extends OutOption {
  /** How often differences are taken; 1. */
  n?: number;
  /** The last dim. */
  dim?: number;
  /** What is put before `input` along the dim first. */
  prepend?: Tensor | null;
  /** What is put behind it. */
  append?: Tensor | null;
}

/** The differences of neighbours along a dim, taken `n` times; of booleans, whether they differ. */
export function diff(
  input: Tensor,
  n?: number | DiffOptions,
  dim?: number | DiffOptions,
  prepend?: Tensor | null | DiffOptions,
  append?: Tensor | null | DiffOptions,
  options?: DiffOptions,
): Tensor {
  const call = named<DiffOptions>("diff", { n, dim, prepend, append }, options, ["out"]);
  const { shape } = expectTensor(input, "diff");
  if (shape.length === 0) throw new Error("diff expects input to be at least one-dimensional");
  const at = wrapDim(call.dim ?? -1, shape.length);
  const times = call.n ?? 1;
  if (!Number.isInteger(times)) throw new TypeError(`diff(): argument 'n' must be int, not ${describe(times)}`);
  if (times < 0) throw new Error(`order must be non-negative but got ${times}`);
  const given = [call.prepend, call.append].filter((part) => part != null);
  for (const part of given) checkBeside(part, input, at);
  if (times === 0) return into(call.out, input.clone(), "diff", [input]);
  const parts = [call.prepend, input, call.append].filter((part) => part != null);
  let result = parts.length === 1 ? input : cat(parts, at);
  const most = Math.min(times, result.shape[at]);
  for (let i = 0; i < most; i++) {
    const left = Math.max(0, result.shape[at] - 1);
    const first = narrow(result, at, 0, left);
    const second = narrow(result, at, Math.min(1, result.shape[at]), left);
    result = result.dtype === bool ? ne(second, first) : sub(second, first);
  }
  return into(call.out, result, "diff", parts);
}

function checkBeside(part: Tensor, input: Tensor, dim: number): void {
  if (expectTensor(part, "diff", "prepend").ndim !== input.ndim)
    throw new Error("diff expects prepend or append to be the same dimension as input");
  input.shape.forEach((size, d) => {
    if (d !== dim && part.shape[d] !== size)
      throw new Error(
        `diff expects the shape of tensor to prepend or append to match that of input except along the differencing dimension; input.size(${d}) = ${size}, but got tensor.size(${d}) = ${part.shape[d]}`,
      );
  });
}
