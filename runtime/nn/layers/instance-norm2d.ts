/** `nn.InstanceNorm2d`. */

import { type Call, parse } from "../arguments.ts";
import { InstanceNorm, type NormArguments, type NormLayerOptions, normNames } from "../batch-norm.ts";

/** Normalises each channel of each element of a batch by itself; without weights unless `affine`. */
export class InstanceNorm2d extends InstanceNorm {
  protected get singleDims(): number {
    return 3;
  }

  constructor(...args: Call<NormArguments, Partial<NormLayerOptions>>) {
    const call = parse<NormLayerOptions>("InstanceNorm2d", normNames, args, ["bias"]);
    super("InstanceNorm2d", {
      ...call,
      affine: call.affine ?? false,
      trackRunningStats: call.trackRunningStats ?? false,
    });
  }
}
