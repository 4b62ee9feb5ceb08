/** Walks the graph backwards: from outputs' gradients to leaves', the newest operation first. */

import { legacyName } from "../tensor/dtype.ts";
import type { Hook, Node } from "../tensor/node.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { setGradEnabled } from "./mode.ts";

const freedMessage =
  "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). " +
  "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retainGraph: true if " +
  "you need to backward through the graph a second time or if you need to access saved tensors after calling backward.";

/** What the engine needs of the operators, which stand above it. */
export interface Arithmetic {
  add(a: Tensor, b: Tensor): Tensor;
  onesLike(a: Tensor): Tensor;
  clone(a: Tensor): Tensor;
}

let arithmetic: Arithmetic;

/** Gives the engine its arithmetic; called once, by runtime/ops. */
export function useArithmetic(operators: Arithmetic): void {
  arithmetic = operators;
}

export interface WalkOptions {
  retainGraph: boolean;
  createGraph: boolean;
  /** Gradients wanted of these alone; undefined: summed up in every leaf that is reached. */
  inputs?: readonly Tensor[];
  /** Whether the gradients of `inputs` are added to their `grad` rather than given back. */
  accumulate: boolean;
}

function startGradient(output: Tensor, given: Tensor | null | undefined): Tensor {
  if (given == null) {
    if (output.shape.numel() !== 1) throw new Error("grad can be implicitly created only for scalar outputs");
    return arithmetic.onesLike(output);
  }
  if (!sameSize(given.shape, output.shape))
    throw new Error(
      `Mismatch in shape: grad_output[0] has a shape of ${given.shape} and output[0] has a shape of ${output.shape}.`,
    );
  return given;
}

/** The nodes that gradients of `roots` reach, newest first. */
function reach(roots: Iterable<Node>): Node[] {
  const seen = new Set<Node>(roots);
  const stack = [...seen];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const next of node.next) {
      if (next !== null && !seen.has(next)) {
        seen.add(next);
        stack.push(next);
      }
    }
  }
  return [...seen].sort((a, b) => b.id - a.id);
}

/** Those of `order` from which one of `targets` can be reached. */
function leadingTo(order: readonly Node[], targets: ReadonlySet<Node>): Set<Node> {
  const leading = new Set<Node>();
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i];
    if (targets.has(node) || node.next.some((next) => next !== null && leading.has(next))) leading.add(node);
  }
  return leading;
}

function checkVersions(node: Node): void {
  const { saved, versions } = node;
  if (saved === null || versions === null) return;
  for (let i = 0; i < saved.length; i++) {
    const tensor = saved[i];
    const version = tensor.backend.kernels.version(tensor.handle);
    if (version === versions[i]) continue;
    const origin = tensor.gradFn === null ? "" : `, which is output ${tensor.slot} of ${tensor.gradFn.name},`;
    throw new Error(
      "one of the variables needed for gradient computation has been modified by an inplace operation: " +
        `[${legacyName(tensor.dtype)} ${formatSize(tensor.shape)}]${origin} is at version ${version}; expected version ${versions[i]} ` +
        `instead. It was saved for ${node.name}. Hint: enable anomaly detection to find the operation that failed to compute its ` +
        "gradient, with torch.autograd.setDetectAnomaly(true).",
    );
  }
}

function callHooks(hooks: Iterable<Hook>, grad: Tensor): Tensor {
  let current = grad;
  for (const hook of hooks) current = hook(current) ?? current;
  return current;
}

/** Adds to a leaf's `grad`, in place unless that is to be recorded; the first is kept where nothing else holds it. */
function accumulate(leaf: Tensor, grad: Tensor, keep: boolean, createGraph: boolean): void {
  const { gradient } = leaf;
  if (gradient === null) leaf.gradient = keep ? grad : arithmetic.clone(grad);
  else if (createGraph) leaf.gradient = arithmetic.add(gradient, grad);
  else gradient.kernels.add(gradient.handle, grad.handle, gradient.handle);
}

/** Runs a node's derivatives for the inputs that lead somewhere. */
function differentiate(
  node: Node,
  grads: readonly (Tensor | null)[],
  wanted: ReadonlySet<Node> | null,
): readonly (Tensor | null | undefined)[] {
  if (node.freed) throw new Error(freedMessage);
  checkVersions(node);
  const { derivatives } = node;
  if (typeof derivatives === "function") return derivatives(grads);
  const grad = grads[0];
  if (grad === null || derivatives === null) return [];
  return node.next.map((next, i) => {
    if (next === null || (wanted !== null && !wanted.has(next))) return null;
    return derivatives[i]?.(grad) ?? null;
  });
}

/** Walks from `outputs`; gives the gradients of `options.inputs` when they are asked for. */
export function walk(
  outputs: readonly Tensor[],
  gradOutputs: readonly (Tensor | null | undefined)[],
  options: WalkOptions,
): (Tensor | null)[] {
  const pending = new Map<Node, (Tensor | null)[]>();
  const seen = new Set<Tensor>();
  const shared = new Set<Tensor>();
  const give = (node: Node, slot: number, grad: Tensor): void => {
    if (seen.has(grad)) shared.add(grad);
    else seen.add(grad);
    let grads = pending.get(node);
    if (grads === undefined) {
      grads = new Array<Tensor | null>(node.outputs).fill(null);
      pending.set(node, grads);
    }
    const before = grads[slot];
    grads[slot] = before === null ? grad : arithmetic.add(before, grad);
  };
  const { inputs, createGraph } = options;
  const captured = new Map<Node, Tensor[]>();
  for (const input of inputs ?? []) {
    const node = input.gradFn ?? input.node;
    if (node === null) throw new Error("One of the differentiated Tensors does not require grad");
    captured.set(node, [...(captured.get(node) ?? []), input]);
  }
  using _mode = setGradEnabled(createGraph);
  outputs.forEach((output, i) => {
    const node = output.gradFn ?? output.node;
    if (node === null) throw new Error(`element ${i} of tensors does not require grad and does not have a grad_fn`);
    const grad = startGradient(output, gradOutputs[i]);
    give(node, output.slot, grad);
    shared.add(grad);
  });
  const order = reach(pending.keys());
  const wanted = inputs === undefined ? null : leadingTo(order, new Set(captured.keys()));
  const results = new Map<Tensor, Tensor>();
  for (const node of order) {
    const grads = pending.get(node);
    if (grads === undefined || (wanted !== null && !wanted.has(node))) continue;
    pending.delete(node);
    node.hooks?.forEach((hooks, slot) => {
      const grad = grads[slot];
      if (hooks !== undefined && grad !== null) grads[slot] = callHooks(hooks, grad);
    });
    for (const input of captured.get(node) ?? []) {
      const grad = grads[input.slot];
      if (grad === null) continue;
      if (options.accumulate) accumulate(input, grad, createGraph, createGraph);
      else results.set(input, grad);
    }
    if (node.leaf !== null) {
      const grad = grads[0];
      if (inputs === undefined && grad !== null) {
        const stealable = seen.has(grad) && !shared.has(grad) && grad.view_ === null;
        accumulate(node.leaf, grad, createGraph || stealable, createGraph);
        for (const hook of node.accumulated ?? []) hook(node.leaf);
      }
      continue;
    }
    if (wanted !== null && !node.next.some((next) => next !== null && wanted.has(next))) continue;
    const inputGrads = differentiate(node, grads, wanted);
    for (let i = 0; i < node.next.length; i++) {
      const next = node.next[i];
      const grad = inputGrads[i];
      if (next !== null && grad != null) give(next, node.slots === null ? 0 : node.slots[i], grad);
    }
    if (!options.retainGraph && node.saved !== null) {
      node.freed = true;
      node.derivatives = null;
      node.saved = null;
    }
  }
  return (inputs ?? []).map((input) => results.get(input) ?? null);
}
