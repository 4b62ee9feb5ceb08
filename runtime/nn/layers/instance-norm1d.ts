/** `nn.InstanceNorm1d`. */

import { type Call, parse } from "../arguments.ts";
import { InstanceNorm, type NormArguments, type NormLayerOptions, normNames } from "../batch-norm.ts";

/** Normalises each channel of each element of a batch by itself; without weights unless `affine`. */
export class InstanceNorm1d extends InstanceNorm {
  protected get singleDims(): number {
    return 2;
  }

  constructor(...args: Call<NormArguments, Partial<NormLayerOptions>>) {
    const call = parse<NormLayerOptions>("InstanceNorm1d", normNames, args, ["bias"]);
    super("InstanceNorm1d", {
      ...call,
      affine: call.affine ?? false,
      trackRunningStats: call.trackRunningStats ?? false,
    });
  }
}
