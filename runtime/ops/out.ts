/** `out`: where a result is written, and what PyTorch asks of such a tensor. */

import { recording } from "../autograd/graph.ts";
import { isGradEnabled } from "../autograd/mode.ts";
import type { Handle } from "../backend/backend.ts";
import { type DType, scalarName, typeName } from "../tensor/dtype.ts";
import { checkKeys, describe, isOptions } from "../tensor/options.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Where the result is written. */
export interface OutOption {
  /** A tensor that the result is written to; it takes the result's shape. */
  out?: Tensor;
}

/** Where a pair of results is written. */
export interface OutPairOption {
  /** Two tensors that the results are written to; they take the results' shapes. */
  out?: readonly [Tensor, Tensor];
}

/** What an operator asks of `out`. */
export interface OutRule {
  /** "same" (the result's own dtype), "cast" (one that it can be cast to), "any", or what to say against another one. */
  dtype?: "same" | "cast" | "any" | ((result: DType, out: DType) => string | null);
  /** Whether `out` must not lie in the memory of an input. */
  apart?: boolean;
}

/** `out`, or an error that says it is no tensor, records gradients, or lies on another device than the inputs. */
function expectOut(out: unknown, name: string, inputs: readonly unknown[]): Tensor {
  if (!(out instanceof Tensor)) throw new TypeError(`${name}(): argument 'out' must be Tensor, not ${describe(out)}`);
  if (inputs.some((input) => recording(input)) || (isGradEnabled() && out.requiresGrad))
    throw new Error(
      `${name}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.`,
    );
  for (const input of inputs)
    if (input instanceof Tensor && input.backend !== out.backend && input.ndim > 0)
      throw new Error(
        `Expected all tensors to be on the same device, but got out is on ${out.device}, different from other tensors on ${input.device}`,
      );
  return out;
}

/** The `out` of an options object that holds nothing else. */
export function outOf(name: string, options: OutOption | undefined): Tensor | undefined {
  if (options == null) return undefined;
  if (!isOptions(options))
    throw new TypeError(`${name}(): too many positional arguments (got an extra ${describe(options)})`);
  checkKeys(name, options, ["out"]);
  return options.out ?? undefined;
}

/** What a kernel writes to, after the check that no gradient is asked of such a call; see {@link written}. */
export function outHandle(
  out: Tensor | null | undefined,
  name: string,
  a: unknown,
  b?: unknown,
  c?: unknown,
): Handle | undefined {
  return out == null ? undefined : expectOut(out, name, [a, b, c]).handle;
}

/** `out` after a kernel wrote to it: the handle is another one where it took the result's shape. */
export function written(out: Tensor, handle: Handle): Tensor {
  if (handle !== out.handle) {
    warnResized(out, out.kernels.sizes(handle));
    out.become(handle);
  }
  return out;
}

/** `out` with a factory's shape, without the warning of an operator. */
export function sized(out: Tensor, name: string, shape: readonly number[]): Tensor {
  const target = expectOut(out, name, []);
  const handle = target.kernels.resize(target.handle, shape);
  if (handle !== target.handle) target.become(handle);
  return target;
}

function warnResized({ shape }: Tensor, required: readonly number[]): void {
  if (shape.numel() === 0) return;
  console.warn(
    `An output with one or more elements was resized since it had shape ${formatSize(shape)}, which does not match the required output shape ${formatSize(required)}. ` +
      "This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless they have zero elements. " +
      "You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements with t.resize_(0).",
  );
}

function checkType(out: Tensor, dtype: DType, rule: NonNullable<OutRule["dtype"]>): void {
  if (rule === "any" || out.dtype === dtype) return;
  if (rule === "cast") requireCast(dtype, out.dtype);
  else if (rule === "same")
    throw new Error(`Expected out tensor to have dtype ${typeName(dtype)}, but got ${typeName(out.dtype)} instead`);
  else {
    const message = rule(dtype, out.dtype);
    if (message !== null) throw new Error(message);
  }
}

/** Whether PyTorch writes a result of one dtype to another: no floating point to integers, no numbers to booleans. */
export function canCast(from: DType, to: DType): boolean {
  if (from.isFloatingPoint && !to.isFloatingPoint) return false;
  return to.name !== "bool" || from.name === "bool";
}

/** PyTorch's refusal where one dtype cannot be written to another. */
export function requireCast(from: DType, to: DType): void {
  if (!canCast(from, to))
    throw new Error(`result type ${scalarName(from)} can't be cast to the desired output type ${scalarName(to)}`);
}

/** Writes `result` to `out`, which takes its shape, and gives `out`; without `out`, the result itself. */
export function into(
  out: Tensor | null | undefined,
  result: Tensor,
  name: string,
  inputs: readonly unknown[],
  rule: OutRule = {},
): Tensor {
  return out == null ? result : intoAll([out], [result], name, inputs, rule)[0];
}

/** As {@link into}, for several results. Nothing is written before all is known to be right. */
export function intoAll(
  outs: readonly Tensor[] | null | undefined,
  results: readonly Tensor[],
  name: string,
  inputs: readonly unknown[],
  { dtype = "same", apart = false }: OutRule = {},
): readonly Tensor[] {
  if (outs == null) return results;
  if (!Array.isArray(outs) || outs.length !== results.length)
    throw new TypeError(`${name}(): argument 'out' must be tuple of ${results.length} Tensors, not ${describe(outs)}`);
  outs.forEach((out: unknown, i) => {
    const target = expectOut(out, name, inputs);
    checkType(target, results[i].dtype, dtype);
    if (!apart) return;
    const { kernels, handle } = target;
    for (const input of inputs)
      if (input instanceof Tensor && input.backend === target.backend && kernels.overlaps(handle, input.handle))
        throw new Error(
          "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation.",
        );
  });
  results.forEach((result, i) => {
    const out: Tensor = outs[i];
    const { kernels } = out;
    if (!sameSize(out.shape, result.shape)) written(out, kernels.resize(out.handle, result.shape));
    kernels.copyInto(out.handle, result.handle);
  });
  return outs;
}
