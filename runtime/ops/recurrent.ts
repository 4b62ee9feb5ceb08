/** Recurrent cells, and layers that run one over a sequence. */

import { recording, recordJoint } from "../autograd/graph.ts";
import { isGradEnabled } from "../autograd/mode.ts";
import { float32, float64 } from "../tensor/dtype.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { autocast, isAutocastEnabled, raise } from "./autocast.ts";
import { type Compute, gradientsOf } from "./checkpoint.ts";
import { cat } from "./join.ts";
import { linear } from "./linear.ts";
import { relu, sigmoid, tanh } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { narrow } from "./shape.ts";
import { chunk } from "./split.ts";

/** The cells by the numbers that kernels give them. */
export const cells = ["tanh", "relu", "lstm", "gru"] as const;
export type CellName = (typeof cells)[number];

/** A cell's state: the hidden one, and of an LSTM the cell too. */
export interface State {
  h: Tensor;
  c: Tensor | null;
}

/** One step from the input's part of the gates (which holds all biases but the GRU's hidden one) to the next state. */
export function step(cell: CellName, gates: Tensor, weight: Tensor, bias: Tensor | null, { h, c }: State): State {
  const hidden = linear(h, weight, cell === "gru" ? bias : null);
  if (cell === "gru") {
    const [ri, zi, ni] = chunk(gates, 3, -1);
    const [rh, zh, nh] = chunk(hidden, 3, -1);
    const z = sigmoid(add(zi, zh));
    const n = tanh(add(ni, mul(sigmoid(add(ri, rh)), nh)));
    return { h: add(mul(sub(h, n), z), n), c: null };
  }
  const sums = add(gates, hidden);
  if (cell !== "lstm") return { h: cell === "relu" ? relu(sums) : tanh(sums), c: null };
  const [i, f, g, o] = chunk(sums, 4, -1);
  const next = add(mul(sigmoid(f), c as Tensor), mul(sigmoid(i), tanh(g)));
  return { h: mul(sigmoid(o), tanh(next)), c: next };
}

/** The weights of one direction of a layer. */
export interface Weights {
  input: Tensor;
  hidden: Tensor;
  inputBias: Tensor | null;
  hiddenBias: Tensor | null;
  /** [projection, hidden], or null. */
  projection: Tensor | null;
}

/** The input's part of the gates, with all biases but the GRU's hidden one. */
export function gatesOf(cell: CellName, input: Tensor, weights: Weights): Tensor {
  const { inputBias, hiddenBias } = weights;
  const bias = cell === "gru" || inputBias === null || hiddenBias === null ? inputBias : add(inputBias, hiddenBias);
  return linear(input, weights.input, bias);
}

/** How a sequence's rows lie: `batchSizes[t]` of them belong to step t, never more than to the step before. */
export interface Steps {
  batchSizes: readonly number[];
  reverse: boolean;
}

/** The rows of the output, and the states in which the sequences ended. */
export interface Run extends State {
  output: Tensor;
}

/** Runs one direction of a layer by single steps. */
function runSteps(
  cell: CellName,
  gates: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  projection: Tensor | null,
  first: State,
  { batchSizes, reverse }: Steps,
): Run {
  let start = 0;
  const starts = batchSizes.map((size) => {
    start += size;
    return start - size;
  });
  const outputs: Tensor[] = [];
  let { h, c } = first;
  const count = batchSizes.length;
  for (let i = 0; i < count; i++) {
    const t = reverse ? count - 1 - i : i;
    const size = batchSizes[t];
    const all = size === h.shape[0];
    const rows = (state: Tensor): Tensor => (all ? state : narrow(state, 0, 0, size));
    const rest = (state: Tensor, next: Tensor): Tensor =>
      all ? next : cat([next, narrow(state, 0, size, state.shape[0] - size)], 0);
    const own = { h: rows(h), c: c === null ? null : rows(c) };
    const next = step(cell, narrow(gates, 0, starts[t], size), weight, bias, own);
    const shown = projection === null ? next.h : linear(next.h, projection);
    outputs[t] = shown;
    h = rest(h, shown);
    c = c === null ? null : rest(c, next.c as Tensor);
  }
  return { output: cat(outputs, 0), h, c };
}

const nodes: Record<CellName, string> = {
  tanh: "StackBackward0",
  relu: "StackBackward0",
  lstm: "MkldnnRnnLayerBackward0",
  gru: "StackBackward0",
};

/**
 * One direction of a layer over its whole sequence.
 * @param input [rows, features], the steps' rows one after the other
 */
export function runLayer(cell: CellName, input: Tensor, weights: Weights, first: State, steps: Steps): Run {
  // Steps in half precision would be slower: a layer stays in float32.
  if (isAutocastEnabled()) {
    const wide = raise(input);
    return autocast("cpu", { enabled: false }, () => runLayer(cell, wide, weights, first, steps));
  }
  const gates = gatesOf(cell, input, weights);
  const { hidden: weight, projection } = weights;
  const bias = cell === "gru" ? weights.hiddenBias : null;
  const { h, c } = first;
  const fused = projection === null && (gates.dtype === float32 || gates.dtype === float64) && h.shape[0] > 0;
  if (!fused) return runSteps(cell, gates, weight, bias, projection, first, steps);
  const options = { cell: cells.indexOf(cell), batchSizes: steps.batchSizes, reverse: steps.reverse };
  const { kernels } = gates;
  const cellHandle = c === null ? null : c.handle;
  const results = kernels.recurrent(
    gates.handle,
    weight.handle,
    bias === null ? null : bias.handle,
    h.handle,
    cellHandle,
    options,
  );
  const [output, lastHidden, lastCell] = results.slice(0, 3).map((handle) => wrap(gates, handle));
  const run = { output, h: lastHidden, c: c === null ? null : lastCell };
  const inputs = [gates, weight, bias, h, c];
  if (!inputs.some((tensor) => recording(tensor))) return run;
  const outputs = c === null ? [output, lastHidden] : [output, lastHidden, lastCell];
  const again: Compute = ([g, w, b, h0, c0]) => {
    const made = runSteps(cell, g as Tensor, w as Tensor, b, null, { h: h0 as Tensor, c: c0 }, steps);
    return made.c === null ? [made.output, made.h] : [made.output, made.h, made.c];
  };
  recordJoint(
    outputs,
    nodes[cell],
    inputs,
    (gradients) => {
      if (isGradEnabled()) return gradientsOf(again, inputs, gradients);
      const handles = [0, 1, 2].map((i) => gradients[i]?.handle ?? null);
      const found = kernels.recurrentBackward(
        [handles[0], handles[1], handles[2]],
        results,
        weight.handle,
        h.handle,
        cellHandle,
        options,
      );
      const [ofGates, ofHidden, ofWeight, ofFirst, ofCell] = found.map((handle) => wrap(gates, handle));
      return [ofGates, ofWeight, bias === null ? null : sum(ofHidden, 0), ofFirst, ofCell];
    },
    [gates, weight, bias, h, c, output].filter((tensor) => tensor !== null),
  );
  return run;
}
