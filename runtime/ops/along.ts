/** What operators along one dim share: the pair that they give, and where gradients of chosen elements go. */

import { type Tensor, wrap } from "../tensor/tensor.ts";
import { codeOf } from "./core.ts";
import { intoAll, type OutPairOption, type OutRule } from "./out.ts";
import { scatterAdd } from "./scatter.ts";
import { unsqueeze } from "./shape.ts";

/** Values and where they were found. */
export interface ValuesIndices extends Iterable<Tensor> {
  readonly values: Tensor;
  readonly indices: Tensor;
  readonly 0: Tensor;
  readonly 1: Tensor;
  readonly length: 2;
}

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** A pair that can be taken apart as `[values, indices]` or by name, and prints as PyTorch's `torch.return_types`. */
export function valuesIndices(values: Tensor, indices: Tensor, name: string): ValuesIndices {
  return namedPair(name, { values, indices });
}

/** Two tensors that can be taken apart in order or by name, and print as PyTorch's `torch.return_types`. */
export function namedPair<Names extends string>(
  name: string,
  members: Record<Names, Tensor>,
): [Tensor, Tensor] & Record<Names, Tensor> {
  const entries = Object.entries<Tensor>(members);
  const text = (): string =>
    `torch.return_types.${name}(\n${entries.map(([key, value]) => `${key}=${value}`).join(",\n")})`;
  const pair = Object.assign([entries[0][1], entries[1][1]] as [Tensor, Tensor], members);
  for (const key of ["toString", inspect]) Object.defineProperty(pair, key, { value: text });
  return pair;
}

/** Options of a function that reduces one dim to a value and its place. */
export interface AlongOptions extends OutPairOption {
  dim?: number;
  /** Keep the dim with size 1; false. */
  keepdim?: boolean;
}

/** `pair`, or the two tensors that it was written to. */
export function pairInto(
  outs: readonly [Tensor, Tensor] | undefined,
  pair: ValuesIndices,
  name: string,
  input: Tensor,
  rule: OutRule = { apart: true },
): ValuesIndices {
  if (outs == null) return pair;
  const [values, indices] = intoAll(outs, [pair.values, pair.indices], name, [input], rule);
  return valuesIndices(values, indices, name);
}

/** The derivative of taking one element (or, where the dim is kept, some) along `dim` at `index`. */
export function placeAt(
  shape: readonly number[],
  dim: number,
  index: Tensor,
  keepdim: boolean,
): (grad: Tensor) => Tensor {
  return (grad) => {
    if (shape.length === 0) return grad;
    const zeros = wrap(grad, grad.kernels.full(shape, 0, codeOf(grad)));
    return keepdim
      ? scatterAdd(zeros, dim, index, grad)
      : scatterAdd(zeros, dim, unsqueeze(index, dim), unsqueeze(grad, dim));
  };
}
