/** The record that a tensor keeps of how it was computed: a node of the graph that autograd walks. */

import type { Tensor } from "./tensor.ts";

/** Gives one input's gradient from the output's; written in operators, so that it can be recorded itself. */
export type Derivative = (grad: Tensor) => Tensor | null;

/** Gives all inputs' gradients from all outputs' (null: none came). */
export type JointDerivative = (grads: readonly (Tensor | null)[]) => readonly (Tensor | null | undefined)[];

/** Sees a gradient as it passes, and may replace it. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that replaces nothing returns nothing
export type Hook = (grad: Tensor) => Tensor | null | undefined | void;

const inspect = Symbol.for("nodejs.util.inspect.custom");
let count = 0;

/** An operation that was recorded, or (`leaf` set) the place where a leaf's gradient is summed up. */
export class Node {
  /** As PyTorch prints it, "AddmmBackward0". */
  readonly name: string;
  /** Grows with time: an operation's inputs have smaller ones. */
  readonly id: number = ++count;
  /** The nodes of the inputs; null for one that needs no gradient. */
  readonly next: readonly (Node | null)[];
  /** Which output of its node each input is; null where all are the first. */
  readonly slots: readonly number[] | null;
  outputs = 1;
  derivatives: readonly (Derivative | null)[] | JointDerivative | null;
  /** What `derivatives` reads, to be found unchanged when it runs. */
  saved: readonly Tensor[] | null = null;
  versions: readonly number[] | null = null;
  /** The tensor that sums up its gradient here. */
  leaf: Tensor | null = null;
  /** For each output, what sees its gradient. */
  hooks: Set<Hook>[] | null = null;
  /** What sees a leaf's gradient once it is summed up. */
  accumulated: Set<(leaf: Tensor) => void> | null = null;
  freed = false;

  constructor(
    name: string,
    next: readonly (Node | null)[],
    slots: readonly number[] | null,
    derivatives: readonly (Derivative | null)[] | JointDerivative | null,
  ) {
    this.name = name;
    this.next = next;
    this.slots = slots;
    this.derivatives = derivatives;
  }

  toString(): string {
    return `<${this.name}>`;
  }

  [inspect](): string {
    return this.toString();
  }
}

/** How a view depends on the tensor whose storage it shows. */
export interface View {
  /** The tensor that owns the storage, never itself a view. */
  readonly base: Tensor;
  /** The base's generation that the view's node belongs to. */
  generation: number;
  /** Gives the view a node that leads to the base's newest. */
  readonly renew: (view: Tensor) => void;
}
