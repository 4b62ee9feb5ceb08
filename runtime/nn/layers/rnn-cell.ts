/** `nn.RNNCell`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type StateArgument, stateOf } from "../recurrent-base.ts";
import { type CellOptions, RecurrentCell } from "../recurrent-cell.ts";
import type { LayerOptions } from "./linear.ts";

interface RNNCellOptions extends CellOptions {
  /** "tanh". */
  nonlinearity?: "tanh" | "relu";
}

/**
 * One step of `tanh(x W_ih + b_ih + h W_hh + b_hh)`, or relu: [batch, inputSize] and the hidden state to the next one.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html
 */
export class RNNCell extends RecurrentCell {
  readonly nonlinearity: "tanh" | "relu";

  protected get cell(): "tanh" | "relu" {
    return this.nonlinearity;
  }

  constructor(
    ...args: Call<
      [
        inputSize: number,
        hiddenSize: number,
        bias?: boolean,
        nonlinearity?: "tanh" | "relu",
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<RNNCellOptions>
    >
  ) {
    const names = ["inputSize!", "hiddenSize!", "bias", "nonlinearity", "device", "dtype"];
    const call = parse<RNNCellOptions>("RNNCell", names, args);
    super("RNNCell", 1, call);
    this.nonlinearity = call.nonlinearity ?? "tanh";
    if (this.nonlinearity !== "tanh" && this.nonlinearity !== "relu")
      throw new Error(`Unknown nonlinearity: ${String(this.nonlinearity)}`);
  }

  override extraRepr(): string {
    const { nonlinearity } = this;
    return nonlinearity === "tanh" ? super.extraRepr() : `${super.extraRepr()}, nonlinearity=${nonlinearity}`;
  }

  override forward(input: Tensor, ...args: StateArgument<Tensor>): Tensor {
    return this.next(input, stateOf<Tensor>("RNNCell", args), undefined).h;
  }
}
