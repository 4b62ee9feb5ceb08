/** What distributions share. */

import { tensor } from "../ops/create.ts";
import { stack } from "../ops/join.ts";
import { randn } from "../ops/random.ts";
import { where } from "../ops/select.ts";
import { broadcastTensors } from "../ops/shape.ts";
import { finfo, getDefaultDtype } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { DistributionOptions, Parameter } from "./distribution.ts";

/** A number as a tensor of the default dtype, or of another tensor's. */
export function asTensor(value: Parameter | boolean, like?: Tensor): Tensor {
  if (value instanceof Tensor) return value;
  return tensor(Number(value), { dtype: like?.dtype ?? getDefaultDtype(), device: like?.device });
}

/** The parameters broadcast against each other; numbers take the dtype of the first tensor. */
export function broadcastAll(...values: Parameter[]): Tensor[] {
  for (const value of values)
    if (!(value instanceof Tensor) && typeof value !== "number")
      throw new TypeError(
        "Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__.",
      );
  const like = values.find((value): value is Tensor => value instanceof Tensor);
  return broadcastTensors(...values.map((value) => asTensor(value, like)));
}

/** A constructor's arguments by name; `validateArgs` comes last. */
export function parameters<P extends object>(
  what: string,
  names: readonly string[],
  args: readonly unknown[],
): P & DistributionOptions {
  const positional = Object.fromEntries([...names, "validateArgs"].map((name, i) => [name.replace("!", ""), args[i]]));
  const found = named<Record<string, unknown>>(what, positional, args[names.length + 1] as object | undefined);
  const missing = names.filter((name) => name.endsWith("!") && found[name.slice(0, -1)] === undefined);
  if (missing.length > 0) {
    const list = missing.map((name) => `'${name.slice(0, -1)}'`).join(" and ");
    throw new TypeError(
      `${what}.__init__() missing ${missing.length} required positional argument${missing.length > 1 ? "s" : ""}: ${list}`,
    );
  }
  return found as unknown as P & DistributionOptions;
}

/** Either of two parameters, of which exactly one is given. */
export function eitherOf<T>(probs: T | null | undefined, logits: T | null | undefined): [T, "probs" | "logits"] {
  if ((probs == null) === (logits == null))
    throw new Error("Either `probs` or `logits` must be specified, but not both.");
  return probs != null ? [probs, "probs"] : [logits as T, "logits"];
}

/** The sum over the last `dims` dims. */
export function sumRightmost(value: Tensor, dims: number): Tensor {
  return dims === 0 ? value : value.reshape([...value.shape.slice(0, value.ndim - dims), -1]).sum(-1);
}

/** Probabilities away from 0 and 1. */
export function clampProbs(probs: Tensor): Tensor {
  const { eps } = finfo(probs.dtype);
  return probs.clamp(eps, 1 - eps);
}

export function probsToLogits(probs: Tensor, isBinary = false): Tensor {
  const safe = clampProbs(probs);
  return isBinary ? safe.log().sub(safe.neg().log1p()) : safe.log();
}

export function logitsToProbs(logits: Tensor, isBinary = false): Tensor {
  return isBinary ? logits.sigmoid() : logits.softmax(-1);
}

/** Standard normal numbers. */
export function standardNormal(shape: readonly number[], like: Tensor): Tensor {
  return randn(shape, { dtype: like.dtype, device: like.device });
}

/** `matrix @ vector` for batches. */
export function matVec(matrix: Tensor, vector: Tensor): Tensor {
  return matrix.matmul(vector.unsqueeze(-1)).squeeze(-1);
}

/** `value` where `holds`, else `other`. */
export const choose = (holds: Tensor, value: Tensor | number, other: Tensor | number): Tensor =>
  where(holds, value, other) as Tensor;

/** Memory of a shape and another tensor's dtype. */
export function emptyOf(like: Tensor, shape: readonly number[]): Tensor {
  return new Tensor(like.kernels.empty(shape, like.dtype.code), like.backend);
}

/** A value everywhere, of a shape and another tensor's dtype. */
export function fullOf(like: Tensor, shape: readonly number[], value: number): Tensor {
  return new Tensor(like.kernels.full(shape, value, like.dtype.code), like.backend);
}

/** Binary cross entropy of logits, elementwise. */
export function binaryLoss(logits: Tensor, target: Tensor): Tensor {
  const bound = logits.neg().clamp(0);
  return logits
    .mul(target.neg().add(1))
    .add(bound)
    .add(bound.neg().exp().add(logits.neg().sub(bound).exp()).log());
}

/** The parameter of `enumerateSupport`. */
export function isExpanded(expand: boolean | { expand?: boolean }): boolean {
  return typeof expand === "boolean" ? expand : (expand.expand ?? true);
}

/** Products of all elements up to each along the last dim. */
export function runningProduct(value: Tensor): Tensor {
  const products: Tensor[] = [];
  for (const each of value.unbind(-1))
    products.push(products.length === 0 ? each : products[products.length - 1].mul(each));
  return products.length === 0 ? value : stack(products, -1);
}

/** Euler's constant. */
export const euler = 0.5772156649015329;
