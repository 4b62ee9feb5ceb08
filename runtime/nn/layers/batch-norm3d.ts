/** `nn.BatchNorm3d`. */

import { type Call, parse } from "../arguments.ts";
import { BatchNorm, type NormArguments, type NormLayerOptions, normNames } from "../batch-norm.ts";

/**
 * Normalises each channel of [N, C, D, H, W] by the batch's statistics, in evaluation by their running averages.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html
 */
export class BatchNorm3d extends BatchNorm {
  protected get inputDims(): readonly number[] {
    return [5];
  }

  constructor(...args: Call<NormArguments, Partial<NormLayerOptions>>) {
    super("BatchNorm3d", parse<NormLayerOptions>("BatchNorm3d", normNames, args, ["bias"]));
  }
}
