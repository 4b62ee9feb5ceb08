/** `nn.MarginRankingLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type MarginOptions, marginRankingLoss } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * `max(0, margin - target (input1 - input2))`, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html
 */
export class MarginRankingLoss extends Loss {
  readonly margin: number;

  constructor(...args: Call<[margin?: number, ...Reducing], MarginOptions>) {
    const call = parseLoss<MarginOptions>("MarginRankingLoss", ["margin", ...reducing], args);
    super(call);
    this.margin = call.margin ?? 0;
  }

  override forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    const { margin, reduction } = this;
    return marginRankingLoss(input1, input2, target, { margin, reduction });
  }
}
