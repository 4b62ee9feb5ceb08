/** Batch normalisation folded into the layer before it. */

import { noGrad } from "../../autograd/mode.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { onesLike, zerosLike } from "../../ops/create.ts";
import { rsqrt } from "../../ops/pointwise.ts";
import { reshape } from "../../ops/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { deepcopy } from "../deepcopy.ts";
import { expectModule } from "../expect.ts";
import type { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";

/** What is folded: running statistics, weight and bias, and what is added to the variance. */
export interface Normalization extends Module {
  running_mean: Tensor | null;
  running_var: Tensor | null;
  weight: Tensor | null;
  bias: Tensor | null;
  eps: number;
}

/** A layer with a weight and a bias. */
export interface Weighted extends Module {
  weight: Parameter;
  bias: Parameter | null;
}

function fused(
  weight: Tensor,
  bias: Tensor | null,
  mean: Tensor,
  variance: Tensor,
  eps: number,
  scale: Tensor | null,
  shift: Tensor | null,
  dim: number,
): [Parameter, Parameter] {
  return noGrad(() => {
    const factor = mul(scale ?? onesLike(mean), rsqrt(add(variance, eps)));
    const shape = weight.shape.map((_, d) => (d === dim ? -1 : 1));
    const moved = add(mul(sub(bias ?? zerosLike(mean), mean), factor), shift ?? zerosLike(mean));
    const own = mul(weight, reshape(factor, shape)).to(weight.dtype);
    return [
      new Parameter(own, weight.requiresGrad),
      new Parameter(moved.to((bias ?? weight).dtype), bias === null ? weight.requiresGrad : bias.requiresGrad),
    ];
  });
}

/** Weight and bias of a convolution followed by batch normalisation, as those of one convolution. */
export function fuseConvBnWeights(
  convW: Tensor,
  convB: Tensor | null,
  bnRm: Tensor,
  bnRv: Tensor,
  bnEps: number,
  bnW: Tensor | null,
  bnB: Tensor | null,
  transpose: boolean | { transpose?: boolean } = false,
): [Parameter, Parameter] {
  const turned = typeof transpose === "boolean" ? transpose : (transpose.transpose ?? false);
  return fused(convW, convB, bnRm, bnRv, bnEps, bnW, bnB, turned ? 1 : 0);
}

/** As {@link fuseConvBnWeights}, of a linear map. */
export function fuseLinearBnWeights(
  linearW: Tensor,
  linearB: Tensor | null,
  bnRm: Tensor,
  bnRv: Tensor,
  bnEps: number,
  bnW: Tensor | null,
  bnB: Tensor | null,
): [Parameter, Parameter] {
  return fused(linearW, linearB, bnRm, bnRv, bnEps, bnW, bnB, 0);
}

function fuse<M extends Weighted>(layer: M, norm: Normalization, dim: number): M {
  if (layer.training || norm.training) throw new Error("Fusion only for eval!");
  if (norm.running_mean === null || norm.running_var === null)
    throw new Error("Only support fusing batch normalization that tracks running statistics");
  const copy = deepcopy(layer);
  const { running_mean, running_var, eps, weight, bias } = norm;
  [copy.weight, copy.bias] = fused(copy.weight, copy.bias, running_mean, running_var, eps, weight, bias, dim);
  return copy;
}

/** A copy of a convolution that does what it and the batch normalisation behind it do, both in eval mode. */
export function fuseConvBnEval<M extends Weighted>(
  conv: M,
  bn: Normalization,
  transpose: boolean | { transpose?: boolean } = false,
): M {
  expectModule(conv, "fuseConvBnEval", "conv");
  expectModule(bn, "fuseConvBnEval", "bn");
  const turned = typeof transpose === "boolean" ? transpose : (transpose.transpose ?? false);
  return fuse(conv, bn, turned ? 1 : 0);
}

/** As {@link fuseConvBnEval}, of a linear map. */
export function fuseLinearBnEval<M extends Weighted>(linear: M, bn: Normalization): M {
  expectModule(linear, "fuseLinearBnEval", "linear");
  expectModule(bn, "fuseLinearBnEval", "bn");
  return fuse(linear, bn, 0);
}
