/** Sampling images at places that a grid names, and grids of affine maps. */

import { record, recording } from "../autograd/graph.ts";
import { bfloat16, float16, float32, float64, int64 } from "../tensor/dtype.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, fmod, mul, remainder, sub } from "./arithmetic.ts";
import { eq, ge, gt, le, logicalAnd, lt } from "./compare.ts";
import { expectInts, expectTensor, filled, whereTensor } from "./core.ts";
import { linspace, ones } from "./create.ts";
import { stack } from "./join.ts";
import { bmm } from "./matmul.ts";
import { abs, floor, round } from "./pointwise.ts";
import { gather } from "./scatter.ts";
import { clamp } from "./select.ts";
import { expand, flatten, reshape, select, transpose, unsqueeze } from "./shape.ts";

/** How a pixel between pixels is found, and what lies outside the image. */
export type GridMode = "bilinear" | "nearest" | "bicubic";
export type GridPadding = "zeros" | "border" | "reflection";

/** From [-1, 1] to pixels; of images in float32, product and difference are rounded once, as PyTorch's are. */
function toPixels(place: Tensor, size: number, alignCorners: boolean, dims: number): Tensor {
  const moved = add(place, 1);
  if (alignCorners) return mul(moved, (size - 1) / 2);
  if (dims === 2 && place.dtype === float32) return sub(mul(moved.to(float64), size / 2), 0.5).to(float32);
  return div(sub(mul(moved, size), 1), 2);
}

/** Cut to the image; beyond its edges, and on them, the derivative is 0. */
function clipped(place: Tensor, size: number): Tensor {
  const inside = logicalAnd(gt(place, 0), lt(place, size - 1));
  return whereTensor(inside, place, clamp(place.detach(), 0, size - 1));
}

/** Mirrored at the edges until it lies inside. */
function reflected(place: Tensor, low: number, high: number): Tensor {
  if (low === high) return mul(place, 0);
  const span = (high - low) / 2;
  const from = abs(sub(place, low / 2));
  const extra = fmod(from, span);
  const even = eq(remainder(floor(div(from.detach(), span)), 2), 0);
  return add(whereTensor(even, extra, sub(span, extra)), low / 2);
}

function padded(place: Tensor, size: number, padding: GridPadding, alignCorners: boolean): Tensor {
  if (padding === "border") return clipped(place, size);
  if (padding === "zeros") return place;
  const mirror = alignCorners ? reflected(place, 0, 2 * (size - 1)) : reflected(place, -1, 2 * size - 1);
  return clipped(mirror, size);
}

/** The pixels of `flat` [N, C, pixels] at whole places, one [N, P] a dim, times `weight` [N, P]; 0 outside. */
function sampled(flat: Tensor, places: readonly Tensor[], sizes: readonly number[], weight: Tensor | null): Tensor {
  let inside: Tensor | null = null;
  let index: Tensor | null = null;
  places.forEach((place, i) => {
    const fits = logicalAnd(ge(place, 0), le(place, sizes[i] - 1));
    inside = inside === null ? fits : logicalAnd(inside, fits);
    const whole = whereTensor(fits, place, 0).to(int64);
    index = index === null ? whole : add(mul(index, sizes[i]), whole);
  });
  const [batch, channels] = flat.shape;
  const at = unsqueeze(index as unknown as Tensor, 1);
  const taken = gather(flat, 2, expand(at, [batch, channels, at.shape[2]]));
  const mask = inside as unknown as Tensor;
  if (weight === null) return whereTensor(unsqueeze(mask, 1), taken, 0);
  return whereTensor(unsqueeze(mask, 1), mul(taken, unsqueeze(weight, 1)), 0);
}

/** Σ over all corners of the cell around each place. */
function linear(flat: Tensor, places: readonly Tensor[], sizes: readonly number[]): Tensor {
  const lower = places.map((place) => floor(place.detach()));
  const parts = places.map((place, i) => sub(place, lower[i]));
  let sum: Tensor | null = null;
  for (let corner = 0; corner < 1 << places.length; corner++) {
    let weight: Tensor | null = null;
    const at = lower.map((low, i) => {
      const upper = (corner >> (places.length - 1 - i)) & 1;
      const share = upper === 1 ? parts[i] : sub(1, parts[i]);
      weight = weight === null ? share : mul(weight, share);
      return upper === 1 ? add(low, 1) : low;
    });
    const part = sampled(flat, at, sizes, weight);
    sum = sum === null ? part : add(sum, part);
  }
  return sum as unknown as Tensor;
}

/** Keys' four factors (1981) of a place `t` past the second of four pixels. */
function cubicFactors(t: Tensor): Tensor[] {
  const a = -0.75;
  const near = (x: Tensor): Tensor => add(mul(mul(sub(mul(x, a + 2), a + 3), x), x), 1);
  const far = (x: Tensor): Tensor => sub(mul(add(mul(sub(mul(x, a), 5 * a), x), 8 * a), x), 4 * a);
  return [far(add(t, 1)), near(t), near(sub(1, t)), far(sub(2, t))];
}

function cubic(
  flat: Tensor,
  places: readonly Tensor[],
  sizes: readonly number[],
  pad: (place: Tensor, size: number) => Tensor,
): Tensor {
  const middle = places.map((place) => floor(place.detach()));
  const factors = places.map((place, i) => cubicFactors(sub(place, middle[i])));
  const taps = [-1, 0, 1, 2];
  return taps
    .flatMap((dy, y) =>
      taps.map((dx, x) => {
        const at = [pad(add(middle[0], dy), sizes[0]), pad(add(middle[1], dx), sizes[1])];
        return sampled(flat, at, sizes, mul(factors[0][y], factors[1][x]));
      }),
    )
    .reduce((sum, part) => add(sum, part));
}

/** A node with PyTorch's name at the end of what other operators recorded; gives zeros to a `flat` input. */
function under(name: string, out: Tensor, flat: Tensor | null = null): Tensor {
  const made = wrap(out, out.kernels.alias(out.handle));
  const none = () => (flat === null ? null : filled(flat.detach(), 0));
  return recording(out, flat) ? record(made, name, [out, flat], [(grad) => grad, none]) : made;
}

function requireGrid(input: Tensor, grid: Tensor, mode: GridMode): void {
  const dims = expectTensor(input, "grid_sampler").ndim - 2;
  const shape = expectTensor(grid, "grid_sampler", "grid").shape;
  if ((dims !== 2 && dims !== 3) || shape.length !== dims + 2)
    throw new Error(
      "grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, " +
        `but got input with sizes ${formatSize(input.shape)} and grid with sizes ${formatSize(shape)}`,
    );
  if (shape[0] !== input.shape[0])
    throw new Error(
      "grid_sampler(): expected grid and input to have same batch size, " +
        `but got input with sizes ${formatSize(input.shape)} and grid with sizes ${formatSize(shape)}`,
    );
  if (shape[dims + 1] !== dims)
    throw new Error(
      `grid_sampler(): expected grid to have size ${dims} in last dimension, but got grid with sizes ${formatSize(shape)}`,
    );
  input.shape.slice(2).forEach((size, i) => {
    if (size === 0)
      throw new Error(
        `grid_sampler(): expected input to have non-empty spatial dimensions, ` +
          `but input has sizes ${formatSize(input.shape)} with dimension ${i + 2} being empty`,
      );
  });
  if (dims === 3 && mode === "bicubic") throw new Error("grid_sampler(): bicubic interpolation only supports 4D input");
  if (input.dtype !== grid.dtype)
    throw new Error(
      `grid_sampler(): expected input and grid to have same dtype, but input has ${input.dtype.name} and grid has ${grid.dtype.name}`,
    );
}

/** @internal `input` at the places of `grid`: [N, C, …] and [N, …, dims], x before y before z, each in [-1, 1]. */
export function sampleGrid(
  input: Tensor,
  grid: Tensor,
  mode: GridMode,
  padding: GridPadding,
  alignCorners: boolean,
): Tensor {
  requireGrid(input, grid, mode);
  const sizes = input.shape.slice(2);
  const dims = sizes.length;
  const points = flatten(grid, 1, -2);
  // Halves hold the places too, but what is between pixels is computed in float32.
  const wide = (tensor: Tensor): Tensor =>
    input.dtype === float16 || input.dtype === bfloat16 ? tensor.to(float32) : tensor;
  const flat = wide(flatten(input, 2));
  const pad = (place: Tensor, size: number): Tensor => padded(place, size, padding, alignCorners);
  const raw = sizes.map((size, i) => wide(toPixels(select(points, -1, dims - 1 - i), size, alignCorners, dims)));
  const places = mode === "bicubic" ? raw : raw.map((place, i) => pad(place, sizes[i]));
  const out =
    mode === "bilinear"
      ? linear(flat, places, sizes)
      : mode === "nearest"
        ? sampled(
            flat,
            places.map((place) => round(place.detach())),
            sizes,
            null,
          )
        : cubic(flat, places, sizes, pad);
  const shape = [...input.shape.slice(0, 2), ...grid.shape.slice(1, -1)];
  return under(`GridSampler${dims}DBackward0`, reshape(out, shape).to(input.dtype), mode === "nearest" ? grid : null);
}

const modes: readonly GridMode[] = ["bilinear", "nearest", "bicubic"];
const paddings: readonly GridPadding[] = ["zeros", "border", "reflection"];

/** `torch.grid_sampler`: modes by their numbers (bilinear, nearest, bicubic; zeros, border, reflection). */
export function gridSampler(
  input: Tensor,
  grid: Tensor,
  interpolationMode: number,
  paddingMode: number,
  alignCorners: boolean,
): Tensor {
  const mode = modes[interpolationMode];
  const padding = paddings[paddingMode];
  if (mode === undefined) throw new Error(`grid_sampler(): unknown interpolation mode ${String(interpolationMode)}`);
  if (padding === undefined) throw new Error(`grid_sampler(): unknown padding mode ${String(paddingMode)}`);
  return sampleGrid(input, grid, mode, padding, alignCorners);
}

/** -1…1, or the middles of as many pixels. */
function line(count: number, like: Tensor, alignCorners: boolean): Tensor {
  const options = { dtype: like.dtype, device: like.device };
  if (count <= 1) return linspace(0, 0, count, options);
  const whole = linspace(-1, 1, count, options);
  return alignCorners ? whole : mul(whole, (count - 1) / count);
}

/** The places, for `gridSample`, that affine maps `theta` [N, 2, 3] or [N, 3, 4] take a result of `size` from. */
export function affineGridGenerator(theta: Tensor, size: readonly number[], alignCorners: boolean): Tensor {
  expectInts(size, "affine_grid_generator", "size");
  const { shape } = expectTensor(theta, "affine_grid_generator", "theta");
  if (size.length !== 4 && size.length !== 5)
    throw new Error("AffineGridGenerator needs 4d (spatial) or 5d (volumetric) inputs.");
  const dims = size.length - 2;
  if (shape.length !== 3 || shape[0] !== size[0] || shape[1] !== dims || shape[2] !== dims + 1)
    throw new Error(
      `Expected a batch of ${dims}D affine matrices of shape Nx${dims}x${dims + 1} for size ${formatSize(size)}. Got ${formatSize(shape)}.`,
    );
  const spatial = size.slice(2);
  const axes = spatial.map((count, i) =>
    expand(
      reshape(
        line(count, theta, alignCorners),
        spatial.map((_, d) => (d === i ? -1 : 1)),
      ),
      spatial,
    ),
  );
  const one = ones([...spatial], { dtype: theta.dtype, device: theta.device });
  const base = reshape(stack([...axes.reverse(), one], -1), [1, -1, dims + 1]);
  const out = bmm(expand(base, [size[0], base.shape[1], dims + 1]), transpose(theta, 1, 2));
  return under("AffineGridGeneratorBackward0", reshape(out, [size[0], ...spatial, dims]));
}

/** `torch.grid_sampler_2d`: as {@link gridSampler}, of [N, C, H, W]. */
export function gridSampler2d(...args: Parameters<typeof gridSampler>): Tensor {
  return gridSampler(...args);
}

/** `torch.grid_sampler_3d`: as {@link gridSampler}, of [N, C, D, H, W]. */
export function gridSampler3d(...args: Parameters<typeof gridSampler>): Tensor {
  return gridSampler(...args);
}
