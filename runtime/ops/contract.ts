/** Products over chosen dims: tensordot, kron, cross, vdot. */

import { record, recording } from "../autograd/graph.ts";
import { scalarName } from "../tensor/dtype.ts";
import { expectOptions, named } from "../tensor/options.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { mul, sub } from "./arithmetic.ts";
import { expandTo, expectTensor, type OutOption, sumTo, toOperand, wrapDim, wrapDims } from "./core.ts";
import { matmul } from "./matmul.ts";
import { into } from "./out.ts";
import { roll } from "./roll.ts";
import { broadcastShapes, permute, reshape } from "./shape.ts";

/** Over which dims {@link tensordot} sums: so many, or those of the one and those of the other. */
export type TensordotDims = number | readonly (readonly number[])[] | Tensor;

/** What {@link tensordot} takes by name. */
export interface TensordotOptions extends OutOption {
  dims?: TensordotDims;
}

function contracted(dims: TensordotDims, a: number, b: number): [readonly number[], readonly number[]] {
  if (dims instanceof Tensor) {
    const list = dims.tolist();
    return contracted(list as number | number[][], a, b);
  }
  if (typeof dims === "number") {
    if (dims < 0) throw new Error(`tensordot expects dims >= 0, but got dims=${dims}`);
    if (dims > Math.min(a, b)) throw new Error(`tensordot expects dims < ndim_a or ndim_b, but got dims=${dims}`);
    return [Array.from({ length: dims }, (_, i) => i - dims), Array.from({ length: dims }, (_, i) => i)];
  }
  if (dims.length !== 2) throw new Error(`tensordot(): dims must be two lists of dims, but ${dims.length} were given`);
  const [first, second] = dims;
  if (!Array.isArray(first) || !Array.isArray(second))
    throw new TypeError("tensordot(): argument 'dims_self' (position 3) must be tuple of ints, not int");
  return [first, second];
}

/** `shape` with 1 in the place of `dims`. */
function ones(shape: readonly number[], dims: readonly number[]): number[] {
  return shape.map((size, d) => (dims.includes(d) ? 1 : size));
}

/** The sums of products over dims of both: the last of `a` and the first of `b`, or those that are named. */
export function tensordot(
  a: Tensor,
  b: Tensor,
  dims?: TensordotDims | TensordotOptions,
  options?: TensordotOptions,
): Tensor {
  const call = named<TensordotOptions>("tensordot", { dims }, options, ["out"]);
  const left = expectTensor(a, "tensordot", "a");
  const right = expectTensor(b, "tensordot", "b");
  const [first, second] = contracted(call.dims ?? 2, left.ndim, right.ndim);
  if (first.length !== second.length) throw new Error("both dimension lists should have same length");
  if (left.dtype !== right.dtype) throw new Error("both inputs should have same dtype");
  const from = wrapDims(first, left.ndim);
  const to = wrapDims(second, right.ndim);
  // A size of 1 against another stands for its repetition: the other is summed first.
  const [one, other]: [number[], number[]] = [[], []];
  from.forEach((dim, i) => {
    const [m, n] = [left.shape[dim], right.shape[to[i]]];
    if (m === n) return;
    if (m === 1) other.push(to[i]);
    else if (n === 1) one.push(dim);
    else
      throw new Error(
        `contracted dimensions need to match, but first has size ${m} in dim ${first[i]} and second has size ${n} in dim ${second[i]}`,
      );
  });
  const x = sumTo(left, ones(left.shape, one));
  const y = sumTo(right, ones(right.shape, other));
  const restA = x.shape.map((_, d) => d).filter((d) => !from.includes(d));
  const restB = y.shape.map((_, d) => d).filter((d) => !to.includes(d));
  const count = from.reduce((product, dim) => product * x.shape[dim], 1);
  const size = (tensor: Tensor, list: readonly number[]): number[] => list.map((d) => tensor.shape[d]);
  const total = (sizes: readonly number[]): number => sizes.reduce((product, n) => product * n, 1);
  const rows = reshape(permute(x, [...restA, ...from]), total(size(x, restA)), count);
  const columns = reshape(permute(y, [...to, ...restB]), count, total(size(y, restB)));
  const result = reshape(matmul(rows, columns), [...size(x, restA), ...size(y, restB)]);
  return into(call.out, result, "tensordot", [a, b]);
}

/** Kronecker's product: each element of `input` times all of `other`, in its place. */
export function kron(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  const { shape: a } = expectTensor(input, "kron");
  const { shape: b } = expectTensor(other, "kron", "other");
  const ndim = Math.max(a.length, b.length);
  const padded = (shape: readonly number[]): number[] => [...new Array<number>(ndim - shape.length).fill(1), ...shape];
  const [p, q] = [padded(a), padded(b)];
  const left = reshape(
    input,
    p.flatMap((size) => [size, 1]),
  );
  const right = reshape(
    other,
    q.flatMap((size) => [1, size]),
  );
  const result = reshape(
    mul(left, right),
    p.map((size, d) => size * q[d]),
  );
  return into(options?.out, result, "kron", [input, other]);
}

/** What {@link cross} takes by name. */
export interface CrossOptions extends OutOption {
  dim?: number | null;
}

/** The cross products of vectors of three along `dim`; by default the first dim of size 3. */
export function cross(
  input: Tensor,
  other: Tensor,
  dim?: number | null | CrossOptions,
  options?: CrossOptions,
): Tensor {
  const call = named<CrossOptions>("cross", { dim }, options, ["out"]);
  const { shape } = expectTensor(input, "cross");
  const at = call.dim ?? shape.indexOf(3);
  if (call.dim == null && at < 0) throw new Error("no dimension of size 3 in input");
  return linalgCross(input, other, { dim: at, out: call.out });
}

/** @internal `torch.linalg.cross`: the cross products of vectors of three along `dim`, the last. */
export function linalgCross(input: Tensor, other: Tensor, options: CrossOptions = {}): Tensor {
  expectOptions("linalg_cross", options);
  const { shape: a } = expectTensor(input, "linalg.cross");
  const { shape: b } = expectTensor(other, "linalg.cross", "other");
  const given = options.dim ?? -1;
  if (a.length !== b.length) throw new Error("linalg.cross: inputs must have the same number of dimensions.");
  const at = wrapDim(given, a.length);
  if (a[at] !== 3 || b[at] !== 3)
    throw new Error(`linalg.cross: inputs dimension ${given} must have length 3. Got ${a[at]} and ${b[at]}`);
  return into(options.out, crossed(input, other, at), "linalg_cross", [input, other]);
}

function crossed(input: Tensor, other: Tensor, dim: number): Tensor {
  const sizes = broadcastShapes(input.shape, other.shape);
  const [a, b] = [input, other].map((tensor) => expandTo(tensor.detach(), sizes));
  const turned = (tensor: Tensor, by: number): Tensor => roll(tensor, -by, dim);
  const product = sub(mul(turned(a, 1), turned(b, 2)), mul(turned(a, 2), turned(b, 1)));
  const out = wrap(input, product.handle);
  if (!recording(input, other)) return out;
  const [backA, backB] = [toOperand(input), toOperand(other)];
  return record(
    out,
    "LinalgCrossBackward0",
    [input, other],
    [(grad) => backA(crossed(other, grad, dim)), (grad) => backB(crossed(grad, input, dim))],
    [input, other],
  );
}

/** The dot product of two vectors. */
export function vdot(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  const a = expectTensor(input, "vdot");
  const b = expectTensor(other, "vdot", "other");
  if (a.ndim !== 1 || b.ndim !== 1) throw new Error(`1D tensors expected, but got ${a.ndim}D and ${b.ndim}D tensors`);
  if (a.dtype !== b.dtype)
    throw new Error(
      `dot : expected both vectors to have same dtype, but found ${scalarName(a.dtype)} and ${scalarName(b.dtype)}`,
    );
  if (a.shape[0] !== b.shape[0])
    throw new Error(
      `inconsistent tensor size, expected tensor [${a.shape[0]}] and src [${b.shape[0]}] to have the same number of elements, but got ${a.shape[0]} and ${b.shape[0]} elements respectively`,
    );
  const out = wrap(a, a.kernels.matmul(a.handle, b.handle));
  if (recording(a, b))
    record(
      out,
      "VdotBackward0",
      [a, b],
      [(grad) => mul(b, grad), (grad) => mul(a, grad)],
      [recording(b) ? a : null, recording(a) ? b : null],
    );
  return into(options?.out, out, "vdot", [input, other]);
}
