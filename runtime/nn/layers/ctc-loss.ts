/** `nn.CTCLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type CtcOptions, ctcLoss, type Reduction } from "../functional/index.ts";
import { parseLoss } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * Connectionist temporal classification: the negative log-probability of a label sequence, summed over its alignments.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html
 */
export class CTCLoss extends Loss {
  readonly blank: number;
  readonly zeroInfinity: boolean;

  constructor(...args: Call<[blank?: number, reduction?: Reduction, zeroInfinity?: boolean], CtcOptions>) {
    const call = parseLoss<CtcOptions>("CTCLoss", ["blank", "reduction", "zeroInfinity"], args);
    super(call);
    this.blank = call.blank ?? 0;
    this.zeroInfinity = call.zeroInfinity ?? false;
  }

  override forward(
    logProbs: Tensor,
    targets: Tensor,
    inputLengths: Tensor | readonly number[],
    targetLengths: Tensor | readonly number[],
  ): Tensor {
    const { blank, zeroInfinity, reduction } = this;
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, { blank, reduction, zeroInfinity });
  }
}
