/** `nn.LazyConv1d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type ConvArguments, type ConvLayerOptions, convNames } from "../convolution.ts";
import { becomeChannels, forgetChannels, type LazyModule, lacksShapes, materializeFrom } from "../lazy.ts";
import { Conv1d } from "./conv1d.ts";

type Arguments = ConvArguments extends [number, ...infer Rest] ? Rest : never;

/** A {@link Conv1d} whose `inChannels` are those of the first input. */
export class LazyConv1d extends Conv1d implements LazyModule {
  constructor(...args: Call<Arguments, Partial<Omit<ConvLayerOptions, "inChannels">>>) {
    const call = parse<Omit<ConvLayerOptions, "inChannels">>("LazyConv1d", convNames.slice(1), args);
    super({ ...call, inChannels: 0, bias: false });
    forgetChannels(this, call.bias ?? true, call);
  }

  override forward(input: Tensor): Tensor {
    becomeChannels(this, Conv1d, input);
    return Conv1d.prototype.forward.call(this, input);
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
