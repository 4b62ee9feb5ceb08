/** What GoogLeNet and Inception v3 share. */

import type { ConvLayerOptions } from "../../nn/convolution.ts";
import { relu } from "../../nn/functional/index.ts";
import { BatchNorm2d, Conv2d, init, Linear, Module } from "../../nn/index.ts";
import { cat } from "../../ops/join.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** A convolution without bias, a normalisation and ReLU. */
export class BasicConv2d extends Module {
  readonly conv: Conv2d;
  readonly bn: BatchNorm2d;

  constructor(
    inChannels: number,
    outChannels: number,
    options: Omit<ConvLayerOptions, "inChannels" | "outChannels" | "bias">,
  ) {
    super();
    this.conv = new Conv2d(inChannels, outChannels, { ...options, bias: false });
    this.bn = new BatchNorm2d(outChannels, { eps: 0.001 });
  }

  override forward(x: Tensor): Tensor {
    return relu(this.bn(this.conv(x)), true);
  }
}

/** Draws the weights of all convolutions and linear layers from a normal distribution; biases stay. */
export function drawTruncated(model: Module, deviation: (layer: Module) => number): void {
  for (const layer of model.modules())
    if (layer instanceof Conv2d || layer instanceof Linear)
      init.truncNormal_(layer.weight, { mean: 0, std: deviation(layer), a: -2, b: 2 });
}

/** Pictures normalised as ImageNet's by their channels, [N, 3, H, W], as if by mean and deviation 0.5. */
export function renormalized(x: Tensor): Tensor {
  const [red, green, blue] = [0, 1, 2].map((channel) => x.select(1, channel).unsqueeze(1));
  return cat(
    [
      red.mul(0.229 / 0.5).add((0.485 - 0.5) / 0.5),
      green.mul(0.224 / 0.5).add((0.456 - 0.5) / 0.5),
      blue.mul(0.225 / 0.5).add((0.406 - 0.5) / 0.5),
    ],
    1,
  );
}
