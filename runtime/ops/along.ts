/** What operators along one dim share: the pair that they give, and where gradients of chosen elements go. */

import { record, recording } from "../autograd/graph.ts";
import { sameSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul } from "./arithmetic.ts";
import { eq, isnan, logicalAnd, logicalOr, lt } from "./compare.ts";
import { cast, codeOf, expandTo, whereTensor } from "./core.ts";
import { intoAll, type OutPairOption, type OutRule } from "./out.ts";
import { sum } from "./reduce.ts";
import { scatterAdd } from "./scatter.ts";
import { narrow, unsqueeze } from "./shape.ts";

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
  return namedResults(name, { values, indices }) as ValuesIndices;
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

/** Two results, by name and in order. */
export type ResultTuple<Names extends string> = [Tensor, Tensor] & { [Name in Names]: Tensor };

/** Results that can be taken apart in order or by name, and print as PyTorch's `torch.return_types`. */
export function namedResults<Names extends string>(
  name: string,
  fields: { readonly [Name in Names]: Tensor },
): ResultTuple<Names> {
  const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const text = (): string => {
    const lines = Object.entries<Tensor>(fields).map(([key, value]) => `${snake(key)}=${value}`);
    return `torch.return_types.${name}(\n${lines.join(",\n")})`;
  };
  const tuple = Object.assign(Object.values<Tensor>(fields), fields);
  for (const key of ["toString", inspect]) Object.defineProperty(tuple, key, { value: text });
  return tuple as unknown as ResultTuple<Names>;
}

/** `grad`, of the index's shape, put into the corner of zeros of `source`'s shape where that is larger. */
export function windowed(grad: Tensor, source: Tensor): Tensor {
  const { shape } = source;
  if (sameSize(grad.shape, shape)) return grad;
  const { kernels } = grad;
  const out = kernels.full(shape, 0, codeOf(grad));
  const corner = grad.shape.reduce((part, size, d) => kernels.slice(part, d, 0, size, 1), out);
  kernels.copyInto(corner, grad.handle);
  const result = wrap(grad, out);
  const { shape: small } = grad;
  if (!recording(grad)) return result;
  return record(
    result,
    "SliceBackward0",
    [grad],
    [(of) => small.reduce<Tensor>((part, size, d) => narrow(part, d, 0, size), of)],
  );
}

/** The derivative of one element of all: those that equal it share the gradient. */
export function shared(input: Tensor, value: Tensor): (grad: Tensor) => Tensor {
  return (grad) => {
    const [x, y] = [input.detach(), value.detach()];
    const same = cast(logicalOr(eq(x, y), logicalAnd(isnan(x), isnan(y))), codeOf(grad));
    return mul(div(grad, sum(same)), same);
  };
}

/** A reduced tensor with its reduced dims put back as size 1, expanded to `shape`. */
export function restore(input: Tensor, shape: readonly number[], dims: readonly number[], keepdim: boolean): Tensor {
  return expandTo(keepdim ? input : keepDims(input, shape, dims), shape);
}

/** `input` with its reduced dims put back as size 1. */
export function keepDims(input: Tensor, shape: readonly number[], dims: readonly number[]): Tensor {
  return input.reshape(shape.map((size, d) => (dims.length === 0 || dims.includes(d) ? 1 : size)));
}

/** Indices that count from the end where they are negative, as such that do not. */
export function fromEnd(index: Tensor, size: number): Tensor {
  return whereTensor(lt(index, 0), add(index, size), index);
}
