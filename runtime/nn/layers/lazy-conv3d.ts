/** `nn.LazyConv3d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type ConvArguments, type ConvLayerOptions, convNames } from "../convolution.ts";
import { becomeChannels, forgetChannels, type LazyModule, lacksShapes, materializeFrom } from "../lazy.ts";
import { Conv3d } from "./conv3d.ts";

type Arguments = ConvArguments extends [number, ...infer Rest] ? Rest : never;

/** A {@link Conv3d} whose `inChannels` are those of the first input. */
export class LazyConv3d extends Conv3d implements LazyModule {
  constructor(...args: Call<Arguments, Partial<Omit<ConvLayerOptions, "inChannels">>>) {
    const call = parse<Omit<ConvLayerOptions, "inChannels">>("LazyConv3d", convNames.slice(1), args);
    super({ ...call, inChannels: 0, bias: false });
    forgetChannels(this, call.bias ?? true, call);
  }

  override forward(input: Tensor): Tensor {
    becomeChannels(this, Conv3d, input);
    return Conv3d.prototype.forward.call(this, input);
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
