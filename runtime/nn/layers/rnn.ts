/** `nn.RNN`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import {
  RecurrentLayer,
  type RecurrentLayerOptions,
  recurrentNames,
  type StateArgument,
  stateOf,
} from "../recurrent-base.ts";
import type { PackedSequence } from "../utils/rnn.ts";
import type { LayerOptions } from "./linear.ts";

interface RNNOptions extends RecurrentLayerOptions {
  /** "tanh". */
  nonlinearity?: "tanh" | "relu";
}

/** A call gives what it is given: a tensor for a tensor, packed sequences for packed ones. */
export interface RNN {
  // biome-ignore lint/style/useShorthandFunctionType: it merges with the class
  <X extends Tensor | PackedSequence>(input: X, ...args: StateArgument<Tensor>): [X, Tensor];
}

/**
 * `h = tanh(x W_ih + b_ih + h W_hh + b_hh)`, or relu: [steps, batch, inputSize] to the outputs of all steps and the last
 * hidden state of each layer.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the call signature cannot be written inside a class
export class RNN extends RecurrentLayer {
  readonly nonlinearity: "tanh" | "relu";

  protected get cell(): "tanh" | "relu" {
    return this.nonlinearity;
  }

  constructor(
    ...args: Call<
      [
        inputSize: number,
        hiddenSize: number,
        numLayers?: number,
        nonlinearity?: "tanh" | "relu",
        bias?: boolean,
        batchFirst?: boolean,
        dropout?: number,
        bidirectional?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<RNNOptions>
    >
  ) {
    const names = [...recurrentNames.slice(0, 3), "nonlinearity", ...recurrentNames.slice(3), "device", "dtype"];
    const call = parse<RNNOptions>("RNN", names, args);
    super("RNN", 1, call);
    this.nonlinearity = call.nonlinearity ?? "tanh";
    if (this.nonlinearity !== "tanh" && this.nonlinearity !== "relu")
      throw new Error(`Unknown nonlinearity '${String(this.nonlinearity)}'. Select from 'tanh' or 'relu'.`);
  }

  override forward<X extends Tensor | PackedSequence>(input: X, ...args: StateArgument<Tensor>): [X, Tensor] {
    const { output, h } = this.run(input, stateOf<Tensor>("RNN", args), undefined);
    return [output as X, h];
  }
}
