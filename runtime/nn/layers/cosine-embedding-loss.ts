/** `nn.CosineEmbeddingLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { cosineEmbeddingLoss, type MarginOptions } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * `1 - cos` of pairs whose target is 1, `max(0, cos - margin)` of those whose target is -1, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html
 */
export class CosineEmbeddingLoss extends Loss {
  readonly margin: number;

  constructor(...args: Call<[margin?: number, ...Reducing], MarginOptions>) {
    const call = parseLoss<MarginOptions>("CosineEmbeddingLoss", ["margin", ...reducing], args);
    super(call);
    this.margin = call.margin ?? 0;
  }

  override forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    const { margin, reduction } = this;
    return cosineEmbeddingLoss(input1, input2, target, { margin, reduction });
  }
}
