/** The graph itself, its edges and what it saves: `torch.autograd.graph`. */

import { type Hook, Node } from "../tensor/node.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type HookHandle, registerHook } from "./backward.ts";
import { edgeOf } from "./engine.ts";
import { savedTensorsHooks as active } from "./graph.ts";
import type { GradMode } from "./mode.ts";

export { Node };

/** One output of a node, which `grad` and `backward` take in a tensor's place. */
export class GradientEdge {
  readonly node: Node;
  readonly outputNr: number;

  constructor(node: Node, outputNr: number) {
    this.node = node;
    this.outputNr = outputNr;
  }

  /** @internal */
  get slot(): number {
    return this.outputNr;
  }
}

/** The edge through which gradients reach `tensor`. */
export function getGradientEdge(tensor: Tensor): GradientEdge {
  const edge = edgeOf(tensor);
  if (edge === null)
    throw new Error("It is not possible to get the gradient edge for a Tensor that does not require gradients");
  return new GradientEdge(edge.node, edge.slot);
}

function within<T>(mode: GradMode, body: (() => T) | undefined): GradMode | T {
  if (body === undefined) return mode;
  try {
    return body();
  } finally {
    mode[Symbol.dispose]();
  }
}

function enter(entry: (typeof active)[number]): GradMode {
  const last = active[active.length - 1];
  if (typeof entry !== "string" && typeof last === "string") throw new Error(last);
  active.push(entry);
  return {
    [Symbol.dispose]() {
      const at = active.lastIndexOf(entry);
      if (at >= 0) active.splice(at, 1);
    },
  };
}

/**
 * Has `packHook` called with each tensor that an operation saves for its derivative, and `unpackHook` with what it gave
 * when the derivative runs: the tensor that it gives is used. Within `body`, or to the end of the block in
 * `using _ = savedTensorsHooks(…)`. The operation's own tensor stays alive as long as its graph.
 */
export function savedTensorsHooks<P>(packHook: (tensor: Tensor) => P, unpackHook: (packed: P) => Tensor): GradMode;
export function savedTensorsHooks<P, T>(
  packHook: (tensor: Tensor) => P,
  unpackHook: (packed: P) => Tensor,
  body: () => T,
): T;
export function savedTensorsHooks<P, T>(
  packHook: (tensor: Tensor) => P,
  unpackHook: (packed: P) => Tensor,
  body?: () => T,
): GradMode | T {
  return within(enter({ pack: packHook, unpack: unpackHook as (value: unknown) => Tensor }), body);
}

/** Forbids `savedTensorsHooks`, with `message` as the reason. */
export function disableSavedTensorsHooks(message: string): GradMode;
export function disableSavedTensorsHooks<T>(message: string, body: () => T): T;
export function disableSavedTensorsHooks<T>(message: string, body?: () => T): GradMode | T {
  return within(enter(message), body);
}

/** Saves copies on the CPU of what operations save. */
export function saveOnCpu(): GradMode;
export function saveOnCpu<T>(body: () => T): T;
export function saveOnCpu<T>(body?: () => T): GradMode | T {
  const hooks = enter({
    pack: (tensor) => [tensor.device, tensor.detach().to({ device: "cpu" })] as const,
    unpack: (packed) => {
      const [device, tensor] = packed as readonly [Tensor["device"], Tensor];
      return tensor.to({ device });
    },
  });
  return within(hooks, body);
}

/** Options of `registerMultiGradHook`. */
export interface MultiGradOptions {
  /** Once all gradients are there, or with the first of them; "all". */
  mode?: "all" | "any";
}

/**
 * Calls `hook` in each backward walk once the gradients of all `tensors` are there, with a list of them (null: none
 * came), or with the first that comes where `mode` is "any".
 */
export function registerMultiGradHook(
  tensors: readonly Tensor[],
  hook: (grads: (Tensor | null)[]) => void,
  options?: MultiGradOptions & { mode?: "all" },
): HookHandle;
export function registerMultiGradHook(
  tensors: readonly Tensor[],
  hook: (grad: Tensor) => void,
  options: MultiGradOptions & { mode: "any" },
): HookHandle;
export function registerMultiGradHook(
  tensors: readonly Tensor[],
  hook: ((grads: (Tensor | null)[]) => void) | ((grad: Tensor) => void),
  { mode = "all" }: MultiGradOptions = {},
): HookHandle {
  if (mode !== "all" && mode !== "any") throw new Error(`Expects mode to be one of ('all', 'any') but got ${mode}`);
  let grads: (Tensor | null)[] = tensors.map(() => null);
  let count = 0;
  const watch =
    (i: number): Hook =>
    (grad) => {
      count++;
      if (mode === "any") {
        if (count === 1) (hook as (grad: Tensor) => void)(grad);
        if (count === tensors.length) count = 0;
        return;
      }
      grads[i] = grad;
      if (count < tensors.length) return;
      const whole = grads;
      grads = tensors.map(() => null);
      count = 0;
      (hook as (grads: (Tensor | null)[]) => void)(whole);
    };
  const handles = tensors.map((tensor, i) => registerHook(tensor, watch(i)));
  return {
    remove: () => {
      for (const handle of handles) handle.remove();
    },
  };
}
