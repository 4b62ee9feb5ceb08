/** `nn.LazyLinear`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { become, type LazyModule, lacksShapes, materializeFrom } from "../lazy.ts";
import { isUninitialized, UninitializedParameter } from "../uninitialized.ts";
import { type LayerOptions, Linear, type LinearOptions } from "./linear.ts";

type Options = Omit<LinearOptions, "inFeatures">;

/** A {@link Linear} whose `inFeatures` are those of the first input. */
export class LazyLinear extends Linear implements LazyModule {
  constructor(
    ...args: Call<
      [outFeatures: number, bias?: boolean, device?: LayerOptions["device"], dtype?: LayerOptions["dtype"]],
      Partial<Options>
    >
  ) {
    const call = parse<Options>("LazyLinear", ["outFeatures!", "bias", "device", "dtype"], args);
    super({ ...call, inFeatures: 0, bias: false });
    this.weight = new UninitializedParameter(call);
    if (call.bias ?? true) this.bias = new UninitializedParameter(call);
  }

  override forward(input: Tensor): Tensor {
    const { weight, bias } = this;
    const features = input.shape[input.ndim - 1];
    (this as { inFeatures: number }).inFeatures = features;
    const fresh = isUninitialized(weight);
    if (isUninitialized(weight)) weight.materialize([this.outFeatures, features]);
    if (isUninitialized(bias)) bias.materialize([this.outFeatures]);
    become(this, Linear);
    if (fresh) this.resetParameters();
    return Linear.prototype.forward.call(this, input);
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
