/** Walks the graph backwards: from outputs' gradients to leaves', the newest operation first. */

import { legacyName } from "../tensor/dtype.ts";
import { anomaly, type Hook, type Node } from "../tensor/node.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";
import { explained, refuseNan } from "./anomaly.ts";
import { setGradEnabled } from "./mode.ts";

export const freedMessage =
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

/** One output of a node: where gradients start, or are wanted. */
export interface Edge {
  readonly node: Node;
  readonly slot: number;
}

/** A tensor, or the edge that it stands for. */
export type Place = Tensor | Edge;

export function edgeOf(place: Place): Edge | null {
  if (!(place instanceof Tensor)) return place;
  const node = place.gradFn ?? place.node;
  return node === null ? null : { node, slot: place.slot };
}

export interface WalkOptions {
  retainGraph: boolean;
  createGraph: boolean;
  /** Gradients wanted of these alone; undefined: summed up in every leaf that is reached. */
  inputs?: readonly Place[];
  /** Whether the gradients of `inputs` are added to their `grad` rather than given back. */
  accumulate: boolean;
  /** Whether the walk ends at `inputs`, even where one of them was computed from another; false. */
  ends?: boolean;
}

function startGradient(output: Place, i: number, given: Tensor | null | undefined): Tensor {
  if (given != null && !(given instanceof Tensor))
    throw new TypeError(`gradients can be either Tensors or None, but got ${typeof given}`);
  if (!(output instanceof Tensor)) {
    if (given == null) throw new Error("grad can be implicitly created only for scalar outputs");
    return given;
  }
  if (given == null) {
    if (output.shape.numel() !== 1) throw new Error("grad can be implicitly created only for scalar outputs");
    return arithmetic.onesLike(output);
  }
  if (!sameSize(given.shape, output.shape))
    throw new Error(
      `Mismatch in shape: grad_output[${i}] has a shape of ${given.shape} and output[${i}] has a shape of ${output.shape}.`,
    );
  return given;
}

/** The nodes that gradients of `roots` reach, newest first; what lies behind `ends` is left out. */
function reach(roots: Iterable<Node>, ends: { has(node: Node): boolean } | null): Node[] {
  const seen = new Set<Node>(roots);
  const stack = [...seen];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (ends?.has(node)) continue;
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
    const computed = node.origins?.[i] ?? node;
    const origin =
      tensor.isLeaf || computed.leaf !== null ? "" : `, which is output ${tensor.slot} of ${computed.operator},`;
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

/** Runs `derive` while the tensors that a node saved have what hooks give back for them. */
function withUnpacked<T>(node: Node, derive: () => T): T {
  const { packed, saved } = node;
  if (packed === null || saved === null) return derive();
  const handles = saved.map((tensor) => tensor.handle);
  try {
    packed.values.forEach((value, i) => {
      const unpacked = packed.unpack(value);
      if (!(unpacked instanceof Tensor))
        throw new TypeError(
          "Output of saved tensor unpack_hook expected to be a Tensor but got result of type " +
            `${unpacked === null ? "null" : typeof unpacked}`,
        );
      saved[i].handle = unpacked.handle;
    });
    return derive();
  } finally {
    saved.forEach((tensor, i) => {
      tensor.handle = handles[i];
    });
  }
}

/** Runs a node's derivatives for the inputs that lead somewhere. */
function differentiate(
  node: Node,
  grads: readonly (Tensor | null)[],
  wanted: ReadonlySet<Node> | null,
): readonly (Tensor | null | undefined)[] {
  if (node.freed) throw new Error(freedMessage);
  if (node.packed === null) checkVersions(node);
  const { derivatives } = node;
  if (typeof derivatives === "function") return withUnpacked(node, () => derivatives(grads));
  const grad = grads[0];
  if (grad === null || derivatives === null) return [];
  return withUnpacked(node, () =>
    node.next.map((next, i) => {
      if (next === null || (wanted !== null && !wanted.has(next))) return null;
      return derivatives[i]?.(grad) ?? null;
    }),
  );
}

/** As `differentiate`, with the node's own hooks, and errors that name the forward call. */
function run(
  node: Node,
  given: readonly (Tensor | null)[],
  wanted: ReadonlySet<Node> | null,
): readonly (Tensor | null | undefined)[] {
  if (node.before === null && node.after === null && !anomaly.enabled) return differentiate(node, given, wanted);
  let grads = given;
  for (const hook of node.before ?? []) grads = listOf(hook(grads)) ?? grads;
  let results: readonly (Tensor | null | undefined)[];
  try {
    results = differentiate(node, grads, wanted);
    if (anomaly.enabled && anomaly.checkNan) refuseNan(node, results);
  } catch (error) {
    throw explained(error, node);
  }
  for (const hook of node.after ?? [])
    results =
      listOf(
        hook(
          results.map((result) => result ?? null),
          grads,
        ),
      ) ?? results;
  return results;
}

function listOf(
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook that replaces nothing returns nothing
  given: readonly (Tensor | null)[] | Tensor | null | undefined | void,
): readonly (Tensor | null)[] | null {
  if (given == null) return null;
  return given instanceof Tensor ? [given] : given;
}

/** How many edges lead to each leaf, so that its gradient is summed up as soon as it is whole. */
function edgesToLeaves(order: readonly Node[], wanted: ReadonlySet<Node> | null): Map<Node, number> {
  const edges = new Map<Node, number>();
  for (const node of order) {
    if (wanted !== null && !wanted.has(node)) continue;
    for (const next of node.next) if (next !== null && next.leaf !== null) edges.set(next, (edges.get(next) ?? 0) + 1);
  }
  return edges;
}

/** Walks from `outputs`; gives the gradients of `options.inputs` when they are asked for. */
export function walk(
  outputs: readonly Place[],
  gradOutputs: readonly (Tensor | null | undefined)[],
  options: WalkOptions,
): (Tensor | null)[] {
  const pending = new Map<Node, (Tensor | null)[]>();
  const seen = new WeakSet<Tensor>();
  const shared = new WeakSet<Tensor>();
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
  const captured = new Map<Node, { slot: number; place: Place; i: number }[]>();
  inputs?.forEach((place, i) => {
    const edge = edgeOf(place);
    if (edge === null) throw new Error("One of the differentiated Tensors does not require grad");
    captured.set(edge.node, [...(captured.get(edge.node) ?? []), { slot: edge.slot, place, i }]);
  });
  using _mode = setGradEnabled(createGraph);
  outputs.forEach((output, i) => {
    const edge = edgeOf(output);
    if (edge === null) throw new Error(`element ${i} of tensors does not require grad and does not have a grad_fn`);
    const grad = startGradient(output, i, gradOutputs[i]);
    give(edge.node, edge.slot, grad);
    shared.add(grad);
  });
  const ends = options.ends ? captured : null;
  const order = reach(pending.keys(), ends);
  const wanted = inputs === undefined ? null : leadingTo(order, new Set(captured.keys()));
  const toLeaves = edgesToLeaves(order, wanted);
  const results = new Array<Tensor | null>(inputs?.length ?? 0).fill(null);

  const visit = (node: Node): void => {
    const grads = pending.get(node);
    if (grads === undefined || (wanted !== null && !wanted.has(node))) return;
    pending.delete(node);
    node.hooks?.forEach((hooks, slot) => {
      const grad = grads[slot];
      if (hooks !== undefined && grad !== null) grads[slot] = callHooks(hooks, grad);
    });
    node.retained?.forEach((hook, slot) => {
      const grad = grads[slot];
      if (grad !== null) hook(grad);
    });
    for (const { slot, place, i } of captured.get(node) ?? []) {
      const grad = grads[slot];
      if (grad === null) continue;
      if (!options.accumulate) results[i] = grad;
      else if (place instanceof Tensor) {
        accumulate(place, grad, createGraph, createGraph);
        if (node.leaf !== null) for (const hook of node.accumulated ?? []) hook(place);
      }
    }
    if (node.leaf !== null) {
      const grad = grads[0];
      if (inputs === undefined && grad !== null) {
        const stealable = seen.has(grad) && !shared.has(grad) && grad.view_ === null;
        accumulate(node.leaf, grad, createGraph || stealable, createGraph);
        for (const hook of node.accumulated ?? []) hook(node.leaf);
      }
      return;
    }
    if (ends?.has(node)) return;
    if (wanted !== null && !node.next.some((next) => next !== null && wanted.has(next))) return;
    const inputGrads = run(node, grads, wanted);
    for (let i = 0; i < node.next.length; i++) {
      const next = node.next[i];
      const grad = inputGrads[i];
      if (next !== null && grad != null) give(next, node.slots === null ? 0 : node.slots[i], grad);
    }
    if (!options.retainGraph && node.saved !== null) {
      node.freed = true;
      node.derivatives = null;
      node.saved = null;
      node.packed = null;
    }
    for (const next of node.next) {
      if (next === null || next.leaf === null) continue;
      const left = (toLeaves.get(next) ?? 0) - 1;
      toLeaves.set(next, left);
      if (left === 0) visit(next);
    }
  };

  for (const node of order) visit(node);
  return results;
}
