/** `nn.CrossEntropyLoss`. */

import { type CrossEntropyOptions, crossEntropy } from "../../ops/loss.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { parse } from "../arguments.ts";
import { WeightedLoss } from "../loss.ts";

/**
 * The cross entropy of targets (class indices or probabilities) under the softmax of the input.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export class CrossEntropyLoss extends WeightedLoss {
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;

  constructor(weight?: Tensor | null | CrossEntropyOptions, options?: CrossEntropyOptions) {
    const call = parse<CrossEntropyOptions>(
      "CrossEntropyLoss",
      ["weight"],
      [weight, options],
      ["ignoreIndex", "reduction", "labelSmoothing"],
    );
    super(call);
    this.ignoreIndex = call.ignoreIndex ?? -100;
    this.labelSmoothing = call.labelSmoothing ?? 0;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { weight, ignoreIndex, reduction, labelSmoothing } = this;
    return crossEntropy(input, target, { weight, ignoreIndex, reduction, labelSmoothing });
  }
}
