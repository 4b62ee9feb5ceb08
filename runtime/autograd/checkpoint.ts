/** Computing again instead of keeping: `torch.utils.checkpoint`. */

import { defaultGenerator } from "../tensor/generator.ts";
import { type Node, nodeMark } from "../tensor/node.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type Edge, edgeOf, walk } from "./engine.ts";
import { recordEdges } from "./graph.ts";
import { enableGrad, isGradEnabled, noGrad } from "./mode.ts";

/** Options of `checkpoint`. */
export interface CheckpointOptions {
  /** Taken, and of no consequence: one implementation does what both of PyTorch's do. */
  useReentrant?: boolean | null;
  /** Whether random numbers are the same ones when the function is computed again; true. */
  preserveRngState?: boolean;
}

/** The edges by which operations that are younger than `mark` lead to older ones. */
function edgesBefore(outputs: readonly Tensor[], mark: number): Edge[] {
  const found: Edge[] = [];
  const known = new Map<Node, Set<number>>();
  const seen = new Set<Node>();
  const stack: Node[] = [];
  const meet = (node: Node, slot: number): void => {
    if (node.id > mark) {
      if (!seen.has(node)) {
        seen.add(node);
        stack.push(node);
      }
      return;
    }
    const slots = known.get(node) ?? new Set();
    known.set(node, slots);
    if (slots.has(slot)) return;
    slots.add(slot);
    found.push({ node, slot });
  };
  for (const output of outputs) {
    const edge = edgeOf(output);
    if (edge !== null) meet(edge.node, edge.slot);
  }
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    for (const [next, slot] of node.nextFunctions) if (next !== null) meet(next, slot);
  return found;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/**
 * Calls `run` and keeps nothing of it but its outputs: when a gradient is wanted, it is called again. What it reads from
 * outside, parameters among it, gets its gradient as if nothing had been left out.
 *
 * @param run a function that gives a tensor or an array of tensors, the same ones each time.
 */
export function checkpoint<A extends readonly unknown[], R>(run: (...args: A) => R, ...args: A): R;
export function checkpoint<A extends readonly unknown[], R>(
  run: (...args: A) => R,
  ...args: [...A, options: CheckpointOptions]
): R;
export function checkpoint<R>(run: (...args: never[]) => R, ...given: unknown[]): R {
  const last = given[given.length - 1];
  const isOptions = typeof last === "object" && last !== null && ("useReentrant" in last || "preserveRngState" in last);
  const { preserveRngState = true } = (isOptions ? last : {}) as CheckpointOptions;
  const args = (isOptions ? given.slice(0, -1) : given) as never[];
  if (!isGradEnabled()) return run(...args);
  const state = preserveRngState ? defaultGenerator.getState() : null;
  const mark = nodeMark();
  const answer = run(...args);
  const made = listOf(answer);
  const outputs = made.filter(
    (entry): entry is Tensor => entry instanceof Tensor && (edgeOf(entry)?.node.id ?? 0) > mark,
  );
  if (outputs.length === 0) return answer;
  const edges = edgesBefore(outputs, mark);
  const places = outputs.map((output) => made.indexOf(output));
  const shapes = outputs.map(({ shape }) => shape);
  const fresh = noGrad(() => outputs.map((output) => new Tensor(output.kernels.alias(output.handle), output.backend)));
  recordEdges(fresh, "CheckpointFunctionBackward", edges, (grads) => {
    const creates = isGradEnabled();
    const again = enableGrad(() => {
      const now = state === null ? null : defaultGenerator.getState();
      if (state !== null) defaultGenerator.setState(state);
      try {
        return listOf(run(...args));
      } finally {
        if (now !== null) defaultGenerator.setState(now);
      }
    });
    const recomputed = places.map((place) => again[place] as Tensor);
    recomputed.forEach((output, i) => {
      if (!(output instanceof Tensor) || !sameSize(output.shape, shapes[i]))
        throw new Error(
          "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the " +
            `forward pass.\ntensor at position ${i}:\nsaved metadata: ${formatSize(shapes[i])}\nrecomputed metadata: ` +
            `${output instanceof Tensor ? formatSize(output.shape) : "no tensor"}`,
        );
    });
    const at = grads.map((_, i) => i).filter((i) => grads[i] !== null);
    return walk(
      at.map((i) => recomputed[i]),
      at.map((i) => grads[i]),
      { retainGraph: creates, createGraph: creates, inputs: edges, accumulate: false, ends: true },
    );
  });
  if (!Array.isArray(answer)) return fresh[0] as R;
  return made.map((entry, i) => (places.includes(i) ? fresh[places.indexOf(i)] : entry)) as R;
}

/** Calls functions (or the layers of a Sequential) one after the other, in `segments` parts that are checkpoints. */
export function checkpointSequential(
  functions: Iterable<(input: Tensor) => Tensor>,
  segments: number,
  input: Tensor,
  options: CheckpointOptions = {},
): Tensor {
  const list = [...functions];
  const size = Math.max(1, Math.floor(list.length / segments));
  const pass = (from: number, to: number) => (value: Tensor) =>
    list.slice(from, to).reduce((at, each) => each(at), value);
  let value = input;
  let start = 0;
  for (let part = 0; part < segments - 1 && start + size < list.length; part++, start += size)
    value = checkpoint(pass(start, start + size), value, {
      ...options,
      preserveRngState: options.preserveRngState ?? true,
    });
  return pass(start, list.length)(value);
}
