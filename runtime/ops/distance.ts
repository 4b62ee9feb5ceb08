/** Distances of all pairs of rows. */

import { record, recording } from "../autograd/graph.ts";
import { scalarName } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { expandTo, expectTensor } from "./core.ts";
import { matmul } from "./matmul.ts";
import { normGradient } from "./norms.ts";
import { sqrt, square } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { indexSelect } from "./scatter.ts";
import { clampMin } from "./select.ts";
import { broadcastShapes, reshape, transpose, unsqueeze } from "./shape.ts";

/** How Euclidean distances are computed: by a matrix product, which is faster and less exact, or one by one. */
export type ComputeMode =
  | "use_mm_for_euclid_dist_if_necessary"
  | "use_mm_for_euclid_dist"
  | "donot_use_mm_for_euclid_dist";

const modes: readonly ComputeMode[] = [
  "use_mm_for_euclid_dist_if_necessary",
  "use_mm_for_euclid_dist",
  "donot_use_mm_for_euclid_dist",
];
const manyRows = 25;

/** Options of {@link cdist}. */
export interface CdistOptions {
  /** The norm's exponent; 2. */
  p?: number;
  computeMode?: ComputeMode | null;
}

/** The p-norms of the differences of each row of `x1` [..., P, M] and each of `x2` [..., R, M]: [..., P, R]. */
export function cdist(
  x1: Tensor,
  x2: Tensor,
  p?: number | CdistOptions,
  computeMode?: ComputeMode | null | CdistOptions,
): Tensor {
  const call = named<CdistOptions>("cdist", { p, computeMode });
  const a = expectRows(x1, "x1", "X1");
  const b = expectRows(x2, "x2", "X2");
  const mode = call.computeMode ?? modes[0];
  if (!modes.includes(mode)) throw new Error(`${String(mode)} is not a valid value for compute_mode`);
  const exponent = call.p ?? 2;
  if (!(exponent >= 0)) throw new Error("cdist only supports non-negative p values");
  const [rows, others] = [a.shape[a.ndim - 2], b.shape[b.ndim - 2]];
  const [columns, own] = [a.shape[a.ndim - 1], b.shape[b.ndim - 1]];
  if (columns !== own) throw new Error(`X1 and X2 must have the same number of columns. X1: ${columns} X2: ${own}`);
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = expandTo(a, [...batch, rows, columns]);
  const right = expandTo(b, [...batch, others, columns]);
  const product =
    exponent === 2 && (mode === modes[1] || (mode === modes[0] && (rows > manyRows || others > manyRows)));
  return distances(left, right, exponent, product);
}

function expectRows(value: unknown, argument: string, name: string): Tensor {
  const x = expectTensor(value, "cdist", argument);
  if (x.ndim < 2) throw new Error(`cdist only supports at least 2D tensors, ${name} got: ${x.ndim}D`);
  if (!x.dtype.isFloatingPoint)
    throw new Error(`cdist only supports floating-point dtypes, ${name} got: ${scalarName(x.dtype)}`);
  return x;
}

/** √(|a|² + |b|² − 2 a·b). */
function byProduct(a: Tensor, b: Tensor): Tensor {
  const squares = add(sum(square(a), -1, true), transpose(sum(square(b), -1, true), -2, -1));
  return sqrt(clampMin(sub(squares, mul(matmul(a, transpose(b, -2, -1)), 2)), 0));
}

function distances(a: Tensor, b: Tensor, p: number, product: boolean): Tensor {
  const out = product ? byProduct(a.detach(), b.detach()) : wrap(a, a.kernels.cdist(a.handle, b.handle, p));
  if (!recording(a, b)) return out;
  return record(
    out,
    product ? "EuclideanDistBackward0" : "CdistBackward0",
    [a, b],
    [
      (grad) => gradient(grad, a, b, p, out),
      (grad) => gradient(transpose(grad, -2, -1), b, a, p, transpose(out, -2, -1)),
    ],
    [a, b, out],
  );
}

/** The gradient of `a`: recorded, out of the differences of all pairs, which take more memory. */
function gradient(grad: Tensor, a: Tensor, b: Tensor, p: number, norm: Tensor): Tensor {
  if (!recording(grad, a, b)) return wrap(a, a.kernels.cdistBackward(grad.handle, a.handle, b.handle, p, norm.handle));
  const difference = sub(unsqueeze(a, -2), unsqueeze(b, -3));
  const each = unsqueeze(norm, -1);
  return sum(normGradient(unsqueeze(grad, -1), difference, p, each, [difference.ndim - 1]), -2);
}

/** The p-norms (2) of the differences of each two rows of a matrix, as one vector: those of `cdist` above its diagonal. */
export function pdist(input: Tensor, p?: number | { p?: number }): Tensor {
  const call = named<{ p?: number }>("pdist", { p });
  const { shape } = expectTensor(input, "pdist");
  if (shape.length !== 2) throw new Error(`pdist only supports 2D tensors, got: ${shape.length}D`);
  if (!input.dtype.isFloatingPoint) throw new Error("pdist only supports floating-point dtypes");
  if (call.p !== undefined && call.p < 0) throw new Error("pdist only supports non-negative p values");
  const [rows] = shape;
  const places: number[] = [];
  for (let i = 0; i < rows; i++) for (let j = i + 1; j < rows; j++) places.push(i * rows + j);
  const index = wrap(input, input.kernels.fromNumbers(places, [places.length], 4));
  return indexSelect(reshape(distances(input, input, call.p ?? 2, false), -1), 0, index);
}
