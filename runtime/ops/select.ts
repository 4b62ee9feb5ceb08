/** Choosing between elements: where, clamp, masks, triangles. */

import { record, recording } from "../autograd/graph.ts";
import { bool, scalarName } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { ge, gt, isfinite, isnan, le, logicalAnd, logicalOr, lt } from "./compare.ts";
import {
  cast,
  codeOf,
  expectTensor,
  filled,
  type OutOption,
  operand,
  outHandle,
  type TensorOrScalar,
  toOperand,
  whereTensor,
} from "./core.ts";
import { into, written } from "./out.ts";
import { sum } from "./reduce.ts";

/** `input` where `condition`, else `other`: broadcast and promoted. With `condition` alone, as `nonzero({ asTuple: true })`. */
export function where(condition: Tensor): Tensor[];
export function where(condition: Tensor, input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor;
export function where(
  condition: Tensor,
  input?: TensorOrScalar,
  other?: TensorOrScalar,
  options?: OutOption,
): Tensor | Tensor[] {
  if (input !== undefined && other !== undefined) return whereTensor(condition, input, other, options);
  return nonzero(condition, { asTuple: true });
}

/** Where elements are not zero: their coordinates, one row each; or with `asTuple` one tensor a dim. */
export function nonzero(input: Tensor, options?: { asTuple?: false } & OutOption): Tensor;
export function nonzero(input: Tensor, options: { asTuple: true }): Tensor[];
export function nonzero(input: Tensor, options?: { asTuple?: boolean } & OutOption): Tensor | Tensor[] {
  const { kernels } = expectTensor(input, "nonzero");
  if (options?.asTuple && input.ndim === 0) return nonzero(input.reshape(1), { asTuple: true });
  const places = wrap(input, kernels.nonzero(input.handle));
  if (options?.asTuple) return places.unbind(1);
  return into(options?.out, places, "nonzero", [input], {
    dtype: (_, out) => `Expected object of scalar type Long as out, but got scalar type ${scalarName(out)}`,
    apart: true,
  });
}

/** Options of `clamp`. */
export interface ClampOptions extends OutOption {
  min?: TensorOrScalar | null;
  max?: TensorOrScalar | null;
}

/** Elements below `min` become it, those above `max` become that; null: no bound. */
export function clamp(
  input: Tensor,
  min?: TensorOrScalar | null | ClampOptions,
  max?: TensorOrScalar | null | ClampOptions,
  options?: ClampOptions,
): Tensor {
  const call = named<ClampOptions>("clamp", { min, max }, options, ["out"]);
  const low = call.min ?? null;
  const high = call.max ?? null;
  if (low === null && high === null) throw new Error("torch.clamp: At least one of 'min' or 'max' must not be None");
  const node = low instanceof Tensor || high instanceof Tensor ? "ClampBackward0" : "ClampBackward1";
  return bounded(input, low, high, call.out, node);
}

function bounded(
  input: Tensor,
  low: TensorOrScalar | null,
  high: TensorOrScalar | null,
  target: Tensor | undefined,
  node: string,
): Tensor {
  const handle = expectTensor(input, "clamp").kernels.clamp(
    input.handle,
    low === null ? null : operand(low, "clamp", "min"),
    high === null ? null : operand(high, "clamp", "max"),
    outHandle(target, "clamp", input, low, high),
  );
  if (target != null) return written(target, handle);
  const out = wrap(input, handle);
  if (!recording(input, low, high)) return out;
  const back = toOperand(input);
  const backLow = low === null ? null : toOperand(low);
  const backHigh = high === null ? null : toOperand(high);
  return record(
    out,
    node,
    [input, low, high],
    [
      (grad) => back(within(grad, input, low, high)),
      (grad) => backLow?.(mul(grad, cast(belowLow(input, low as TensorOrScalar, high), codeOf(grad)))) ?? null,
      (grad) => backHigh?.(mul(grad, cast(aboveHigh(input, low, high as TensorOrScalar), codeOf(grad)))) ?? null,
    ],
    [input, low, high],
  );
}

function within(grad: Tensor, input: Tensor, low: TensorOrScalar | null, high: TensorOrScalar | null): Tensor {
  if (low !== null && high !== null) return whereTensor(logicalAnd(ge(input, low), le(input, high)), grad, 0);
  return whereTensor(low !== null ? ge(input, low) : le(input, high as TensorOrScalar), grad, 0);
}

/** Where the result is the lower bound. */
function belowLow(input: Tensor, low: TensorOrScalar, high: TensorOrScalar | null): Tensor {
  const below = lt(input, low);
  return high === null ? below : logicalAnd(below, lt(asTensor(low, input), high));
}

/** Where the result is the upper bound, which is so, too, where the bounds are the wrong way round. */
function aboveHigh(input: Tensor, low: TensorOrScalar | null, high: TensorOrScalar): Tensor {
  const above = gt(input, high);
  return low === null ? above : logicalOr(above, lt(asTensor(high, input), low));
}

function asTensor(value: TensorOrScalar, like: Tensor): Tensor {
  return value instanceof Tensor ? value : filled(like, value);
}

/** Elements below `min` become it. */
export function clampMin(input: Tensor, min: TensorOrScalar | ClampOptions, options?: OutOption): Tensor {
  const call = named<ClampOptions>("clamp_min", { min }, options, ["out"]);
  const low = call.min as TensorOrScalar;
  return bounded(input, low, null, call.out, low instanceof Tensor ? "ClampMinBackward1" : "ClampMinBackward0");
}

/** Elements above `max` become it. */
export function clampMax(input: Tensor, max: TensorOrScalar | ClampOptions, options?: OutOption): Tensor {
  const call = named<ClampOptions>("clamp_max", { max }, options, ["out"]);
  const high = call.max as TensorOrScalar;
  return bounded(input, null, high, call.out, high instanceof Tensor ? "ClampMaxBackward1" : "ClampMaxBackward0");
}

/** `value` where `mask`, else `input`. */
export function maskedFill(input: Tensor, mask: Tensor, value: TensorOrScalar, options?: OutOption): Tensor {
  expectTensor(mask, "masked_fill", "mask");
  if (mask.dtype !== bool)
    throw new Error(`masked_fill_ only supports boolean masks, but got mask with dtype ${mask.dtype}`);
  if (value instanceof Tensor && value.ndim !== 0)
    throw new Error(
      `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.ndim} dimension(s).`,
    );
  const handle = expectTensor(input, "masked_fill").kernels.maskedFill(
    input.handle,
    mask.handle,
    operand(value, "masked_fill", "value"),
    outHandle(options?.out, "masked_fill", input, value),
  );
  if (options?.out !== undefined) return written(options.out, handle);
  const out = wrap(input, handle);
  if (!recording(input, value)) return out;
  const back = toOperand(input);
  const backValue = toOperand(value);
  return record(
    out,
    "MaskedFillBackward0",
    [input, value],
    [(grad) => back(maskedFill(grad, mask, 0)), (grad) => backValue(sum(whereTensor(mask, grad, 0)))],
    [mask],
  );
}

/** The elements where `mask`, as one dimension. */
export function maskedSelect(input: Tensor, mask: Tensor, options?: OutOption): Tensor {
  return into(options?.out, selected(input, mask), "masked_select", [input, mask], {
    dtype: () => "masked_select(): self and result must have the same scalar type",
    apart: true,
  });
}

function selected(input: Tensor, mask: Tensor): Tensor {
  expectTensor(mask, "masked_select", "mask");
  if (mask.dtype !== bool) throw new Error(`masked_select: expected BoolTensor for mask, got ${mask.dtype}`);
  const out = wrap(input, expectTensor(input, "masked_select").kernels.maskedSelect(input.handle, mask.handle));
  if (!recording(input)) return out;
  const back = toOperand(input);
  return record(
    out,
    "MaskedSelectBackward0",
    [input],
    [
      (grad) =>
        back(maskedPlace(filled(mul(filled(input.detach(), 0, grad.dtype), cast(mask, codeOf(grad))), 0), mask, grad)),
    ],
    [mask],
  );
}

/** `zeros` with the elements of `source`, in order, where `mask`. */
function maskedPlace(zeros: Tensor, mask: Tensor, source: Tensor): Tensor {
  const { kernels } = zeros;
  const full = kernels.contiguous(kernels.expand(mask.handle, zeros.shape));
  const index = kernels.reshape(kernels.nonzero(kernels.reshape(full, [-1])), [-1]);
  const flat = kernels.clone(kernels.reshape(zeros.handle, [-1]));
  kernels.scatter_(flat, 0, index, source.handle);
  const out = wrap(zeros, kernels.view(flat, zeros.shape));
  return recording(source)
    ? record(out, "MaskedScatterBackward0", [source], [(grad) => maskedSelect(grad, mask)], [mask])
    : out;
}

/** `input` with the elements of `source`, in order, where `mask`. */
export function maskedScatter(input: Tensor, mask: Tensor, source: Tensor): Tensor {
  expectTensor(mask, "masked_scatter", "mask");
  if (mask.dtype !== bool)
    throw new Error(`masked_scatter_ only supports boolean masks, but got mask with dtype ${mask.dtype}`);
  if (source.dtype !== input.dtype)
    throw new Error(
      `masked_scatter: expected self and source to have same dtypes but got ${input.dtype} and ${source.dtype}`,
    );
  const whole = wrap(
    mask,
    mask.kernels.expand(mask.handle, filled(mul(filled(input.detach(), 0), cast(mask, codeOf(input))), 0).shape),
  );
  const count = Number(whole.kernels.item(whole.kernels.sum(whole.handle, [], false)));
  const flat = source.reshape(-1);
  if (count > flat.shape[0])
    throw new Error(
      `Number of elements of source < number of ones in mask: ${flat.shape[0]} < ${count} (masked_scatter)`,
    );
  const placed = maskedPlace(filled(wrap(whole, cast(whole, codeOf(input)).handle), 0), mask, flat.narrow(0, 0, count));
  return whereTensor(mask, placed, input);
}

/** Options of `tril` and `triu`. */
export interface DiagonalOptions extends OutOption {
  diagonal?: number;
}

/** The lower triangle of each matrix, zeros above diagonal number `diagonal`. */
export function tril(input: Tensor, diagonal?: number | DiagonalOptions, options?: DiagonalOptions): Tensor {
  const { diagonal: d = 0, out } = named<DiagonalOptions>("tril", { diagonal }, options, ["out"]);
  return triangle("tril", input, d, out);
}

/** The upper triangle of each matrix, zeros below diagonal number `diagonal`. */
export function triu(input: Tensor, diagonal?: number | DiagonalOptions, options?: DiagonalOptions): Tensor {
  const { diagonal: d = 0, out } = named<DiagonalOptions>("triu", { diagonal }, options, ["out"]);
  return triangle("triu", input, d, out);
}

function triangle(name: "tril" | "triu", input: Tensor, diagonal: number, target?: Tensor): Tensor {
  if (expectTensor(input, name).ndim < 2) throw new Error(`${name}: input tensor must have at least 2 dimensions`);
  const out = wrap(input, input.kernels[name](input.handle, diagonal));
  if (target !== undefined) return into(target, out, name, [input]);
  return recording(input)
    ? record(
        out,
        name === "tril" ? "TrilBackward0" : "TriuBackward0",
        [input],
        [(grad) => triangle(name, grad, diagonal)],
      )
    : out;
}

/** What takes the place of NaN and the infinities. */
export interface NanToNumOptions extends OutOption {
  nan?: number | null;
  posinf?: number | null;
  neginf?: number | null;
}

/** NaN and the infinities replaced: by `nan` (0), and by the largest and smallest number of the dtype. */
export function nanToNum(
  input: Tensor,
  nan?: number | null | NanToNumOptions,
  posinf?: number | null | NanToNumOptions,
  neginf?: number | null | NanToNumOptions,
  options?: NanToNumOptions,
): Tensor {
  const call = named<NanToNumOptions>("nan_to_num", { nan, posinf, neginf }, options, ["out"]);
  return into(call.out, numbersOnly(input, call), "nan_to_num", [input], { dtype: "cast" });
}

function numbersOnly(input: Tensor, call: NanToNumOptions): Tensor {
  if (!expectTensor(input, "nan_to_num").dtype.isFloatingPoint) return input.clone();
  const largest = { float16: 65504, bfloat16: 3.3895313892515355e38, float32: 3.4028234663852886e38 } as Record<
    string,
    number
  >;
  const max = largest[input.dtype.name] ?? Number.MAX_VALUE;
  const high = call.posinf ?? max;
  const low = call.neginf ?? -max;
  const x = input.detach();
  const numbers = whereTensor(isnan(x), call.nan ?? 0, x);
  const out = whereTensor(x.eq(Infinity), high, whereTensor(x.eq(-Infinity), low, numbers));
  if (!recording(input)) return out;
  return record(out, "NanToNumBackward0", [input], [(grad) => mul(grad, isfinite(input))], [input]);
}

export { clamp as clip };
