/** `nn.PoissonNLLLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type PoissonNllOptions, poissonNllLoss, type Reduction } from "../functional/index.ts";
import { parseLoss } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * The negative log-likelihood of counts under Poisson distributions, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html
 */
export class PoissonNLLLoss extends Loss {
  readonly logInput: boolean;
  readonly full: boolean;
  readonly eps: number;

  constructor(
    ...args: Call<
      [
        logInput?: boolean,
        full?: boolean,
        sizeAverage?: boolean | null,
        eps?: number,
        reduce?: boolean | null,
        reduction?: Reduction,
      ],
      PoissonNllOptions
    >
  ) {
    const call = parseLoss<PoissonNllOptions>(
      "PoissonNLLLoss",
      ["logInput", "full", "sizeAverage", "eps", "reduce", "reduction"],
      args,
    );
    super(call);
    this.logInput = call.logInput ?? true;
    this.full = call.full ?? false;
    this.eps = call.eps ?? 1e-8;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { logInput, full, eps, reduction } = this;
    return poissonNllLoss(input, target, { logInput, full, eps, reduction });
  }
}
