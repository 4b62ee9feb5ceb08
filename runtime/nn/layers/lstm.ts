/** `nn.LSTM`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import {
  type RecurrentArguments,
  RecurrentLayer,
  type RecurrentLayerOptions,
  recurrentNames,
  type StateArgument,
  stateOf,
} from "../recurrent-base.ts";
import type { PackedSequence } from "../utils/rnn.ts";
import type { LayerOptions } from "./linear.ts";

interface LSTMOptions extends RecurrentLayerOptions {
  /** Features that the hidden state is projected to; 0: it is not. */
  projSize?: number;
}

/** The hidden and the cell state, each [layers × directions, batch, features]. */
export type LSTMState = [h: Tensor, c: Tensor];

/** A call gives what it is given: a tensor for a tensor, packed sequences for packed ones. */
export interface LSTM {
  // biome-ignore lint/style/useShorthandFunctionType: it merges with the class
  <X extends Tensor | PackedSequence>(
    input: X,
    ...args: StateArgument<readonly [h: Tensor, c: Tensor]>
  ): [X, LSTMState];
}

/**
 * Long short-term memory: [steps, batch, inputSize] to the outputs of all steps and the last states of each layer.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the call signature cannot be written inside a class
export class LSTM extends RecurrentLayer {
  protected get cell(): "lstm" {
    return "lstm";
  }

  constructor(
    ...args: Call<
      [...RecurrentArguments, projSize?: number, device?: LayerOptions["device"], dtype?: LayerOptions["dtype"]],
      Partial<LSTMOptions>
    >
  ) {
    super("LSTM", 4, parse<LSTMOptions>("LSTM", [...recurrentNames, "projSize", "device", "dtype"], args));
  }

  override forward<X extends Tensor | PackedSequence>(
    input: X,
    ...args: StateArgument<readonly [h: Tensor, c: Tensor]>
  ): [X, LSTMState] {
    const hx = stateOf<readonly [Tensor, Tensor]>("LSTM", args);
    if (hx !== undefined && !(Array.isArray(hx) && hx.length === 2))
      throw new TypeError("LSTM: Expected hx to be a pair of a hidden and a cell state");
    const { output, h, c } = this.run(input, hx?.[0], hx?.[1]);
    return [output as X, [h, c as Tensor]];
  }
}
