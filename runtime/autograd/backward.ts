/** `backward` and `grad`: gradients of what was computed, and hooks that see them pass. */

import type { Hook, Node } from "../tensor/node.ts";
import { named } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { walk } from "./engine.ts";

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
  walk([input], [call.gradient], {
    retainGraph: call.retainGraph ?? call.createGraph ?? false,
    createGraph: call.createGraph ?? false,
    inputs: call.inputs == null ? undefined : listOf(call.inputs),
    accumulate: true,
  });
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
}

/**
 * The derivatives of the outputs' sum with regard to `inputs`, one each.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  gradOutputs?: Tensor | readonly (Tensor | null)[] | null | GradOptions,
  options?: GradOptions,
): (Tensor | null)[] {
  const given =
    gradOutputs instanceof Tensor || Array.isArray(gradOutputs)
      ? { gradOutputs, ...options }
      : { ...options, ...(gradOutputs as GradOptions) };
  const createGraph = given.createGraph ?? false;
  const wanted = listOf(inputs);
  const starts = given.gradOutputs == null ? [] : listOf(given.gradOutputs as Tensor | null);
  const results = walk(listOf(outputs), starts, {
    retainGraph: given.retainGraph ?? createGraph,
    createGraph,
    inputs: wanted,
    accumulate: false,
  });
  const materialize = given.materializeGrads ?? false;
  return results.map((result, i) => {
    if (result !== null) return result;
    if (materialize)
      return new Tensor(wanted[i].kernels.full(wanted[i].shape, 0, wanted[i].dtype.code), wanted[i].backend);
    if (!given.allowUnused)
      throw new Error(
        "One of the differentiated Tensors appears to not have been used in the graph. Set allowUnused: true if this is the desired behavior.",
      );
    return null;
  });
}

/** Takes a hook away again. */
export interface HookHandle {
  remove(): void;
}

function nodeOf(input: Tensor, name: string): Node {
  const node = input.gradFn ?? input.node;
  if (node === null) throw new Error(`cannot ${name} a tensor that doesn't require gradient`);
  return node;
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

/** Keeps the gradient of a tensor that is no leaf in its `grad`. */
export function retainGrad(input: Tensor): void {
  const node = nodeOf(input, "retain the gradient of");
  if (node.leaf !== null) return;
  addHook(node, input.slot, (gradient) => {
    const { gradient: before, kernels } = input;
    input.gradient =
      before === null ? gradient : new Tensor(kernels.add(before.handle, gradient.handle), input.backend);
  });
}

/** Sets whether `backward` is to reach the tensor, and gives the tensor. */
export function requiresGrad_(input: Tensor, requiresGrad: boolean | { requiresGrad?: boolean } = true): Tensor {
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
