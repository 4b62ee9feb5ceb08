/** `nn.LSTMCell`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type StateArgument, stateOf } from "../recurrent-base.ts";
import { type CellOptions, RecurrentCell } from "../recurrent-cell.ts";
import type { LayerOptions } from "./linear.ts";
import type { LSTMState } from "./lstm.ts";

/**
 * One step of long short-term memory: [batch, inputSize] and the states to the next ones.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html
 */
export class LSTMCell extends RecurrentCell {
  protected get cell(): "lstm" {
    return "lstm";
  }

  constructor(
    ...args: Call<
      [
        inputSize: number,
        hiddenSize: number,
        bias?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<CellOptions>
    >
  ) {
    const names = ["inputSize!", "hiddenSize!", "bias", "device", "dtype"];
    super("LSTMCell", 4, parse<CellOptions>("LSTMCell", names, args));
  }

  override forward(input: Tensor, ...args: StateArgument<readonly [h: Tensor, c: Tensor]>): LSTMState {
    const hx = stateOf<readonly [Tensor, Tensor]>("LSTMCell", args);
    const { h, c } = this.next(input, hx?.[0], hx?.[1]);
    return [h, c as Tensor];
  }
}
