/** The record that a tensor keeps of how it was computed: a node of the graph that autograd walks. */

import type { Tensor } from "./tensor.ts";

/** Gives one input's gradient from the output's; written in operators, so that it can be recorded itself. */
export type Derivative = (grad: Tensor) => Tensor | null;

/** Gives all inputs' gradients from all outputs' (null: none came). */
export type JointDerivative = (grads: readonly (Tensor | null)[]) => readonly (Tensor | null | undefined)[];

/** Sees a gradient as it passes, and may replace it. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that replaces nothing returns nothing
export type Hook = (grad: Tensor) => Tensor | null | undefined | void;

/** Sees the gradients of a node's outputs before its derivative runs, and may replace them. */
export type NodePreHook = (
  gradOutputs: readonly (Tensor | null)[],
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook that replaces nothing returns nothing
) => readonly (Tensor | null)[] | Tensor | null | undefined | void;

/** Sees the gradients that a node gave to its inputs, and those that it got, and may replace the former. */
export type NodeHook = (
  gradInputs: readonly (Tensor | null)[],
  gradOutputs: readonly (Tensor | null)[],
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook that replaces nothing returns nothing
) => readonly (Tensor | null)[] | Tensor | null | undefined | void;

const inspect = Symbol.for("nodejs.util.inspect.custom");
let count = 0;

/** Whether tensors are made in inference mode. */
export const inference = { on: false };

/** Whether each node notes where it was recorded: anomaly detection. */
export const anomaly = { enabled: false, checkNan: true };

/** A number that is larger than the ids of all nodes so far, and smaller than those to come. */
export function nodeMark(): number {
  return count + 0.5;
}

/** Where the code stands, as deep as a user's line may be below the operators. */
function standing(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const error = new Error("the forward call was made here");
  error.name = "ForwardCall";
  Error.stackTraceLimit = limit;
  return error;
}

/** What stands for saved tensors: made and read back by hooks. */
export interface Packed {
  readonly values: readonly unknown[];
  readonly unpack: (value: unknown) => Tensor;
}

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
  /** What hooks made of `saved`. */
  packed: Packed | null = null;
  /** The nodes that what is saved came from; null for what was computed here, or by nothing that was recorded. */
  origins: readonly (Node | null)[] | null = null;
  /** The tensor that sums up its gradient here. */
  leaf: Tensor | null = null;
  /** For each output, what sees its gradient. */
  hooks: Set<Hook>[] | null = null;
  /** For each output, what keeps its gradient, after all hooks. */
  retained: Hook[] | null = null;
  /** What sees the gradients of all outputs. */
  before: Set<NodePreHook> | null = null;
  /** What sees the gradients of the inputs. */
  after: Set<NodeHook> | null = null;
  /** Where it was recorded, in anomaly detection. */
  readonly trace: Error | null = anomaly.enabled ? standing() : null;
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

  /** The nodes of the inputs, each with which of its outputs the input is. */
  get nextFunctions(): readonly (readonly [Node | null, number])[] {
    return this.next.map((node, i) => [node, this.slots === null ? 0 : this.slots[i]] as const);
  }

  /** The leaf whose gradient is summed up here; null of an operation. */
  get variable(): Tensor | null {
    return this.leaf;
  }

  /** Calls `hook(gradInputs, gradOutputs)` after the node's derivative ran; what it gives back replaces `gradInputs`. */
  registerHook(hook: NodeHook): { remove(): void } {
    this.after ??= new Set();
    return added(this.after, hook);
  }

  /** Calls `hook(gradOutputs)` before the node's derivative runs; what it gives back replaces them. */
  registerPrehook(hook: NodePreHook): { remove(): void } {
    this.before ??= new Set();
    return added(this.before, hook);
  }

  /** The operator's name as messages have it: "Exp" of "ExpBackward0". */
  get operator(): string {
    return this.name.replace(/Backward\d*$/, "");
  }

  /** Notes what `derivatives` reads, and that it is unchanged now. */
  save(tensors: readonly Tensor[]): void {
    const versions: number[] = [];
    const origins: (Node | null)[] = [];
    for (const tensor of tensors) {
      versions.push(tensor.backend.kernels.version(tensor.handle));
      origins.push(tensor.node);
    }
    this.saved = tensors;
    this.versions = versions;
    this.origins = origins;
  }

  toString(): string {
    return `<${this.name}>`;
  }

  [inspect](): string {
    return this.toString();
  }
}

function added<F>(hooks: Set<F>, hook: F): { remove(): void } {
  hooks.add(hook);
  return {
    remove: () => {
      hooks.delete(hook);
    },
  };
}

/** How a view depends on the tensor whose storage it shows. */
export interface View {
  /** The tensor that owns the storage, never itself a view. */
  readonly base: Tensor;
  /** The base's generation that the view's node belongs to. */
  generation: number;
  /** Whether the view was recorded; "several": it is one of several views that one operator gave. */
  readonly creation: "recorded" | "unrecorded" | "several";
  /** Gives the view a node that leads to the base's newest. */
  readonly renew: (view: Tensor) => void;
}
