/** Losses. */

import { sub } from "../../ops/arithmetic.ts";
import { expectTensor } from "../../ops/core.ts";
import {
  type CrossEntropyOptions,
  crossEntropy as crossEntropyOf,
  mseLoss as mseLossOf,
  type NllLossOptions,
  nllLoss as nllLossOf,
  type Reduction,
  reduced,
} from "../../ops/loss.ts";
import { abs } from "../../ops/pointwise.ts";
import { sameSize } from "../../tensor/size.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export type { CrossEntropyOptions, NllLossOptions, Reduction } from "../../ops/loss.ts";

/** The negative log-likelihood of `target` under log-probabilities; options as {@link NllLossOptions}. */
export function nllLoss(input: Tensor, target: Tensor, options?: NllLossOptions): Tensor {
  return nllLossOf(input, target, options);
}

/** The cross entropy of `target` (class indices or probabilities) under the softmax of `input`. */
export function crossEntropy(input: Tensor, target: Tensor, options?: CrossEntropyOptions): Tensor {
  return crossEntropyOf(input, target, options);
}

/** Options of losses that only reduce. */
export interface ReductionOption {
  /** "mean". */
  reduction?: Reduction;
}

/** PyTorch's warning where shapes differ becomes an error only where they do not broadcast. */
function checkShapes(name: string, input: Tensor, target: Tensor): void {
  if (sameSize(expectTensor(input, name).shape, expectTensor(target, name, "target").shape)) return;
  console.warn(
    `Using a target size (${target.shape}) that is different to the input size (${input.shape}). This will likely lead to ` +
      "incorrect results due to broadcasting. Please ensure they have the same size.",
  );
}

/** The squared differences, reduced. */
export function mseLoss(input: Tensor, target: Tensor, options: ReductionOption = {}): Tensor {
  checkShapes("mse_loss", input, target);
  return mseLossOf(input, target, options.reduction ?? "mean");
}

/** The absolute differences, reduced. */
export function l1Loss(input: Tensor, target: Tensor, options: ReductionOption = {}): Tensor {
  checkShapes("l1_loss", input, target);
  return reduced(abs(sub(input, target)), options.reduction ?? "mean");
}
