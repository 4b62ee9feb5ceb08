/** `nn.LazyConv2d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type ConvArguments, type ConvLayerOptions, convNames } from "../convolution.ts";
import { becomeChannels, forgetChannels, type LazyModule, lacksShapes, materializeFrom } from "../lazy.ts";
import { Conv2d } from "./conv2d.ts";

type Arguments = ConvArguments extends [number, ...infer Rest] ? Rest : never;

/** A {@link Conv2d} whose `inChannels` are those of the first input. */
export class LazyConv2d extends Conv2d implements LazyModule {
  constructor(...args: Call<Arguments, Partial<Omit<ConvLayerOptions, "inChannels">>>) {
    const call = parse<Omit<ConvLayerOptions, "inChannels">>("LazyConv2d", convNames.slice(1), args);
    super({ ...call, inChannels: 0, bias: false });
    forgetChannels(this, call.bias ?? true, call);
  }

  override forward(input: Tensor): Tensor {
    becomeChannels(this, Conv2d, input);
    return Conv2d.prototype.forward.call(this, input);
  }

  override resetParameters(): void {
    if (!this.hasUninitializedParams()) super.resetParameters();
  }

  hasUninitializedParams(): boolean {
    return lacksShapes(this);
  }

  override upgradeState(state: Map<string, Tensor>, prefix: string): void {
    materializeFrom(this, state, prefix);
  }
}
