/** `nn.TripletMarginLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type TripletOptions, tripletMarginLoss } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * `max(0, margin + |anchor - positive| - |anchor - negative|)`, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html
 */
export class TripletMarginLoss extends Loss {
  readonly margin: number;
  readonly p: number;
  readonly eps: number;
  readonly swap: boolean;

  constructor(...args: Call<[margin?: number, p?: number, eps?: number, swap?: boolean, ...Reducing], TripletOptions>) {
    const call = parseLoss<TripletOptions>("TripletMarginLoss", ["margin", "p", "eps", "swap", ...reducing], args);
    super(call);
    this.margin = call.margin ?? 1;
    this.p = call.p ?? 2;
    this.eps = call.eps ?? 1e-6;
    this.swap = call.swap ?? false;
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    const { margin, p, eps, swap, reduction } = this;
    return tripletMarginLoss(anchor, positive, negative, { margin, p, eps, swap, reduction });
  }
}
