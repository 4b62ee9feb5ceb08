/** `nn.MultiMarginLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type MultiMarginOptions, multiMarginLoss } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { WeightedLoss } from "../loss.ts";

/**
 * The mean over the other classes of `max(0, margin - input[target] + input[other])^p`, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html
 */
export class MultiMarginLoss extends WeightedLoss {
  readonly p: number;
  readonly margin: number;

  constructor(...args: Call<[p?: number, margin?: number, weight?: Tensor | null, ...Reducing], MultiMarginOptions>) {
    const call = parseLoss<MultiMarginOptions>("MultiMarginLoss", ["p", "margin", "weight", ...reducing], args);
    super(call);
    this.p = call.p ?? 1;
    this.margin = call.margin ?? 1;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { p, margin, weight, reduction } = this;
    return multiMarginLoss(input, target, { p, margin, weight, reduction });
  }
}
