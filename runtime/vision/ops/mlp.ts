/** `torchvision.ops.MLP`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { Dropout, Linear, type Module, ReLU, Sequential } from "../../nn/index.ts";
import { type ActivationLayer, activation, make, type NormLayer } from "./maker.ts";

interface MLPOptions {
  inChannels: number;
  /** Features behind each linear layer; the last are the block's own. */
  hiddenChannels: readonly number[];
  /** Behind each linear layer but the last; null: none. */
  normLayer?: NormLayer | null;
  /** ReLU. */
  activationLayer?: ActivationLayer;
  /** Whether activations and dropouts write to their input; null: they are not told. */
  inplace?: boolean | null;
  /** Whether the linear layers have biases; true. */
  bias?: boolean;
  /** The dropouts' probability; 0. */
  dropout?: number;
}

function layers(args: readonly unknown[]): Module[] {
  const names = ["inChannels!", "hiddenChannels!", "normLayer", "activationLayer", "inplace", "bias", "dropout"];
  const call = parse<MLPOptions>("MLP", names, args);
  const { hiddenChannels, normLayer = null, activationLayer = ReLU, inplace = null, bias = true, dropout = 0 } = call;
  if (hiddenChannels.length === 0) throw new RangeError("MLP(): argument 'hiddenChannels' must not be empty");
  const found: Module[] = [];
  let features = call.inChannels;
  const drop = (): Dropout => new Dropout(dropout, inplace ?? false);
  for (const hidden of hiddenChannels.slice(0, -1)) {
    found.push(new Linear(features, hidden, bias));
    if (normLayer !== null) found.push(make(normLayer, hidden));
    found.push(activation(activationLayer, inplace), drop());
    features = hidden;
  }
  found.push(new Linear(features, hiddenChannels[hiddenChannels.length - 1], bias), drop());
  return found;
}

/** Linear layers, each but the last with a normalisation, an activation and a dropout behind it. */
export class MLP extends Sequential {
  constructor(
    ...args: Call<
      [
        inChannels: number,
        hiddenChannels: readonly number[],
        normLayer?: NormLayer | null,
        activationLayer?: ActivationLayer,
        inplace?: boolean | null,
        bias?: boolean,
        dropout?: number,
      ],
      Partial<MLPOptions>
    >
  ) {
    super(...layers(args));
  }
}
