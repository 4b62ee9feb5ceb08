/** `nn.TripletMarginWithDistanceLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import {
  type DistanceFunction,
  type TripletWithDistanceOptions,
  tripletMarginWithDistanceLoss,
} from "../functional/index.ts";
import { parseLoss } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";
import { PairwiseDistance } from "./pairwise-distance.ts";

/**
 * `max(0, margin + d(anchor, positive) - d(anchor, negative))` for a distance of one's own, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html
 */
export class TripletMarginWithDistanceLoss extends Loss {
  readonly margin: number;
  readonly swap: boolean;
  distance_function: DistanceFunction;

  constructor(options: TripletWithDistanceOptions = {}) {
    const names = ["distanceFunction", "margin", "swap", "reduction"];
    const call = parseLoss<TripletWithDistanceOptions>("TripletMarginWithDistanceLoss", [], [options], names);
    super(call);
    this.margin = call.margin ?? 1;
    if (!(this.margin > 0))
      throw new RangeError(
        `TripletMarginWithDistanceLoss: expected margin to be greater than 0, got ${this.margin} instead`,
      );
    this.swap = call.swap ?? false;
    this.distance_function = call.distanceFunction ?? new PairwiseDistance();
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    const { margin, swap, reduction, distance_function: distanceFunction } = this;
    return tripletMarginWithDistanceLoss(anchor, positive, negative, { distanceFunction, margin, swap, reduction });
  }
}
