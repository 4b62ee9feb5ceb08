/** `backward` and `grad`: gradients of what was computed, and hooks that see them pass. */

import type { Hook, Node } from "../tensor/node.ts";
import { describe, isOptions, named } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { concatenated } from "./concatenated.ts";
import { edgeOf, type Place, walk } from "./engine.ts";
import { noteNanLoss } from "./nan-loss.ts";

/** Options of `backward`. */
export interface BackwardOptions {
  /** The gradient with regard to the tensor itself; 1 for a scalar. */
  gradient?: Tensor | null;
  /** Keep what the graph has saved, to walk it again; `createGraph`'s value when undefined. */
  retainGraph?: boolean | null;
  /** Record the walk, for higher derivatives; false. */
  createGraph?: boolean;
  /** Sum up gradients in these tensors alone; undefined: in every leaf. */
  inputs?: Tensor | readonly Tensor[] | null;
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/**
 * Sums up in the `grad` of every leaf that `input` was computed from the derivative of `input` with regard to it.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html
 */
export function backward(
  input: Tensor,
  gradient?: Tensor | null | BackwardOptions,
  retainGraph?: boolean | null | BackwardOptions,
  createGraph?: boolean | BackwardOptions,
  inputs?: Tensor | readonly Tensor[],
): void {
  const call = named<BackwardOptions>("backward", { gradient, retainGraph, createGraph, inputs });
  if (call.inputs != null && listOf(call.inputs).length === 0)
    throw new Error("'inputs' argument to backward() cannot be empty.");
  noteNanLoss(input);
  walk([input], [call.gradient], {
    retainGraph: call.retainGraph ?? call.createGraph ?? false,
    createGraph: call.createGraph ?? false,
    inputs: call.inputs == null ? undefined : listOf(call.inputs),
    accumulate: true,
  });
}

/**
 * Sums up in the `grad` of every leaf the derivative of the tensors' sum with regard to it.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.backward.html
 */
export function backwardAll(
  tensors: Place | readonly Place[],
  gradTensors?: Tensor | readonly (Tensor | null)[] | null | AllOptions,
  retainGraph?: boolean | null | AllOptions,
  createGraph?: boolean | AllOptions,
  inputs?: Place | readonly Place[],
): void {
  const call = named<AllOptions>("backward", { gradTensors, retainGraph, createGraph, inputs });
  const outputs = listOf<Place>(tensors);
  if (call.inputs != null && listOf(call.inputs).length === 0)
    throw new Error("'inputs' argument to backward() cannot be empty.");
  const starts = call.gradTensors == null ? [] : listOf<Tensor | null>(call.gradTensors);
  if (call.gradTensors != null && starts.length !== outputs.length)
    throw new Error(`got ${outputs.length} tensors and ${starts.length} gradients`);
  walk(outputs, starts, {
    retainGraph: call.retainGraph ?? call.createGraph ?? false,
    createGraph: call.createGraph ?? false,
    inputs: call.inputs == null ? undefined : listOf<Place>(call.inputs),
    accumulate: true,
  });
}

/** Options of `autograd.backward`. */
export interface AllOptions {
  /** The gradients with regard to the tensors; null: 1 for a scalar. */
  gradTensors?: Tensor | readonly (Tensor | null)[] | null;
  retainGraph?: boolean | null;
  createGraph?: boolean;
  inputs?: Place | readonly Place[] | null;
}

/** Options of `grad`. */
export interface GradOptions {
  gradOutputs?: Tensor | readonly (Tensor | null)[] | null;
  retainGraph?: boolean | null;
  createGraph?: boolean;
  /** Give null, rather than fail, for an input that the outputs were not computed from; `materializeGrads`' value. */
  allowUnused?: boolean | null;
  /** Give zeros rather than null; false. */
  materializeGrads?: boolean;
  /** Whether the first dim of `gradOutputs` is a batch of gradients, whose derivatives are stacked; false. */
  isGradsBatched?: boolean;
}

type GradCall = GradOptions & { onlyInputs?: boolean; isGradsBatched?: boolean };

/**
 * The derivatives of the outputs' sum with regard to `inputs`, one each.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html
 */
export function grad(
  outputs: Place | readonly Place[],
  inputs: Place | readonly Place[],
  gradOutputs?: Tensor | readonly (Tensor | null)[] | null | GradOptions,
  retainGraph?: boolean | null | GradOptions,
  createGraph?: boolean | GradOptions,
  onlyInputs?: boolean | GradOptions,
  allowUnused?: boolean | null | GradOptions,
  isGradsBatched?: boolean | GradOptions,
  materializeGrads?: boolean,
): (Tensor | null)[] {
  const call = named<GradCall>("grad", {
    gradOutputs,
    retainGraph,
    createGraph,
    onlyInputs,
    allowUnused,
    isGradsBatched,
    materializeGrads,
  });
  const createsGraph = call.createGraph ?? false;
  const materialize = call.materializeGrads ?? false;
  if (materialize && call.allowUnused === false)
    throw new Error(
      "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.",
    );
  if (call.isGradsBatched) return batched(outputs, inputs, call);
  const wanted = places(inputs, "inputs");
  const roots = places(outputs, "outputs");
  if (wanted.length === 0) throw new Error("`inputs` argument to `grad()` cannot be empty.");
  const starts = call.gradOutputs == null ? [] : listOf<Tensor | null>(call.gradOutputs);
  const results = walk(roots, starts, {
    retainGraph: call.retainGraph ?? createsGraph,
    createGraph: createsGraph,
    inputs: wanted,
    accumulate: false,
  });
  return results.map((result, i) => {
    if (result !== null) return result;
    const place = wanted[i];
    if (materialize && place instanceof Tensor)
      return new Tensor(place.kernels.full(place.shape, 0, place.dtype.code), place.backend);
    if (!call.allowUnused)
      throw new Error(
        `The differentiated Tensor at index ${i} appears to not have been used in the graph. Set allowUnused: true if this is the desired behavior.`,
      );
    return null;
  });
}

/** Derivatives for each of a batch of gradients, stacked along a new first dim. */
function batched(
  outputs: Place | readonly Place[],
  inputs: Place | readonly Place[],
  call: GradCall,
): (Tensor | null)[] {
  const starts = call.gradOutputs == null ? [] : listOf<Tensor | null>(call.gradOutputs);
  const sizes = new Set(
    starts.filter((start) => start !== null).map((start) => (start.ndim === 0 ? -1 : start.shape[0])),
  );
  const [count] = sizes;
  if (sizes.size !== 1 || count < 0)
    throw new Error(
      "grad(): is_grads_batched=True needs grad_outputs with the same size of their first dim, the batch's",
    );
  const { isGradsBatched, ...rest } = call;
  const found = Array.from({ length: count }, (_, k) =>
    grad(outputs, inputs, {
      ...rest,
      gradOutputs: starts.map((start) => start?.select(0, k) ?? null),
      retainGraph: k < count - 1 || (call.retainGraph ?? call.createGraph ?? false),
    }),
  );
  return listOf<Place>(inputs).map((_, i) => {
    const rows = found.map((grads) => grads[i]);
    if (rows.some((row) => row === null)) return null;
    const [first, ...others] = (rows as Tensor[]).map((row) => row.unsqueeze(0));
    return first === undefined ? null : concatenated(first, others);
  });
}

/** What derivatives are taken of, or with regard to. @throws TypeError that names what is no tensor. */
function places(given: Place | readonly Place[], argument: string): readonly Place[] {
  const list = listOf<Place>(given);
  list.forEach((place, i) => {
    if (!(place instanceof Tensor) && (typeof place !== "object" || place === null || !("node" in place)))
      throw new TypeError(`grad(): argument '${argument}' must be Tensors, but found ${describe(place)} at ${i}`);
  });
  return list;
}

/** Takes a hook away again. */
export interface HookHandle {
  remove(): void;
}

function nodeOf(input: Tensor, name: string): Node {
  const edge = edgeOf(input);
  if (edge === null) throw new Error(`cannot ${name} a tensor that doesn't require gradient`);
  return edge.node;
}

function addHook(node: Node, slot: number, hook: Hook): HookHandle {
  node.hooks ??= [];
  node.hooks[slot] ??= new Set();
  const hooks = node.hooks[slot];
  hooks.add(hook);
  return { remove: () => hooks.delete(hook) };
}

/** Calls `hook` with the tensor's gradient whenever it is computed; what it gives back takes the gradient's place. */
export function registerHook(input: Tensor, hook: Hook): HookHandle {
  return addHook(nodeOf(input, "register a hook on"), input.slot, hook);
}

/** Calls `hook` once a leaf's gradient has been summed up in its `grad`. */
export function registerPostAccumulateGradHook(input: Tensor, hook: (leaf: Tensor) => void): HookHandle {
  const node = nodeOf(input, "register a hook on");
  if (node.leaf === null) throw new Error("post accumulate grad hooks cannot be registered on non-leaf tensors");
  node.accumulated ??= new Set();
  const hooks = node.accumulated;
  hooks.add(hook);
  return { remove: () => hooks.delete(hook) };
}

/** Keeps the gradient of a tensor that is no leaf in its `grad`, as it is after all hooks. */
export function retainGrad(input: Tensor): void {
  if (!input.requiresGrad) throw new Error("can't retain_grad on Tensor that has requires_grad=False");
  const node = nodeOf(input, "retain the gradient of");
  if (node.leaf !== null || retaining.has(input)) return;
  retaining.add(input);
  node.retained ??= [];
  node.retained[input.slot] = (gradient) => {
    const { gradient: before, kernels } = input;
    input.gradient =
      before === null ? gradient : new Tensor(kernels.add(before.handle, gradient.handle), input.backend);
  };
}

const retaining = new WeakSet<Tensor>();

/** Sets whether `backward` is to reach the tensor, and gives the tensor. */
export function requiresGrad_(input: Tensor, requiresGrad: boolean | { requiresGrad?: boolean } = true): Tensor {
  if (typeof requiresGrad !== "boolean" && !isOptions(requiresGrad))
    throw new TypeError(`requires_grad_(): argument 'requires_grad' must be bool, not ${describe(requiresGrad)}`);
  input.requiresGrad = typeof requiresGrad === "boolean" ? requiresGrad : (requiresGrad.requiresGrad ?? true);
  return input;
}

/** Takes the tensor out of the graph: it becomes a leaf that requires no grad. */
export function detach_(input: Tensor): Tensor {
  if (input.view_ !== null) throw new Error("Can't detach views in-place. Use detach() instead.");
  input.node = null;
  input.slot = 0;
  return input;
}
