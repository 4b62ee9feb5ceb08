/** What RNNCell, LSTMCell and GRUCell share. */

import { empty, zeros } from "../ops/create.ts";
import { type CellName, gatesOf, type State, step } from "../ops/recurrent.ts";
import { squeeze, unsqueeze } from "../ops/shape.ts";
import { isOptions } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integer } from "./arguments.ts";
import { uniform_ } from "./init.ts";
import type { LayerOptions } from "./layers/linear.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Parameters of recurrent cells by name. */
export interface CellOptions extends LayerOptions {
  inputSize: number;
  hiddenSize: number;
  /** Whether biases are learnt; true. */
  bias?: boolean;
}

/** The base of RNNCell, LSTMCell and GRUCell. */
export abstract class RecurrentCell extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly bias: boolean;
  /** [gates × hiddenSize, inputSize] */
  declare weight_ih: Parameter;
  /** [gates × hiddenSize, hiddenSize] */
  declare weight_hh: Parameter;
  /** [gates × hiddenSize], or null */
  declare bias_ih: Parameter | null;
  /** [gates × hiddenSize], or null */
  declare bias_hh: Parameter | null;
  protected abstract readonly cell: CellName;

  constructor(name: string, blocks: number, call: CellOptions) {
    super();
    if (!isOptions(call))
      throw new TypeError("RNNCellBase is the base of RNNCell, LSTMCell and GRUCell: make one of them");
    this.inputSize = integer(name, "inputSize", call.inputSize);
    this.hiddenSize = integer(name, "hiddenSize", call.hiddenSize);
    this.bias = call.bias ?? true;
    const { dtype, device } = call;
    const gates = blocks * this.hiddenSize;
    const make = (...shape: number[]): Parameter => new Parameter(empty(shape, { dtype, device }));
    this.registerParameter("weight_ih", make(gates, this.inputSize));
    this.registerParameter("weight_hh", make(gates, this.hiddenSize));
    this.registerParameter("bias_ih", this.bias ? make(gates) : null);
    this.registerParameter("bias_hh", this.bias ? make(gates) : null);
    this.resetParameters();
  }

  /** Draws all weights anew, uniformly within `1 / sqrt(hiddenSize)`. */
  resetParameters(): void {
    const bound = this.hiddenSize > 0 ? 1 / Math.sqrt(this.hiddenSize) : 0;
    for (const parameter of this.parameters()) uniform_(parameter, -bound, bound);
  }

  /** The next state, from zeros where none is given. */
  protected next(input: Tensor, hidden: Tensor | undefined, cell: Tensor | undefined): State {
    const name = this.getName();
    if (input.ndim !== 1 && input.ndim !== 2)
      throw new Error(`${name}: Expected input to be 1D or 2D, got ${input.ndim}D instead`);
    const batched = input.ndim === 2;
    const rows = batched ? input : unsqueeze(input, 0);
    if (rows.shape[1] !== this.inputSize)
      throw new Error(`input has inconsistent input_size: got ${rows.shape[1]} expected ${this.inputSize}`);
    const first = (given: Tensor | undefined, which: number): Tensor => {
      if (given === undefined)
        return zeros([rows.shape[0], this.hiddenSize], { dtype: rows.dtype, device: rows.device });
      if (given.ndim !== input.ndim)
        throw new Error(
          `${name}: Expected hx${this.cell === "lstm" ? `[${which}]` : ""} to be ${batched ? "2D" : "1D"}, got ${given.ndim}D instead`,
        );
      const state = batched ? given : unsqueeze(given, 0);
      if (state.shape[0] !== rows.shape[0])
        throw new Error(`Input batch size ${rows.shape[0]} doesn't match hidden${which} batch size ${state.shape[0]}`);
      if (state.shape[1] !== this.hiddenSize)
        throw new Error(
          `hidden${which} has inconsistent hidden_size: got ${state.shape[1]}, expected ${this.hiddenSize}`,
        );
      return state;
    };
    const state = { h: first(hidden, 0), c: this.cell === "lstm" ? first(cell, 1) : null };
    const { weight_ih, weight_hh, bias_ih, bias_hh } = this;
    const weights = { input: weight_ih, hidden: weight_hh, inputBias: bias_ih, hiddenBias: bias_hh, projection: null };
    const made = step(this.cell, gatesOf(this.cell, rows, weights), weight_hh, bias_hh, state);
    if (batched) return made;
    return { h: squeeze(made.h, 0), c: made.c === null ? null : squeeze(made.c, 0) };
  }

  override extraRepr(): string {
    return this.bias ? `${this.inputSize}, ${this.hiddenSize}` : `${this.inputSize}, ${this.hiddenSize}, bias=False`;
  }
}
