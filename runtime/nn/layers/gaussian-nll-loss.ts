/** `nn.GaussianNLLLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type GaussianNllOptions, gaussianNllLoss } from "../functional/index.ts";
import { parseLoss } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * The negative log-likelihood of targets under normal distributions, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html
 */
export class GaussianNLLLoss extends Loss {
  readonly full: boolean;
  readonly eps: number;

  constructor(...args: [options?: GaussianNllOptions]) {
    const call = parseLoss<GaussianNllOptions>("GaussianNLLLoss", [], args, ["full", "eps", "reduction"]);
    super(call);
    this.full = call.full ?? false;
    this.eps = call.eps ?? 1e-6;
  }

  override forward(input: Tensor, target: Tensor, variance: Tensor | number): Tensor {
    const { full, eps, reduction } = this;
    return gaussianNllLoss(input, target, variance, { full, eps, reduction });
  }
}
