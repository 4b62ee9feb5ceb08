/** What is computed again for its derivative, rather than kept. */

import { grad } from "../autograd/backward.ts";
import { record, recording, recordJoint } from "../autograd/graph.ts";
import { isGradEnabled, setGradEnabled } from "../autograd/mode.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";

/** Outputs of tensors, some of which may be missing. */
export type Compute = (inputs: readonly (Tensor | null)[]) => readonly Tensor[];

/** The same storage, as a node of its own on the way to `input`'s history. */
function alias(input: Tensor): Tensor {
  const copy = wrap(input, input.kernels.alias(input.handle));
  return record(copy, "AliasBackward0", [input], [(gradient) => gradient]);
}

/** The gradients of `compute`'s inputs that need them, by computing its outputs again and walking their graph. */
export function gradientsOf(
  compute: Compute,
  inputs: readonly (Tensor | null)[],
  outputGradients: readonly (Tensor | null)[],
): (Tensor | null)[] {
  const createGraph = isGradEnabled();
  using _mode = setGradEnabled(true);
  const copies = inputs.map((input) => {
    if (input === null || input.node === null) return input;
    return createGraph ? alias(input) : input.detach().requiresGrad_();
  });
  const outputs = compute(copies);
  const taking = outputs.map((_, i) => i).filter((i) => outputGradients[i] != null && outputs[i].requiresGrad);
  const wanted = copies.filter((copy, i): copy is Tensor => copy !== null && inputs[i]?.node != null);
  if (taking.length === 0) return inputs.map(() => null);
  const found = grad(
    taking.map((i) => outputs[i]),
    wanted,
    taking.map((i) => outputGradients[i]),
    { createGraph, allowUnused: true },
  );
  return copies.map((copy, i) => (copy !== null && inputs[i]?.node != null ? found[wanted.indexOf(copy)] : null));
}

/** `compute(inputs)` that keeps nothing but its inputs: its graph is made anew when gradients come. */
export function checkpoint(node: string, compute: Compute, inputs: readonly (Tensor | null)[]): readonly Tensor[] {
  const needed = inputs.some((input) => recording(input));
  if (!needed) return compute(inputs);
  const outputs = (() => {
    using _mode = setGradEnabled(false);
    return compute(inputs);
  })();
  recordJoint(outputs, node, inputs, (gradients) => gradientsOf(compute, inputs, gradients), inputs);
  return outputs;
}
