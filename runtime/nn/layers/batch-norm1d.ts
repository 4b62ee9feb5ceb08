/** `nn.BatchNorm1d`. */

import { type Call, parse } from "../arguments.ts";
import { BatchNorm, type NormArguments, type NormLayerOptions, normNames } from "../batch-norm.ts";

/**
 * Normalises each channel of [N, C] or [N, C, L] by the batch's statistics, in evaluation by their running averages.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
 */
export class BatchNorm1d extends BatchNorm {
  protected get inputDims(): readonly number[] {
    return [2, 3];
  }

  constructor(...args: Call<NormArguments, Partial<NormLayerOptions>>) {
    super("BatchNorm1d", parse<NormLayerOptions>("BatchNorm1d", normNames, args, ["bias"]));
  }
}
