/** How models draw their first weights: one rule for a kind of layer, in the order of the model's modules. */

import { BatchNorm2d, Conv2d, GroupNorm, init, Linear, type Module, type Parameter } from "../../nn/index.ts";

/** What becomes of the weights of each kind of layer; a kind without a rule keeps what its layer has drawn. */
export interface Rules {
  convolution?: (weight: Parameter, layer: Conv2d) => void;
  linear?: (weight: Parameter, layer: Linear) => void;
}

/** Draws the weights by rule; biases become 0 where there is a rule, normalisations begin with 1 and 0. */
export function initialize(model: Module, { convolution, linear }: Rules): void {
  for (const layer of model.modules()) {
    if (layer instanceof Conv2d) {
      if (convolution === undefined) continue;
      convolution(layer.weight, layer);
      if (layer.bias !== null) init.zeros_(layer.bias);
    } else if (layer instanceof BatchNorm2d || layer instanceof GroupNorm) {
      if (layer.weight !== null) init.ones_(layer.weight);
      if (layer.bias !== null) init.zeros_(layer.bias);
    } else if (layer instanceof Linear) {
      if (linear === undefined) continue;
      linear(layer.weight, layer);
      if (layer.bias !== null) init.zeros_(layer.bias);
    }
  }
}
