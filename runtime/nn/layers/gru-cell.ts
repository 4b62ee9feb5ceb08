/** `nn.GRUCell`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type StateArgument, stateOf } from "../recurrent-base.ts";
import { type CellOptions, RecurrentCell } from "../recurrent-cell.ts";
import type { LayerOptions } from "./linear.ts";

/**
 * One step of gated recurrent units: [batch, inputSize] and the hidden state to the next one.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html
 */
export class GRUCell extends RecurrentCell {
  protected get cell(): "gru" {
    return "gru";
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
    super("GRUCell", 3, parse<CellOptions>("GRUCell", names, args));
  }

  override forward(input: Tensor, ...args: StateArgument<Tensor>): Tensor {
    return this.next(input, stateOf<Tensor>("GRUCell", args), undefined).h;
  }
}
