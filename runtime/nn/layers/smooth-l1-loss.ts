/** `nn.SmoothL1Loss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type SmoothL1Options, smoothL1Loss } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * `0.5 d² / beta` for differences below `beta`, `|d| - beta / 2` above it, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export class SmoothL1Loss extends Loss {
  readonly beta: number;

  constructor(...args: Call<[...Reducing, beta?: number], SmoothL1Options>) {
    const call = parseLoss<SmoothL1Options>("SmoothL1Loss", [...reducing, "beta"], args);
    super(call);
    this.beta = call.beta ?? 1;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { beta, reduction } = this;
    return smoothL1Loss(input, target, { beta, reduction });
  }
}
