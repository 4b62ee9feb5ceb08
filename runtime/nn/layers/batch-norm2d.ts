/** `nn.BatchNorm2d`. */

import { type Call, parse } from "../arguments.ts";
import { BatchNorm, type NormArguments, type NormLayerOptions, normNames } from "../batch-norm.ts";

/**
 * Normalises each channel of [N, C, H, W] by the batch's statistics, in evaluation by their running averages.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 */
export class BatchNorm2d extends BatchNorm {
  protected get inputDims(): readonly number[] {
    return [4];
  }

  constructor(...args: Call<NormArguments, Partial<NormLayerOptions>>) {
    super("BatchNorm2d", parse<NormLayerOptions>("BatchNorm2d", normNames, args, ["bias"]));
  }
}
