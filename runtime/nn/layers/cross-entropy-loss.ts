/** `nn.CrossEntropyLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type CrossEntropyOptions, crossEntropy, type Reduction } from "../functional/index.ts";
import { parseLoss } from "../functional/reduction.ts";
import { WeightedLoss } from "../loss.ts";

/**
 * The cross entropy of targets (class indices or probabilities) under the softmax of the input.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export class CrossEntropyLoss extends WeightedLoss {
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;

  constructor(
    ...args: Call<
      [
        weight?: Tensor | null,
        sizeAverage?: boolean | null,
        ignoreIndex?: number,
        reduce?: boolean | null,
        reduction?: Reduction,
        labelSmoothing?: number,
      ],
      CrossEntropyOptions
    >
  ) {
    const call = parseLoss<CrossEntropyOptions>(
      "CrossEntropyLoss",
      ["weight", "sizeAverage", "ignoreIndex", "reduce", "reduction", "labelSmoothing"],
      args,
    );
    super(call);
    this.ignoreIndex = call.ignoreIndex ?? -100;
    this.labelSmoothing = call.labelSmoothing ?? 0;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { ignoreIndex, labelSmoothing, weight, reduction } = this;
    return crossEntropy(input, target, { weight, ignoreIndex, reduction, labelSmoothing });
  }
}
