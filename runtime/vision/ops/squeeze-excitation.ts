/** `torchvision.ops.SqueezeExcitation`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { AdaptiveAvgPool2d, Conv2d, Module, ReLU, Sigmoid } from "../../nn/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Maker, make } from "./maker.ts";

interface SqueezeExcitationOptions {
  inputChannels: number;
  squeezeChannels: number;
  /** Between the two convolutions; ReLU. */
  activation?: Maker<[]>;
  /** Of the scale; Sigmoid. */
  scaleActivation?: Maker<[]>;
}

/**
 * Scales each channel of [N, inputChannels, H, W] by what two 1×1 convolutions make of all channels' means.
 * @see https://arxiv.org/abs/1709.01507
 */
export class SqueezeExcitation extends Module {
  readonly avgpool: AdaptiveAvgPool2d;
  readonly fc1: Conv2d;
  readonly fc2: Conv2d;
  readonly activation: Module;
  declare readonly scale_activation: Module;

  constructor(
    ...args: Call<
      [inputChannels: number, squeezeChannels: number, activation?: Maker<[]>, scaleActivation?: Maker<[]>],
      Partial<SqueezeExcitationOptions>
    >
  ) {
    super();
    const names = ["inputChannels!", "squeezeChannels!", "activation", "scaleActivation"];
    const call = parse<SqueezeExcitationOptions>("SqueezeExcitation", names, args);
    const { inputChannels, squeezeChannels } = call;
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.fc1 = new Conv2d(inputChannels, squeezeChannels, 1);
    this.fc2 = new Conv2d(squeezeChannels, inputChannels, 1);
    this.activation = make(call.activation ?? ReLU);
    this.registerModule("scale_activation", make(call.scaleActivation ?? Sigmoid));
  }

  override forward(input: Tensor): Tensor {
    const scale = this.fc2(this.activation(this.fc1(this.avgpool(input))));
    return (this.scale_activation(scale) as Tensor).mul(input);
  }
}
