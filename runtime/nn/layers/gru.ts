/** `nn.GRU`. */

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

/** A call gives what it is given: a tensor for a tensor, packed sequences for packed ones. */
export interface GRU {
  // biome-ignore lint/style/useShorthandFunctionType: it merges with the class
  <X extends Tensor | PackedSequence>(input: X, ...args: StateArgument<Tensor>): [X, Tensor];
}

/**
 * Gated recurrent units: [steps, batch, inputSize] to the outputs of all steps and the last hidden state of each layer.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the call signature cannot be written inside a class
export class GRU extends RecurrentLayer {
  protected get cell(): "gru" {
    return "gru";
  }

  constructor(
    ...args: Call<
      [...RecurrentArguments, device?: LayerOptions["device"], dtype?: LayerOptions["dtype"]],
      Partial<RecurrentLayerOptions>
    >
  ) {
    super("GRU", 3, parse<RecurrentLayerOptions>("GRU", [...recurrentNames, "device", "dtype"], args));
  }

  override forward<X extends Tensor | PackedSequence>(input: X, ...args: StateArgument<Tensor>): [X, Tensor] {
    const { output, h } = this.run(input, stateOf<Tensor>("GRU", args), undefined);
    return [output as X, h];
  }
}
