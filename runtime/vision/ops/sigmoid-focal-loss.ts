/** `torchvision.ops.sigmoid_focal_loss`. */

import { binaryCrossEntropyWithLogits } from "../../nn/functional/index.ts";
import { sigmoid } from "../../ops/pointwise.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

interface FocalLossOptions {
  /** The weight of what is there, against what is not; -1: none; 0.25. */
  alpha?: number;
  /** How much less what is known already weighs; 2. */
  gamma?: number;
  /** "none". */
  reduction?: "none" | "mean" | "sum";
}

/**
 * Cross entropy that dwells on what is not known yet: of logits and of targets between 0 and 1, both of one shape.
 * @see https://arxiv.org/abs/1708.02002
 */
export function sigmoidFocalLoss(
  inputs: Tensor,
  targets: Tensor,
  alpha?: number | FocalLossOptions,
  gamma?: number | FocalLossOptions,
  reduction?: FocalLossOptions["reduction"] | FocalLossOptions,
): Tensor {
  const call = named<FocalLossOptions>("sigmoidFocalLoss", { alpha, gamma, reduction });
  const { alpha: share = 0.25, gamma: focus = 2, reduction: reduced = "none" } = call;
  if (!(share >= 0 && share <= 1) && share !== -1)
    throw new RangeError(`Invalid alpha value: ${share}. alpha must be in the range [0,1] or -1 for ignore.`);
  if (reduced !== "none" && reduced !== "mean" && reduced !== "sum")
    throw new RangeError(
      `Invalid Value for arg 'reduction': '${String(reduced)}'. Supported reduction modes: 'none', 'mean', 'sum'`,
    );
  const others = targets.neg().add(1);
  const mix = (present: Tensor | number, absent: Tensor | number): Tensor =>
    targets.mul(present).add(others.mul(absent));
  const p = sigmoid(inputs);
  const right = mix(p, p.neg().add(1));
  const entropy = binaryCrossEntropyWithLogits(inputs, targets, { reduction: "none" });
  const focused = entropy.mul(right.neg().add(1).pow(focus));
  const loss = share >= 0 ? focused.mul(mix(share, 1 - share)) : focused;
  return reduced === "none" ? loss : reduced === "mean" ? loss.mean() : loss.sum();
}
