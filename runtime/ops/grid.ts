/** Tensors combined: grids, products of sets, block matrices; and the indices of triangles and of flat positions. */

import { record, recording } from "../autograd/graph.ts";
import { backendFor } from "../tensor/device.ts";
import { bool, int64 } from "../tensor/dtype.ts";
import { describe, isOptions, named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { floorDivide, remainder } from "./arithmetic.ts";
import { cast, codeOf, expandTo, expectTensor } from "./core.ts";
import type { FactoryOptions } from "./create.ts";
import { stack } from "./join.ts";
import { vander as powersOf } from "./linalg/product.ts";
import { indexSelect } from "./scatter.ts";
import { nonzero } from "./select.ts";
import { narrow, reshape } from "./shape.ts";
import { flip } from "./sort.ts";

/** Tensors one by one or as one list. */
export type TensorArguments = (Tensor | readonly Tensor[])[];

function tensorsOf(name: string, tensors: readonly unknown[]): Tensor[] {
  const list = tensors.length === 1 && Array.isArray(tensors[0]) ? (tensors[0] as readonly unknown[]) : tensors;
  return list.map((tensor, i) => {
    if (tensor instanceof Tensor) return tensor;
    throw new TypeError(
      `${name}(): argument 'tensors' must be tuple of Tensors, but element ${i} is ${describe(tensor)}`,
    );
  });
}

/** How {@link meshgrid} orders its dims. */
export interface MeshgridOptions {
  /** "ij" (first tensor, first dim) or "xy" (the first two exchanged). */
  indexing?: "ij" | "xy";
}

/** Of n vectors n tensors of n dims, each with one vector's elements along its own dim; views. */
export function meshgrid(...tensors: (Tensor | readonly Tensor[] | MeshgridOptions)[]): Tensor[] {
  const last = tensors[tensors.length - 1];
  const options = isOptions(last) ? (last as MeshgridOptions) : {};
  const list = tensorsOf("meshgrid", isOptions(last) ? tensors.slice(0, -1) : tensors);
  const { indexing = "ij" } = options;
  if (list.length === 0) throw new Error("meshgrid expects a non-empty TensorList");
  for (const { shape, dtype } of list) {
    if (shape.length > 1)
      throw new Error(`torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ${formatSize(shape)}`);
    if (dtype !== list[0].dtype) throw new Error("meshgrid expects all tensors to have the same dtype");
  }
  if (indexing !== "ij" && indexing !== "xy")
    throw new Error(`torch.meshgrid: indexing must be one of "xy" or "ij", but received: ${String(indexing)}`);
  const swapped = indexing === "xy" && list.length >= 2;
  const ordered = swapped ? [list[1], list[0], ...list.slice(2)] : list;
  const shape = ordered.map((tensor) => tensor.shape.numel());
  const grids = ordered.map((tensor, i) =>
    expandTo(
      reshape(
        tensor,
        shape.map((size, d) => (d === i ? size : 1)),
      ),
      shape,
    ),
  );
  if (!swapped) return grids;
  const [first, second, ...rest] = grids;
  return [second, first, ...rest];
}

function expectVector(tensor: Tensor): void {
  if (tensor.ndim !== 1) throw new Error(`Expect a 1D vector, but got shape ${formatSize(tensor.shape)}`);
}

/** All tuples of one element of each vector, one a row; of a single vector itself. */
export function cartesianProd(...tensors: TensorArguments): Tensor {
  const list = tensorsOf("cartesian_prod", tensors);
  list.forEach(expectVector);
  if (list.length === 1) return list[0];
  return stack(
    meshgrid(list).map((grid) => reshape(grid, -1)),
    1,
  );
}

/** What {@link combinations} takes by name. */
export interface CombinationsOptions {
  /** Elements of a combination; 2. */
  r?: number;
  /** Whether an element may be taken again; false. */
  withReplacement?: boolean;
}

/** The choices of `r` of `n` numbers in lexicographic order, those for one place after the other. */
function choices(n: number, r: number, again: boolean): number[][] {
  const columns = Array.from({ length: r }, (): number[] => []);
  const chosen: number[] = [];
  const choose = (from: number): void => {
    if (chosen.length === r) {
      chosen.forEach((value, i) => {
        columns[i].push(value);
      });
      return;
    }
    for (let i = from; i < n; i++) {
      chosen.push(i);
      choose(again ? i : i + 1);
      chosen.pop();
    }
  };
  choose(0);
  return columns;
}

/** All choices of `r` elements of a vector, in order, one a row. */
export function combinations(
  input: Tensor,
  r?: number | CombinationsOptions,
  withReplacement?: boolean | CombinationsOptions,
): Tensor {
  const call = named<CombinationsOptions>("combinations", { r, withReplacement });
  const { kernels, shape } = expectTensor(input, "combinations");
  expectVector(input);
  const count = call.r ?? 2;
  if (count < 0) throw new Error(`Expect a non-negative number, but got ${count}`);
  if (count === 0) return wrap(input, kernels.empty([0], codeOf(input)));
  const columns = choices(shape[0], count, call.withReplacement ?? false);
  return stack(
    columns.map((column) =>
      indexSelect(input, 0, wrap(input, kernels.fromNumbers(column, [column.length], int64.code))),
    ),
    1,
  );
}

/** The dtype that all are promoted to: 0-d tensors give way to others of their kind. */
function commonType(tensors: readonly Tensor[]): number {
  const [{ kernels }] = tensors;
  const common = (list: readonly Tensor[]): number =>
    kernels.dtype(
      kernels.cat(
        list.map((tensor) => kernels.empty([0], codeOf(tensor))),
        0,
      ),
    );
  const [scalars, others] = [tensors.filter(({ ndim }) => ndim === 0), tensors.filter(({ ndim }) => ndim > 0)];
  if (scalars.length === 0 || others.length === 0) return common(tensors);
  const [a, b] = [kernels.empty([0], common(others)), kernels.full([], 0, common(scalars))];
  return kernels.dtype(kernels.where(kernels.full([], true, bool.code), a, b));
}

/** The tensors, seen as matrices, one after the other on the diagonal of a matrix of zeros. */
export function blockDiag(...tensors: TensorArguments): Tensor {
  const list = tensorsOf("block_diag", tensors);
  if (list.length === 0) {
    const backend = backendFor(undefined);
    return new Tensor(backend.kernels.empty([1, 0], 6), backend);
  }
  const sizes = list.map(({ shape }, i) => {
    if (shape.length > 2)
      throw new Error(
        `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ${i} has ${shape.length} dimensions`,
      );
    return [shape.length === 2 ? shape[0] : 1, shape.length === 0 ? 1 : shape[shape.length - 1]] as const;
  });
  const [first] = list;
  const { kernels } = first;
  const code = commonType(list);
  const total = [0, 1].map((d) => sizes.reduce((sum, size) => sum + size[d], 0));
  const result = kernels.full(total, 0, code);
  let row = 0;
  let column = 0;
  const places = sizes.map(([rows, columns]) => {
    const place = { row, column, rows, columns };
    row += rows;
    column += columns;
    return place;
  });
  list.forEach((tensor, i) => {
    const at = places[i];
    const rows = kernels.slice(result, 0, at.row, at.row + at.rows, 1);
    kernels.copyInto(kernels.slice(rows, 1, at.column, at.column + at.columns, 1), tensor.handle);
  });
  const out = wrap(first, result);
  if (!list.some((tensor) => recording(tensor))) return out;
  const derivatives = list.map((tensor, i) => {
    const { shape } = tensor;
    const own = codeOf(tensor);
    const at = places[i];
    return (grad: Tensor): Tensor =>
      cast(reshape(narrow(narrow(grad, 0, at.row, at.rows), 1, at.column, at.columns), shape), own);
  });
  return record(out, "BlockDiagBackward0", list, derivatives);
}

/** What {@link vander} takes by name. */
export interface VanderOptions {
  /** How many columns; as many as `x` has elements. */
  N?: number | null;
  /** Whether powers grow from left to right; false. */
  increasing?: boolean;
}

/** The matrix of the powers of a vector's elements, one row each. */
export function vander(x: Tensor, N?: number | null | VanderOptions, increasing?: boolean | VanderOptions): Tensor {
  const call = named<VanderOptions>("vander", { N, increasing });
  if (expectTensor(x, "vander", "x").ndim !== 1) throw new Error("x must be a one-dimensional tensor.");
  const count = call.N ?? x.shape[0];
  if (count < 0) throw new Error("N must be non-negative.");
  const powers = narrow(powersOf(x, { N: Math.max(count, 2) }), 1, 0, count);
  return call.increasing ? powers : flip(powers, 1);
}

/** Where elements are not zero: their coordinates, one row each. */
export function argwhere(input: Tensor): Tensor {
  return nonzero(expectTensor(input, "argwhere"));
}

/** The coordinates, one tensor a dim, of the elements that `indices` numbers in a tensor of `shape`. */
export function unravelIndex(
  indices: Tensor,
  shape: number | readonly number[] | { shape: number | readonly number[] },
): Tensor[] {
  const call = named<{ shape: number | readonly number[] }>("unravel_index", { shape });
  const { dtype } = expectTensor(indices, "unravel_index", "indices");
  if (dtype.isFloatingPoint || dtype.name === "bool")
    throw new TypeError(`expected 'indices' to be integer dtype, but got ${dtype}`);
  const sizes = typeof call.shape === "number" ? [call.shape] : call.shape;
  for (const size of sizes)
    if (!Number.isInteger(size))
      throw new TypeError(`expected 'shape' to be int or sequence of ints, but found element ${String(size)}`);
  if (sizes.some((size) => size < 0))
    throw new Error(`'shape' cannot have negative values, but got (${sizes.join(", ")})`);
  const largest = 2n ** 63n - 1n;
  const exact = sizes.map((size) => (BigInt(size) > largest ? largest : BigInt(size)));
  const steps: bigint[] = new Array(sizes.length).fill(1n);
  for (let d = sizes.length - 2; d >= 0; d--) steps[d] = BigInt.asIntN(64, steps[d + 1] * exact[d + 1]);
  const flat = cast(indices, int64.code);
  return exact.map((size, d) => remainder(floorDivide(flat, steps[d]), size));
}

/** What {@link trilIndices} takes by name. */
export interface TriangleOptions extends FactoryOptions {
  row?: number;
  col?: number;
  offset?: number;
}

function triangleIndices(
  name: string,
  row: number | TriangleOptions,
  col: number | TriangleOptions | undefined,
  offset: number | TriangleOptions | undefined,
  options: TriangleOptions | undefined,
  inside: (offset: number, columns: number) => (i: number) => readonly [number, number],
): Tensor {
  const call = named<TriangleOptions>(name, { row, col, offset }, options, ["dtype", "device", "requiresGrad"]);
  const [rows, columns, shift] = [call.row, call.col, call.offset ?? 0];
  for (const [argument, value] of Object.entries({ row: rows, col: columns, offset: shift }))
    if (typeof value !== "number" || !Number.isInteger(value))
      throw new TypeError(`${name}(): argument '${argument}' must be int, not ${describe(value)}`);
  if ((rows as number) < 0) throw new Error(`row must be non-negative, got${rows}`);
  if ((columns as number) < 0) throw new Error(`col must be non-negative, got${columns}`);
  const range = inside(shift, columns as number);
  const backend = backendFor(call.device ?? undefined);
  const { code } = call.dtype ?? int64;
  // So many at least: where that is more than the machine holds, it is refused before the count.
  const corner = Math.min(rows as number, columns as number) - Math.abs(shift);
  backend.kernels.empty([2, Math.max(0, corner)], code);
  const [first, second]: [number[], number[]] = [[], []];
  for (let i = 0; i < (rows as number); i++) {
    const [from, to] = range(i);
    if (from >= (columns as number)) break;
    for (let j = Math.max(from, 0); j < Math.min(to, columns as number); j++) {
      first.push(i);
      second.push(j);
    }
  }
  const values = new Float64Array(first.concat(second));
  return new Tensor(backend.kernels.fromNumbers(values, [2, first.length], code), backend);
}

/** The rows and columns, [2, n], of the elements of a lower triangle, up to diagonal number `offset`. */
export function trilIndices(
  row: number | TriangleOptions,
  col?: number | TriangleOptions,
  offset?: number | TriangleOptions,
  options?: TriangleOptions,
): Tensor {
  return triangleIndices("tril_indices", row, col, offset, options, (shift) => (i) => [0, i + shift + 1]);
}

/** The rows and columns, [2, n], of the elements of an upper triangle, from diagonal number `offset` on. */
export function triuIndices(
  row: number | TriangleOptions,
  col?: number | TriangleOptions,
  offset?: number | TriangleOptions,
  options?: TriangleOptions,
): Tensor {
  return triangleIndices("triu_indices", row, col, offset, options, (shift, columns) => (i) => [i + shift, columns]);
}
