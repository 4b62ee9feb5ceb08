/** Elements moved round: roll, rot90, and the shuffles of channels and pixels. */

import { record, recording } from "../autograd/graph.ts";
import { describe, named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { type Dims, expectInts, expectTensor, wrapDim } from "./core.ts";
import { clone, permute, reshape, transpose } from "./shape.ts";
import { flip } from "./sort.ts";

function listOf(value: Dims | null | undefined): readonly number[] {
  if (value == null) return [];
  return typeof value === "number" ? [value] : expectInts(value, "roll", "shifts");
}

/** Elements moved by `shifts` along `dims`, those that fall off the end to the beginning; without `dims`, in the flattened tensor. */
export function roll(
  input: Tensor,
  shifts: Dims | { shifts: Dims; dims?: Dims },
  dims?: Dims | { dims?: Dims },
): Tensor {
  const call = named<{ shifts: Dims; dims?: Dims }>("roll", { shifts, dims });
  const { shape } = expectTensor(input, "roll");
  const by = listOf(call.shifts);
  const along = listOf(call.dims);
  if (by.length === 0) throw new Error("`shifts` required");
  if (along.length === 0 && by.length === 1) return reshape(rolled(reshape(input, -1), by, [0]), shape);
  if (by.length !== along.length)
    throw new Error(`shifts and dimensions must align. shifts: ${by.length}, dims:${along.length}`);
  if (shape.length === 0) throw new Error(`Dimension specified as ${along[0]} but tensor has no dimensions`);
  return rolled(
    input,
    by,
    along.map((dim) => wrapDim(dim, shape.length)),
  );
}

function rolled(input: Tensor, shifts: readonly number[], dims: readonly number[]): Tensor {
  const { kernels } = input;
  let { handle } = input;
  dims.forEach((dim, i) => {
    const size = kernels.sizes(handle)[dim];
    const shift = size === 0 ? 0 : ((shifts[i] % size) + size) % size;
    if (shift === 0) return;
    const parts = [kernels.slice(handle, dim, size - shift, size, 1), kernels.slice(handle, dim, 0, size - shift, 1)];
    handle = kernels.cat(parts, dim);
  });
  const out = wrap(input, handle === input.handle ? kernels.clone(handle) : handle);
  if (!recording(input)) return out;
  return record(
    out,
    "RollBackward0",
    [input],
    [
      (grad) =>
        rolled(
          grad,
          shifts.map((shift) => -shift),
          dims,
        ),
    ],
  );
}

/** Turned `k` (1) times by 90 degrees in the plane of two dims ([0, 1]), from the first to the second. */
export function rot90(
  input: Tensor,
  k?: number | { k?: number; dims?: readonly number[] },
  dims?: readonly number[] | { dims?: readonly number[] },
): Tensor {
  const call = named<{ k?: number; dims?: readonly number[] }>("rot90", { k, dims });
  const { ndim } = expectTensor(input, "rot90");
  if (call.k !== undefined && !Number.isInteger(call.k))
    throw new TypeError(`rot90(): argument 'k' must be int, not ${describe(call.k)}`);
  const plane = call.dims ?? [0, 1];
  if (plane.length !== 2) throw new Error(`expected total rotation dims == 2, but got dims = ${plane.length}`);
  if (ndim < 2) throw new Error(`expected total dims >= 2, but got total dims = ${ndim}`);
  const [first, second] = plane;
  if (first === second || Math.abs(first - second) === ndim)
    throw new Error(`expected rotation dims to be different, but got dim0 = ${first} and dim1 = ${second}`);
  plane.forEach((dim, i) => {
    if (dim < -ndim || dim >= ndim) throw new RangeError(`Rotation dim${i} out of range, dim${i} = ${dim}`);
  });
  return turned(input, call.k ?? 1, wrapDim(first, ndim), wrapDim(second, ndim));
}

function turned(input: Tensor, k: number, a: number, b: number): Tensor {
  const plain = input.detach();
  const quarter = ((k % 4) + 4) % 4;
  let out: Tensor;
  if (quarter === 0) out = clone(plain);
  else if (quarter === 2) out = flip(plain, a, b);
  else out = transpose(flip(plain, quarter === 1 ? b : a), a, b);
  out.view_ = null;
  return recording(input) ? record(out, "Rot90Backward0", [input], [(grad) => turned(grad, -k, a, b)]) : out;
}

function checkFactor(name: string, argument: string, factor: unknown): number {
  if (typeof factor !== "number" || !Number.isInteger(factor))
    throw new TypeError(`${name}(): argument '${argument}' must be int, not ${describe(factor)}`);
  return factor;
}

/** A copy in which `input`, seen as `sizes`, has its dims in `order` and then the shape `shape`. */
function shuffled(
  input: Tensor,
  sizes: readonly number[],
  order: readonly number[],
  shape: readonly number[],
  name: string,
): Tensor {
  const from = input.shape;
  const moved = reshape(permute(reshape(input.detach(), sizes), order), shape);
  const out = wrap(input, input.kernels.clone(moved.handle));
  if (!recording(input)) return out;
  const back = order.map((_, d) => order.indexOf(d));
  const permuted = order.map((dim) => sizes[dim]);
  return record(out, name, [input], [(grad) => shuffled(grad, permuted, back, from, name)]);
}

/** Channels of each pixel made pixels: [*, C r², H, W] to [*, C, H r, W r]. */
export function pixelShuffle(input: Tensor, upscaleFactor: number | { upscaleFactor: number }): Tensor {
  const call = named<{ upscaleFactor: number }>("pixel_shuffle", { upscaleFactor });
  const r = checkFactor("pixel_shuffle", "upscale_factor", call.upscaleFactor);
  const { shape } = expectTensor(input, "pixel_shuffle");
  if (shape.length < 3)
    throw new Error(
      `pixel_shuffle expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`,
    );
  if (r <= 0) throw new Error(`pixel_shuffle expects a positive upscale_factor, but got ${r}`);
  const batch = shape.slice(0, -3);
  const [channels, height, width] = shape.slice(-3);
  if (channels % (r * r) !== 0)
    throw new Error(
      `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${channels} is not divisible by ${r * r}`,
    );
  const left = channels / (r * r);
  const b = batch.length;
  const order = [...batch.keys(), b, b + 3, b + 1, b + 4, b + 2];
  const seen = [...batch, left, r, r, height, width];
  return shuffled(input, seen, order, [...batch, left, height * r, width * r], "PixelShuffleBackward0");
}

/** Pixels made channels: [*, C, H r, W r] to [*, C r², H, W]. */
export function pixelUnshuffle(input: Tensor, downscaleFactor: number | { downscaleFactor: number }): Tensor {
  const call = named<{ downscaleFactor: number }>("pixel_unshuffle", { downscaleFactor });
  const r = checkFactor("pixel_unshuffle", "downscale_factor", call.downscaleFactor);
  const { shape } = expectTensor(input, "pixel_unshuffle");
  if (shape.length < 3)
    throw new Error(
      `pixel_unshuffle expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`,
    );
  if (r <= 0) throw new Error(`pixel_unshuffle expects a positive downscale_factor, but got ${r}`);
  const batch = shape.slice(0, -3);
  const [channels, height, width] = shape.slice(-3);
  for (const [name, size, d] of [
    ["height", height, -2],
    ["width", width, -1],
  ] as const)
    if (size % r !== 0)
      throw new Error(
        `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${d})=${size} is not divisible by ${r}`,
      );
  const b = batch.length;
  const order = [...batch.keys(), b, b + 2, b + 4, b + 1, b + 3];
  const seen = [...batch, channels, height / r, r, width / r, r];
  return shuffled(input, seen, order, [...batch, channels * r * r, height / r, width / r], "PixelUnshuffleBackward0");
}

/** Channels (dim 1) in `groups` groups, of which one channel after the other is taken. */
export function channelShuffle(input: Tensor, groups: number | { groups: number }): Tensor {
  const call = named<{ groups: number }>("channel_shuffle", { groups });
  const count = checkFactor("channel_shuffle", "groups", call.groups);
  const { shape } = expectTensor(input, "channel_shuffle");
  if (shape.length < 3)
    throw new Error(`channel_shuffle expects input with > 2 dims, but got input with sizes ${formatSize(shape)}`);
  if (count <= 0) throw new Error(`Number of groups to divide channels in must be positive. Value of groups:${count}`);
  const [batch, channels, ...rest] = shape;
  if (channels % count !== 0)
    throw new Error(`Number of channels must be divisible by groups. Got ${channels} channels and ${count} groups.`);
  const seen = [batch, count, channels / count, ...rest];
  const order = [0, 2, 1, ...rest.map((_, d) => d + 3)];
  return shuffled(input, seen, order, shape, "ChannelShuffleBackward0");
}
