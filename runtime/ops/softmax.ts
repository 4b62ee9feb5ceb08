/** Softmax and its logarithm along a dim. */

import { record, recording } from "../autograd/graph.ts";
import type { DType } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { mul, sub } from "./arithmetic.ts";
import { cast, expectTensor, wrapDim } from "./core.ts";
import { into, type OutOption } from "./out.ts";
import { exp } from "./pointwise.ts";
import { sum } from "./reduce.ts";

/** Options of `softmax` and `logSoftmax`. */
export interface SoftmaxOptions extends OutOption {
  dim?: number | null;
  /** Converted to it first. */
  dtype?: DType | null;
}

/** PyTorch's choice where no dim is given (`nn.functional.softmax`'s legacy behaviour). */
function implicitDim(ndim: number): number {
  return ndim === 0 || ndim === 1 || ndim === 3 ? 0 : 1;
}

function prepared(
  name: string,
  input: Tensor,
  dim: unknown,
  options: SoftmaxOptions | undefined,
): [Tensor, number, Tensor | undefined] {
  const call = named<SoftmaxOptions>(name, { dim }, options, ["dtype", "out"]);
  const from = call.dtype == null ? expectTensor(input, name) : cast(input, call.dtype.code);
  if (!from.dtype.isFloatingPoint)
    throw new Error(`"${name}_kernel_impl" not implemented for '${from.dtype.name}'; convert with .float()`);
  return [from, wrapDim(call.dim ?? implicitDim(from.ndim), from.ndim), call.out];
}

/** `exp(input)` along a dim, divided by its sum. */
export function softmax(input: Tensor, dim?: number | null | SoftmaxOptions, options?: SoftmaxOptions): Tensor {
  const [from, at, target] = prepared("softmax", input, dim, options);
  const out = wrap(from, from.kernels.softmax(from.handle, at));
  if (target !== undefined) return into(target, out, "softmax", [from]);
  return recording(from)
    ? record(out, "SoftmaxBackward0", [from], [(grad) => softmaxBackward(grad, out, at)], [out])
    : out;
}

function softmaxBackward(grad: Tensor, output: Tensor, dim: number): Tensor {
  if (recording(grad, output)) return mul(output, sub(grad, sum(mul(grad, output), dim, true)));
  return wrap(grad, grad.kernels.softmaxBackward(grad.handle, output.handle, dim));
}

/** The logarithm of `softmax`, without overflow. */
export function logSoftmax(input: Tensor, dim?: number | null | SoftmaxOptions, options?: SoftmaxOptions): Tensor {
  const [from, at, target] = prepared("log_softmax", input, dim, options);
  const out = wrap(from, from.kernels.logSoftmax(from.handle, at));
  if (target !== undefined) return into(target, out, "log_softmax", [from]);
  return recording(from)
    ? record(out, "LogSoftmaxBackward0", [from], [(grad) => logSoftmaxBackward(grad, out, at)], [out])
    : out;
}

function logSoftmaxBackward(grad: Tensor, output: Tensor, dim: number): Tensor {
  if (recording(grad, output)) return sub(grad, mul(exp(output), sum(grad, dim, true)));
  return wrap(grad, grad.kernels.logSoftmaxBackward(grad.handle, output.handle, dim));
}

/** `exp(-input)` along a dim, divided by its sum. */
export function softmin(input: Tensor, dim?: number | null | SoftmaxOptions, options?: SoftmaxOptions): Tensor {
  expectTensor(input, "softmin");
  return softmax(input.neg(), dim, options);
}
