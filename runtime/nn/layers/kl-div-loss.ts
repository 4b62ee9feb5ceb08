/** `nn.KLDivLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type DivergenceReduction, type KlDivOptions, klDiv } from "../functional/index.ts";
import { parseLoss, type ReductionOption, reducing } from "../functional/reduction.ts";
import { Module } from "../module.ts";

/**
 * The Kullback-Leibler divergence of targets from log-probabilities, reduced; "batchmean" is what mathematics calls so.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
 */
export class KLDivLoss extends Module {
  readonly reduction: DivergenceReduction;
  readonly logTarget: boolean;

  constructor(
    ...args: Call<
      [sizeAverage?: boolean | null, reduce?: boolean | null, reduction?: DivergenceReduction, logTarget?: boolean],
      KlDivOptions
    >
  ) {
    super();
    const names = [...reducing, "logTarget"];
    const call = parseLoss<ReductionOption & { logTarget?: boolean }>("KLDivLoss", names, args);
    this.reduction = call.reduction;
    this.logTarget = call.logTarget ?? false;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { logTarget, reduction } = this;
    return klDiv(input, target, { logTarget, reduction });
  }
}
