/** How a function of two operands is called and recorded. */

import { needsGrad, record, recording } from "../autograd/graph.ts";
import type { binaryKernels, specialPairKernels } from "../backend/backend.ts";
import type { Derivative } from "../tensor/node.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { either, operand, outHandle, type TensorOrScalar, toOperand } from "./core.ts";
import { written } from "./out.ts";

type BinaryName = (typeof binaryKernels)[number] | (typeof specialPairKernels)[number];

/** Derivatives of a function of two operands before broadcasting is undone, and which operands each of them reads. */
export interface Rule {
  readonly node: string;
  /** With regard to the first and the second operand. */
  readonly derivatives: readonly [
    (grad: Tensor, a: TensorOrScalar, b: TensorOrScalar) => Tensor | null,
    (grad: Tensor, a: TensorOrScalar, b: TensorOrScalar) => Tensor | null,
  ];
  /** For each of the two derivatives, the operands that it reads: "", "a", "b" or "ab". */
  readonly reads: readonly [string, string];
}

/** Calls a kernel of two operands and records it. */
export function binary(name: BinaryName, a: TensorOrScalar, b: TensorOrScalar, rule: Rule, out?: Tensor): Tensor {
  const like = either(a, b, name);
  const handle = like.kernels[name](operand(a, name, "input"), operand(b, name), outHandle(out, name, a, b));
  if (out !== undefined) return written(out, handle);
  const result = wrap(like, handle);
  return recording(a, b) ? recordBinary(result, a, b, rule) : result;
}

function recordBinary(result: Tensor, a: TensorOrScalar, b: TensorOrScalar, rule: Rule): Tensor {
  const derivatives: (Derivative | null)[] = [null, null];
  let reads = "";
  const inputs = [a, b];
  for (let i = 0; i < 2; i++) {
    if (!needsGrad(inputs[i])) continue;
    const back = toOperand(inputs[i]);
    const derivative = rule.derivatives[i];
    derivatives[i] = (grad) => {
      const own = derivative(grad, a, b);
      return own === null ? null : back(own);
    };
    reads += rule.reads[i];
  }
  const saved = [];
  if (reads.includes("a")) saved.push(a);
  if (reads.includes("b")) saved.push(b);
  return record(result, rule.node, inputs, derivatives, saved);
}

/** A derivative that PyTorch does not have either: it throws when a gradient reaches it. */
export function notImplemented(message: string): () => never {
  return () => {
    throw new Error(message);
  };
}
