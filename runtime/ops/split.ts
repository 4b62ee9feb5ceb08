/** Tensors cut into pieces along a dim: split, chunk, unbind and their kin; views but for the unsafe ones. */

import { recording, recordJoint } from "../autograd/graph.ts";
import { int64 } from "../tensor/dtype.ts";
import { describe, named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { expectInts, expectTensor, viewsOf, wrapDim } from "./core.ts";
import { cat, stack } from "./join.ts";
import { slice } from "./shape.ts";

/** Gradients of pieces, zeros where none came. */
function filledIn(grads: readonly (Tensor | null)[], shapes: readonly (readonly number[])[]): Tensor[] {
  const like = grads.find((grad) => grad !== null) as Tensor;
  const { kernels } = like;
  return grads.map((grad, i) => grad ?? wrap(like, kernels.full(shapes[i], 0, kernels.dtype(like.handle))));
}

/** The pieces of given sizes along `dim`. */
function cut(input: Tensor, sections: readonly number[], dim: number, name: string, shared = true): Tensor[] {
  const { kernels, shape } = input;
  let start = 0;
  const pieces = sections.map((section) => {
    const piece = kernels.slice(input.handle, dim, start, start + section, 1);
    start += section;
    return piece;
  });
  const shapes = sections.map((section) => shape.map((size, d) => (d === dim ? section : size)));
  const back = (grads: readonly (Tensor | null)[]): Tensor[] => [cat(filledIn(grads, shapes), dim)];
  if (shared) return viewsOf(input, pieces, name, back);
  const copies = pieces.map((piece) => wrap(input, kernels.clone(piece)));
  if (recording(input)) recordJoint(copies, name, [input], back);
  return copies;
}

function dimOf(input: Tensor, dim: number | undefined, name: string): number {
  const { ndim } = expectTensor(input, name);
  if (ndim === 0) throw new Error(`${name} expects at least a 1-dimensional tensor`);
  return wrapDim(dim ?? 0, ndim);
}

/** The sizes of pieces of `each`, the last of which may be smaller. */
function equalSections(size: number, each: unknown): number[] {
  if (typeof each !== "number" || !Number.isInteger(each))
    throw new TypeError(`split(): argument 'split_size_or_sections' must be int, not ${describe(each)}`);
  if (each < 0) throw new Error(`split expects split_size be non-negative, but got split_size=${each}`);
  if (each === 0 && size !== 0)
    throw new Error(`split_size can only be 0 if dimension size is 0, but got dimension size of ${size}`);
  const count = each === 0 ? 1 : Math.max(1, Math.ceil(size / each));
  return Array.from({ length: count }, (_, i) => Math.min(each, size - i * each));
}

function checkSections(sections: readonly number[], size: number, dim: number): void {
  const negative = expectInts(sections, "split_with_sizes", "split_sizes").find((section) => section < 0);
  if (negative !== undefined)
    throw new Error(
      `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${formatSize(sections)}`,
    );
  const total = sections.reduce((sum, section) => sum + section, 0);
  if (total !== size)
    throw new Error(
      `split_with_sizes expects split_sizes to sum exactly to ${size} (input tensor's size at dimension ${dim}), but got split_sizes=${formatSize(sections)}`,
    );
}

/** What {@link split} takes by name. */
export interface SplitOptions {
  splitSizeOrSections?: number | readonly number[];
  splitSize?: number | readonly number[];
  dim?: number;
}

/** The tensor cut along `dim` into pieces of a size (the last may be smaller), or of the listed sizes; views. */
export function split(
  input: Tensor,
  splitSizeOrSections: number | readonly number[] | SplitOptions,
  dim?: number | { dim?: number },
): Tensor[] {
  const call = named<SplitOptions>("split", { splitSizeOrSections, dim }, undefined, ["splitSize"]);
  const sizes = call.splitSizeOrSections ?? call.splitSize;
  if (Array.isArray(sizes)) return splitWithSizes(input, sizes as readonly number[], call.dim);
  const at = dimOf(input, call.dim, "split");
  return cut(input, equalSections(input.shape[at], sizes), at, "SplitBackward0");
}

/** The tensor cut along `dim` into pieces of the listed sizes; views. */
export function splitWithSizes(
  input: Tensor,
  splitSizes: readonly number[] | { splitSizes: readonly number[]; dim?: number },
  dim?: number | { dim?: number },
): Tensor[] {
  const call = named<{ splitSizes: readonly number[]; dim?: number }>("split_with_sizes", { splitSizes, dim });
  const at = dimOf(input, call.dim, "split_with_sizes");
  checkSections(call.splitSizes, input.shape[at], call.dim ?? 0);
  return cut(input, call.splitSizes, at, "SplitWithSizesBackward0");
}

/** As `split` with one size, but copies, which in-place operators may change while gradients are recorded. */
export function unsafeSplit(
  input: Tensor,
  splitSize: number | { splitSize: number; dim?: number },
  dim?: number | { dim?: number },
): Tensor[] {
  const call = named<{ splitSize: number; dim?: number }>("unsafe_split", { splitSize, dim });
  const at = dimOf(input, call.dim, "unsafe_split");
  return cut(input, equalSections(input.shape[at], call.splitSize), at, "UnsafeSplitBackward0", false);
}

/** As `splitWithSizes`, but copies, which in-place operators may change while gradients are recorded. */
export function unsafeSplitWithSizes(
  input: Tensor,
  splitSizes: readonly number[] | { splitSizes: readonly number[]; dim?: number },
  dim?: number | { dim?: number },
): Tensor[] {
  const call = named<{ splitSizes: readonly number[]; dim?: number }>("unsafe_split_with_sizes", { splitSizes, dim });
  const at = dimOf(input, call.dim, "unsafe_split_with_sizes");
  checkSections(call.splitSizes, input.shape[at], call.dim ?? 0);
  return cut(input, call.splitSizes, at, "UnsafeSplitWithSizesBackward0", false);
}

interface ChunkOptions {
  chunks: number;
  dim?: number;
}

/** The sizes of `chunks` pieces or fewer. */
function chunkSections(size: number, chunks: unknown): number[] | null {
  if (!(typeof chunks === "number" && chunks > 0))
    throw new Error(`chunk expects \`chunks\` to be greater than 0, got: ${String(chunks)}`);
  const each = Math.ceil(size / chunks);
  return each === 0 ? null : equalSections(size, each);
}

/** The tensor cut along `dim` into `chunks` pieces or fewer; views. */
export function chunk(input: Tensor, chunks: number | ChunkOptions, dim?: number | { dim?: number }): Tensor[] {
  const call = named<ChunkOptions>("chunk", { chunks, dim });
  const at = dimOf(input, call.dim, "chunk");
  const sections = chunkSections(input.shape[at], call.chunks);
  if (sections === null) return splitWithSizes(input, new Array<number>(call.chunks).fill(0), at);
  return cut(input, sections, at, "SplitBackward0");
}

/** As `chunk`, but copies, which in-place operators may change while gradients are recorded. */
export function unsafeChunk(input: Tensor, chunks: number | ChunkOptions, dim?: number | { dim?: number }): Tensor[] {
  const call = named<ChunkOptions>("unsafe_chunk", { chunks, dim });
  const at = dimOf(input, call.dim, "unsafe_chunk");
  const sections = chunkSections(input.shape[at], call.chunks) ?? new Array<number>(call.chunks).fill(0);
  return cut(input, sections, at, "UnsafeSplitBackward0", false);
}

/** The rows along `dim`, without it; views. */
export function unbind(input: Tensor, dim?: number | { dim?: number }): Tensor[] {
  const call = named<{ dim?: number }>("unbind", { dim });
  const { shape, kernels } = expectTensor(input, "unbind");
  const at = wrapDim(call.dim ?? 0, shape.length);
  if (shape.length === 0) throw new Error("Dimension specified as 0 but tensor has no dimensions");
  const rows = Array.from({ length: shape[at] }, (_, i) => kernels.select(input.handle, at, i));
  const rest = shape.filter((_, d) => d !== at);
  return viewsOf(input, rows, "UnbindBackward0", (grads) => [
    stack(
      filledIn(
        grads,
        grads.map(() => rest),
      ),
      at,
    ),
  ]);
}

/** What {@link tensorSplit} takes by name. */
export interface TensorSplitOptions {
  /** How many pieces, or before which indices to cut. */
  indicesOrSections?: number | readonly number[] | Tensor;
  sections?: number;
  indices?: readonly number[];
  tensorIndicesOrSections?: Tensor;
  dim?: number;
}

function cutBefore(input: Tensor, indices: readonly number[], dim: number): Tensor[] {
  const starts = [0, ...indices];
  return starts.map((start, i) => slice(input, dim, start, i < indices.length ? indices[i] : null));
}

/** The tensor cut along `dim` into so many pieces, the first of which are one larger where that does not come out even, or before the given indices; views. */
export function tensorSplit(
  input: Tensor,
  indicesOrSections: number | readonly number[] | Tensor | TensorSplitOptions,
  dim?: number | { dim?: number },
): Tensor[] {
  const call = named<TensorSplitOptions>("tensor_split", { indicesOrSections, dim }, undefined, [
    "sections",
    "indices",
    "tensorIndicesOrSections",
  ]);
  const { shape } = expectTensor(input, "tensor_split");
  if (shape.length === 0)
    throw new Error("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  const at = wrapDim(call.dim ?? 0, shape.length);
  const given = call.indicesOrSections ?? call.sections ?? call.indices ?? call.tensorIndicesOrSections;
  const where = given instanceof Tensor ? placesOf(given) : given;
  if (typeof where !== "number") return cutBefore(input, expectInts(where, "tensor_split", "indices"), at);
  if (!Number.isSafeInteger(where) || where >= 2 ** 32)
    throw new TypeError(`tensor_split(): argument 'sections' must be int, not ${where}`);
  if (!(where > 0)) throw new Error(`number of sections must be larger than 0, got ${where}`);
  const [least, larger] = [Math.floor(shape[at] / where), shape[at] % where];
  let start = 0;
  return Array.from({ length: where }, (_, i) => {
    const from = start;
    start += i < larger ? least + 1 : least;
    return slice(input, at, from, start);
  });
}

function placesOf(given: Tensor): number | number[] {
  if (given.dtype !== int64)
    throw new Error(
      `tensor_split expected tensor_indices_or_sections to have dtype of long, but got ${given.dtype.name}`,
    );
  if (given.ndim > 1)
    throw new Error(
      `tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a tensor with ${given.ndim} dims`,
    );
  const values = given.kernels.toNumbers(given.handle).map(Number);
  return given.ndim === 0 ? values[0] : values;
}

type Places =
  | number
  | readonly number[]
  | { indicesOrSections?: number | readonly number[]; sections?: number; indices?: readonly number[] };

function cutAlong(input: Tensor, places: Places, name: string, least: number, dim: number): Tensor[] {
  const call = named<{
    indicesOrSections?: number | readonly number[];
    sections?: number;
    indices?: readonly number[];
  }>(name, { indicesOrSections: places }, undefined, ["sections", "indices"]);
  const { shape } = expectTensor(input, name);
  if (shape.length < least)
    throw new Error(
      `torch.${name} requires a tensor with at least ${least} dimension, but got a tensor with ${shape.length} dimensions!`,
    );
  const where = call.indicesOrSections ?? call.sections ?? call.indices;
  if (typeof where !== "number") return cutBefore(input, expectInts(where, name, "indices"), dim);
  if (where <= 0 || shape[dim] % where !== 0)
    throw new Error(
      `torch.${name} attempted to split along dimension ${dim}, but the size of the dimension ${shape[dim]} is not divisible by the split_size ${where}!`,
    );
  return tensorSplit(input, where, dim);
}

/** Cut into equal pieces, or before the given indices, along the second dim (of a vector the only one); views. */
export function hsplit(input: Tensor, indicesOrSections: Places): Tensor[] {
  return cutAlong(input, indicesOrSections, "hsplit", 1, expectTensor(input, "hsplit").ndim === 1 ? 0 : 1);
}

/** Cut into equal pieces, or before the given indices, along the first dim; views. */
export function vsplit(input: Tensor, indicesOrSections: Places): Tensor[] {
  return cutAlong(input, indicesOrSections, "vsplit", 2, 0);
}

/** Cut into equal pieces, or before the given indices, along the third dim; views. */
export function dsplit(input: Tensor, indicesOrSections: Places): Tensor[] {
  return cutAlong(input, indicesOrSections, "dsplit", 3, 2);
}
