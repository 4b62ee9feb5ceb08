/** What RNN, LSTM and GRU share. */

import { empty, zeros } from "../ops/create.ts";
import { cat, stack } from "../ops/join.ts";
import { type CellName, type Run, runLayer, type State, type Weights } from "../ops/recurrent.ts";
import { indexSelect } from "../ops/scatter.ts";
import { reshape, select, squeeze, transpose, unsqueeze } from "../ops/shape.ts";
import { isOptions } from "../tensor/options.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Call, integer, parse } from "./arguments.ts";
import { dropout } from "./functional/index.ts";
import { uniform_ } from "./init.ts";
import type { LayerOptions } from "./layers/linear.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { number } from "./python.ts";
import { PackedSequence } from "./utils/rnn.ts";

/** Parameters of recurrent layers by name. */
export interface RecurrentLayerOptions extends LayerOptions {
  inputSize: number;
  hiddenSize: number;
  /** Layers, each of which takes the one below's output; 1. */
  numLayers?: number;
  /** Whether biases are learnt; true. */
  bias?: boolean;
  /** Whether inputs and outputs are [batch, steps, features] rather than [steps, batch, features]; false. */
  batchFirst?: boolean;
  /** The probability of dropout between layers; 0. */
  dropout?: number;
  /** Whether a second set of weights runs from the end; false. */
  bidirectional?: boolean;
}

/** The positional parameters of GRU, and with a projection's size of LSTM. */
export type RecurrentArguments = [
  inputSize: number,
  hiddenSize: number,
  numLayers?: number,
  bias?: boolean,
  batchFirst?: boolean,
  dropout?: number,
  bidirectional?: boolean,
];

export const recurrentNames: readonly string[] = [
  "inputSize!",
  "hiddenSize!",
  "numLayers",
  "bias",
  "batchFirst",
  "dropout",
  "bidirectional",
];

/** The second argument of `forward`, by name or not. */
export type StateArgument<H> = Call<[hx?: H | null], { hx?: H | null }>;

/** The base of RNN, LSTM and GRU. */
export abstract class RecurrentLayer extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bias: boolean;
  readonly batchFirst: boolean;
  dropout: number;
  readonly bidirectional: boolean;
  readonly projSize: number;
  protected abstract readonly cell: CellName;

  constructor(name: string, blocks: number, call: RecurrentLayerOptions & { projSize?: number }) {
    super();
    if (!isOptions(call)) throw new TypeError("RNNBase is the base of RNN, LSTM and GRU: make one of them");
    this.inputSize = integer(name, "inputSize", call.inputSize);
    this.hiddenSize = integer(name, "hiddenSize", call.hiddenSize);
    this.numLayers = integer(name, "numLayers", call.numLayers ?? 1);
    this.bias = call.bias ?? true;
    this.batchFirst = call.batchFirst ?? false;
    this.dropout = call.dropout ?? 0;
    this.bidirectional = call.bidirectional ?? false;
    this.projSize = integer(name, "projSize", call.projSize ?? 0);
    if (this.hiddenSize <= 0) throw new RangeError("hidden_size must be greater than zero");
    if (this.numLayers <= 0) throw new RangeError("num_layers must be greater than zero");
    if (this.projSize >= this.hiddenSize) throw new RangeError("proj_size has to be smaller than hidden_size");
    if (!(this.dropout >= 0 && this.dropout <= 1))
      throw new RangeError(
        "dropout should be a number in range [0, 1] representing the probability of an element being zeroed",
      );
    if (this.dropout > 0 && this.numLayers === 1)
      console.warn(
        "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, " +
          `but got dropout=${this.dropout} and num_layers=1`,
      );
    this.makeWeights_(blocks * this.hiddenSize, call);
    this.resetParameters();
  }

  /** Features of a direction's output. */
  private get outputSize_(): number {
    return this.projSize > 0 ? this.projSize : this.hiddenSize;
  }

  private get directions_(): readonly string[] {
    return this.bidirectional ? ["", "_reverse"] : [""];
  }

  private makeWeights_(gates: number, { dtype, device }: LayerOptions): void {
    const make = (name: string, ...shape: number[]): void =>
      this.registerParameter(name, new Parameter(empty(shape, { dtype, device })));
    for (let layer = 0; layer < this.numLayers; layer++) {
      for (const direction of this.directions_) {
        const tail = `_l${layer}${direction}`;
        make(`weight_ih${tail}`, gates, layer === 0 ? this.inputSize : this.outputSize_ * this.directions_.length);
        make(`weight_hh${tail}`, gates, this.outputSize_);
        if (this.bias) {
          make(`bias_ih${tail}`, gates);
          make(`bias_hh${tail}`, gates);
        }
        if (this.projSize > 0) make(`weight_hr${tail}`, this.projSize, this.hiddenSize);
      }
    }
  }

  /** Draws all weights anew, uniformly within `1 / sqrt(hiddenSize)`. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const parameter of this.parameters()) uniform_(parameter, -bound, bound);
  }

  /** Does nothing: the weights lie where they lie. */
  flattenParameters(): void {}

  private weights_(layer: number, direction: string): Weights {
    const own = (kind: string): Tensor | null =>
      (this as unknown as Record<string, Tensor | undefined>)[`${kind}_l${layer}${direction}`] ?? null;
    return {
      input: own("weight_ih") as Tensor,
      hidden: own("weight_hh") as Tensor,
      inputBias: own("bias_ih"),
      hiddenBias: own("bias_hh"),
      projection: own("weight_hr"),
    };
  }

  private check_(input: Tensor, packed: boolean): void {
    const { ndim, shape } = input;
    const name = this.getName();
    if (packed ? ndim !== 2 : ndim !== 2 && ndim !== 3)
      throw new Error(
        packed
          ? `input must have 2 dimensions, got ${ndim}`
          : `${name}: Expected input to be 2D or 3D, got ${ndim}D instead`,
      );
    if (shape[ndim - 1] !== this.inputSize)
      throw new Error(`input.size(-1) must be equal to input_size. Expected ${this.inputSize}, got ${shape[ndim - 1]}`);
    const own = this.parameters()[0].dtype;
    if (input.dtype !== own)
      throw new Error(`${name}: input.dtype ${input.dtype} does not match the weights' ${own}: convert with .to()`);
  }

  private first_(given: Tensor | undefined, size: number, batch: number, like: Tensor, what: string): Tensor {
    const shape = [this.numLayers * this.directions_.length, batch, size];
    if (given === undefined) return zeros(shape, { dtype: like.dtype, device: like.device });
    if (!sameSize(given.shape, shape))
      throw new Error(`Expected ${what} size ${tuple(shape)}, got ${formatSize(given.shape)}`);
    return given;
  }

  /** The rows of the last layer's output and the states in which all layers ended, from those in which they begin. */
  private run_(rows: Tensor, batchSizes: readonly number[], h: Tensor, c: Tensor | null): Run {
    const ends: State[] = [];
    let current = rows;
    for (let layer = 0; layer < this.numLayers; layer++) {
      const runs = this.directions_.map((direction, d) => {
        const at = layer * this.directions_.length + d;
        const first = { h: select(h, 0, at), c: c === null ? null : select(c, 0, at) };
        const steps = { batchSizes, reverse: d === 1 };
        return runLayer(this.cell, current, this.weights_(layer, direction), first, steps);
      });
      ends.push(...runs);
      current =
        runs.length === 1
          ? runs[0].output
          : cat(
              runs.map((run) => run.output),
              -1,
            );
      if (layer < this.numLayers - 1 && this.dropout > 0) current = dropout(current, this.dropout, this.training);
    }
    return {
      output: current,
      h: stack(
        ends.map((end) => end.h),
        0,
      ),
      c:
        c === null
          ? null
          : stack(
              ends.map((end) => end.c as Tensor),
              0,
            ),
    };
  }

  /** Runs all layers; states that are not given are zeros. */
  protected run(
    input: Tensor | PackedSequence,
    hidden: Tensor | undefined,
    cell: Tensor | undefined,
  ): { output: Tensor | PackedSequence; h: Tensor; c: Tensor | null } {
    const two = this.cell === "lstm";
    if (input instanceof PackedSequence) return this.runPacked_(input, hidden, cell, two);
    this.check_(input, false);
    const batched = input.ndim === 3;
    for (const state of [hidden, cell]) {
      if (state === undefined || state.ndim === input.ndim) continue;
      throw new Error(
        batched
          ? `For batched 3-D input, hx should also be 3-D but got ${state.ndim}-D tensor`
          : `For unbatched 2-D input, hx should also be 2-D but got ${state.ndim}-D tensor`,
      );
    }
    const whole = (state: Tensor | undefined): Tensor | undefined =>
      state === undefined || batched ? state : unsqueeze(state, 1);
    const steps = !batched ? unsqueeze(input, 1) : this.batchFirst ? transpose(input, 0, 1) : input;
    const [length, batch] = steps.shape;
    if (length === 0) throw new Error("Expected sequence length to be larger than 0 in RNN");
    const h = this.first_(whole(hidden), this.outputSize_, batch, steps, two ? "hidden[0]" : "hidden");
    const c = two ? this.first_(whole(cell), this.hiddenSize, batch, steps, "hidden[1]") : null;
    const sizes = new Array<number>(length).fill(batch);
    const made = this.run_(reshape(steps, [length * batch, this.inputSize]), sizes, h, c);
    const output = reshape(made.output, [length, batch, made.output.shape[1]]);
    if (batched) return { ...made, output: this.batchFirst ? transpose(output, 0, 1) : output };
    return { output: squeeze(output, 1), h: squeeze(made.h, 1), c: made.c === null ? null : squeeze(made.c, 1) };
  }

  private runPacked_(
    input: PackedSequence,
    hidden: Tensor | undefined,
    cell: Tensor | undefined,
    two: boolean,
  ): { output: PackedSequence; h: Tensor; c: Tensor | null } {
    const { data, batchSizes, sortedIndices, unsortedIndices } = input;
    this.check_(data, true);
    const sizes = (batchSizes.tolist() as number[]).map(Number);
    const order = (state: Tensor, places: Tensor | null): Tensor =>
      places === null ? state : indexSelect(state, 1, places);
    const h = this.first_(hidden, this.outputSize_, sizes[0], data, two ? "hidden[0]" : "hidden");
    const c = two ? this.first_(cell, this.hiddenSize, sizes[0], data, "hidden[1]") : null;
    const made = this.run_(data, sizes, order(h, sortedIndices), c === null ? null : order(c, sortedIndices));
    return {
      output: new PackedSequence(made.output, batchSizes, sortedIndices, unsortedIndices),
      h: order(made.h, unsortedIndices),
      c: made.c === null ? null : order(made.c, unsortedIndices),
    };
  }

  override extraRepr(): string {
    const parts = [`${this.inputSize}`, `${this.hiddenSize}`];
    if (this.projSize !== 0) parts.push(`proj_size=${this.projSize}`);
    if (this.numLayers !== 1) parts.push(`num_layers=${this.numLayers}`);
    if (!this.bias) parts.push("bias=False");
    if (this.batchFirst) parts.push("batch_first=True");
    if (this.dropout !== 0) parts.push(`dropout=${number(this.dropout)}`);
    if (this.bidirectional) parts.push("bidirectional=True");
    return parts.join(", ");
  }
}

function tuple(shape: readonly number[]): string {
  return `(${shape.join(", ")})`;
}

/** The state that a call of `forward` is given. */
export function stateOf<H>(name: string, args: readonly unknown[]): H | undefined {
  return parse<{ hx?: H | null }>(name, ["hx"], args).hx ?? undefined;
}
