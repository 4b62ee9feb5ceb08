/** `nn.HingeEmbeddingLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { hingeEmbeddingLoss, type MarginOptions } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * `input` where the target is 1, `max(0, margin - input)` where it is -1, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html
 */
export class HingeEmbeddingLoss extends Loss {
  readonly margin: number;

  constructor(...args: Call<[margin?: number, ...Reducing], MarginOptions>) {
    const call = parseLoss<MarginOptions>("HingeEmbeddingLoss", ["margin", ...reducing], args);
    super(call);
    this.margin = call.margin ?? 1;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { margin, reduction } = this;
    return hingeEmbeddingLoss(input, target, { margin, reduction });
  }
}
