/** What watches a module's calls. */

import type { Tensor } from "../tensor/tensor.ts";
import type { Module } from "./module.ts";

/** Takes a hook away again. */
export interface RemovableHandle {
  remove(): void;
  [Symbol.dispose](): void;
}

/** Sees the inputs before `forward`; what it gives back (an array, or one value) replaces them. */
export type ForwardPreHook<M = Module> = (module: M, inputs: readonly unknown[]) => unknown;

/** Sees inputs and output after `forward`; what it gives back replaces the output. */
export type ForwardHook<M = Module> = (module: M, inputs: readonly unknown[], output: unknown) => unknown;

/** Gradients of a module's inputs or outputs, null where one has none. */
export type Gradients = readonly (Tensor | null)[];

/** What takes the place of gradients; nothing: they stay. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that replaces nothing returns nothing
export type Replacement = Gradients | Tensor | null | undefined | void;

/** Sees the gradients of the outputs before they pass through; what it gives back replaces them. */
export type BackwardPreHook<M = Module> = (module: M, gradOutput: Gradients) => Replacement;

/** Sees gradients of inputs and outputs; what it gives back replaces those of the inputs. */
export type BackwardHook<M = Module> = (module: M, gradInput: Gradients, gradOutput: Gradients) => Replacement;

/** The hooks of one kind, in the order in which they were registered. */
export class Hooks<F> {
  private readonly list = new Map<object, F>();

  add(hook: F): RemovableHandle {
    if (typeof hook !== "function") throw new TypeError(`a hook must be a function, not ${typeof hook}`);
    const key = {};
    this.list.set(key, hook);
    const remove = (): void => {
      this.list.delete(key);
    };
    return { remove, [Symbol.dispose]: remove };
  }

  /** Takes a hook away. */
  delete(hook: F): void {
    for (const [key, known] of this.list) if (known === hook) this.list.delete(key);
  }

  get size(): number {
    return this.list.size;
  }

  /** Adds the hooks of another module's list of this kind. */
  addAll(other: Hooks<F>): void {
    for (const hook of other.values()) this.add(hook);
  }

  values(): F[] {
    return [...this.list.values()];
  }
}
