/** Gradients of activations that have kernels of their own. */

import type { Tensor } from "../tensor/tensor.ts";
import { mul, sub } from "./arithmetic.ts";
import { binary, type Rule } from "./binary.ts";
import { filled } from "./core.ts";

const reluGradientRule: Rule = {
  node: "ThresholdBackwardBackward0",
  derivatives: [(grad, _a, b) => reluBackward(grad, b as Tensor), (grad) => filled(grad, 0)],
  reads: ["b", ""],
};

/** `grad` where `output` is positive, else 0. */
export function reluBackward(grad: Tensor, output: Tensor): Tensor {
  return binary("reluBackward", grad, output, reluGradientRule);
}

const sigmoidGradientRule: Rule = {
  node: "SigmoidBackwardBackward0",
  derivatives: [
    (grad, _a, b) => sigmoidBackward(grad, b as Tensor),
    (grad, a, b) => mul(mul(grad, a), sub(1, mul(b, 2))),
  ],
  reads: ["b", "ab"],
};

/** `grad * output * (1 - output)`. */
export function sigmoidBackward(grad: Tensor, output: Tensor): Tensor {
  return binary("sigmoidBackward", grad, output, sigmoidGradientRule);
}

const tanhGradientRule: Rule = {
  node: "TanhBackwardBackward0",
  derivatives: [(grad, _a, b) => tanhBackward(grad, b as Tensor), (grad, a, b) => mul(mul(grad, a), mul(b, -2))],
  reads: ["b", "ab"],
};

/** `grad * (1 - output * output)`. */
export function tanhBackward(grad: Tensor, output: Tensor): Tensor {
  return binary("tanhBackward", grad, output, tanhGradientRule);
}
