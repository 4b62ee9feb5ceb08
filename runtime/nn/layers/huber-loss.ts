/** `nn.HuberLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type HuberOptions, huberLoss, type Reduction } from "../functional/index.ts";
import { parseLoss } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * `0.5 d²` for differences up to `delta`, `delta (|d| - delta / 2)` above it, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
 */
export class HuberLoss extends Loss {
  readonly delta: number;

  constructor(...args: Call<[reduction?: Reduction, delta?: number], HuberOptions>) {
    const call = parseLoss<HuberOptions>("HuberLoss", ["reduction", "delta"], args);
    super(call);
    this.delta = call.delta ?? 1;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { delta, reduction } = this;
    return huberLoss(input, target, { delta, reduction });
  }
}
