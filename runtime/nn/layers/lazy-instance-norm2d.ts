/** `nn.LazyInstanceNorm2d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type LazyNormArguments, type NormLayerOptions, normNames } from "../batch-norm.ts";
import { becomeFeatures, forgetFeatures, type LazyModule, lacksShapes, materializeFrom } from "../lazy.ts";
import { InstanceNorm2d } from "./instance-norm2d.ts";

/** A {@link InstanceNorm2d} whose `numFeatures` are those of the first input. */
export class LazyInstanceNorm2d extends InstanceNorm2d implements LazyModule {
  constructor(...args: Call<LazyNormArguments, Partial<Omit<NormLayerOptions, "numFeatures">>>) {
    const call = parse<Partial<NormLayerOptions>>("LazyInstanceNorm2d", normNames.slice(1), args, ["bias"]);
    super({ affine: true, trackRunningStats: true, ...call, numFeatures: 0 });
    forgetFeatures(this, call);
  }

  override forward(input: Tensor): Tensor {
    this.requireDims(input);
    becomeFeatures(this, InstanceNorm2d, input, input.ndim - this.singleDims);
    return InstanceNorm2d.prototype.forward.call(this, input);
  }

  override resetParameters(): void {
    if (!this.hasUninitializedParams()) super.resetParameters();
  }

  hasUninitializedParams(): boolean {
    return lacksShapes(this);
  }

  override upgradeState(state: Map<string, Tensor>, prefix: string, version: number | undefined): void {
    super.upgradeState(state, prefix, version);
    materializeFrom(this, state, prefix);
  }
}
