/** How a function of one tensor is called and recorded. */

import { record, recording } from "../autograd/graph.ts";
import type { specialKernels, unaryKernels } from "../backend/backend.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { wrap } from "../tensor/tensor.ts";
import { expectTensor, filled, type OutOption, outHandle } from "./core.ts";
import { outOf, written } from "./out.ts";

type UnaryName = (typeof unaryKernels)[number] | (typeof specialKernels)[number];

/** What a derivative reads: the input, the output, or neither. */
export type Reads = "input" | "output" | "nothing";

/** Calls a kernel of one tensor and records it. */
export function unary(
  name: UnaryName,
  input: Tensor,
  options: OutOption | undefined,
  node: string,
  reads: Reads,
  derivative: (grad: Tensor, read: Tensor) => Tensor,
): Tensor {
  expectTensor(input, name);
  const target = outOf(name, options);
  const handle = input.kernels[name](input.handle, target === undefined ? undefined : outHandle(target, name, input));
  if (target !== undefined) return written(target, handle);
  const out = wrap(input, handle);
  if (!recording(input)) return out;
  const read = reads === "output" ? out : input;
  return record(out, node, [input], [(grad) => derivative(grad, read)], reads === "nothing" ? [] : [read]);
}

/** The derivative of what is constant between its steps. */
export const none = (grad: Tensor): Tensor => filled(grad, 0);
