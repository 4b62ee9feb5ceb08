/** Random parameters, drawn from the default stream as torchvision draws them. */

import { empty, tensor } from "../../ops/create.ts";
import { rand, randint, randperm, uniform_ } from "../../ops/random.ts";
import { float32 } from "../../tensor/dtype.ts";
import type { Scalar } from "../../tensor/tensor.ts";

/** `torch.empty(1).uniform_(low, high).item()`. */
export function uniform(low: number, high: number): number {
  return Number(uniform_(empty([1], { dtype: float32 }), low, high).item());
}

/** `torch.randint(low, high, (1,)).item()`. */
export function integer(low: number, high: number): number {
  return Number(randint(low, high, [1]).item());
}

/** `torch.rand(1).item()`. */
export function chance(): number {
  return Number(rand([1], { dtype: float32 }).item());
}

/** `torch.exp(torch.empty(1).uniform_(log(low), log(high))).item()`, with logarithms in float32. */
export function logUniform(low: number, high: number): number {
  const [from, to] = tensor([low, high], { dtype: float32 }).log().tolist() as number[];
  return Number(
    uniform_(empty([1], { dtype: float32 }), from, to)
      .exp()
      .item(),
  );
}

/** `torch.randperm(n).tolist()`. */
export function permutation(n: number): number[] {
  return (randperm(n).tolist() as Scalar[]).map(Number);
}
