/** `nn.LazyConvTranspose3d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type ConvTransposeArguments, type ConvTransposeLayerOptions, convTransposeNames } from "../convolution.ts";
import { becomeChannels, forgetChannels, type LazyModule, lacksShapes, materializeFrom } from "../lazy.ts";
import { ConvTranspose3d } from "./conv-transpose3d.ts";

type Arguments = ConvTransposeArguments extends [number, ...infer Rest] ? Rest : never;

/** A {@link ConvTranspose3d} whose `inChannels` are those of the first input. */
export class LazyConvTranspose3d extends ConvTranspose3d implements LazyModule {
  constructor(...args: Call<Arguments, Partial<Omit<ConvTransposeLayerOptions, "inChannels">>>) {
    const call = parse<Omit<ConvTransposeLayerOptions, "inChannels">>(
      "LazyConvTranspose3d",
      convTransposeNames.slice(1),
      args,
    );
    super({ ...call, inChannels: 0, bias: false });
    forgetChannels(this, call.bias ?? true, call);
  }

  override forward(input: Tensor, outputSize?: readonly number[] | null): Tensor {
    becomeChannels(this, ConvTranspose3d, input);
    return ConvTranspose3d.prototype.forward.call(this, input, outputSize);
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
