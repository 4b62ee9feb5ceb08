/** Tensors sampled at the places of a grid, with a colour outside. */

import { linspace, ones, tensor } from "../../../ops/create.ts";
import { sampleGrid } from "../../../ops/grid-sample.ts";
import { cat } from "../../../ops/join.ts";
import { where } from "../../../ops/select.ts";
import { type DType, float32, float64 } from "../../../tensor/dtype.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { type Fill, getDimensions, onFloatBatch } from "./common.ts";

/** The type that grids for `img` are computed in. */
export const gridType = (img: Tensor): DType => (img.dtype.isFloatingPoint ? img.dtype : float32);

function requireFill(img: Tensor, fill: Fill | null): void {
  const [channels] = getDimensions(img);
  if (fill !== null && typeof fill !== "number" && fill.length > 1 && fill.length !== channels)
    throw new RangeError(
      "The number of elements in 'fill' cannot broadcast to match the number of channels of the image " +
        `(${fill.length} != ${channels})`,
    );
}

/** `img` at the places of `grid` [1, H, W, 2]. */
export function applyGrid(img: Tensor, grid: Tensor, mode: "nearest" | "bilinear", fill: Fill | null): Tensor {
  requireFill(img, fill);
  return onFloatBatch(
    img,
    (batch) => {
      const [n, channels, h, w] = batch.shape;
      const places = n > 1 ? grid.expand(n, grid.shape[1], grid.shape[2], 2) : grid;
      const { dtype, device } = batch;
      if (fill === null) return sampleGrid(batch, places, mode, "zeros", false);
      // A channel of ones tells what came from the picture.
      const marked = cat([batch, ones(n, 1, h, w, { dtype, device })], 1);
      const sampled = sampleGrid(marked, places, mode, "zeros", false);
      const colours = sampled.narrow(1, 0, channels);
      const mask = sampled.narrow(1, channels, 1).expandAs(colours);
      const list = typeof fill === "number" ? [fill] : [...fill];
      const filled = tensor(list, { dtype, device }).view(1, -1, 1, 1).expandAs(colours);
      if (mode === "nearest") return where(mask.lt(0.5), filled, colours);
      return colours.mul(mask).add(mask.neg().add(1).mul(filled));
    },
    grid.dtype,
  );
}

/** `[a, b, c]`: a x + b y + c. */
export type Row = readonly [number, number, number];

/** Numbers as the type of a grid for `img` holds them. */
export const narrowed = (img: Tensor): ((value: number) => number) =>
  gridType(img) === float64 ? (value) => value : Math.fround;

/**
 * Of each of `rows` its value [height, width] at pixels whose first is at (x, y), summed up from left to right and each
 * step rounded, as PyTorch's product of small matrices does: the nearest of two pixels hangs on the last digit.
 */
export function mapped(
  height: number,
  width: number,
  x: number,
  y: number,
  rows: readonly Row[],
  like: Tensor,
): Tensor[] {
  const dtype = gridType(like);
  const { device } = like;
  // As torchvision: made in float32 whatever the type is.
  const xs = linspace(x, x + width - 1, width, { dtype: float32, device }).to(dtype);
  const ys = linspace(y, y + height - 1, height, { dtype: float32, device })
    .to(dtype)
    .unsqueeze(-1);
  const narrow = narrowed(like);
  return rows.map((row) => {
    const [a, b, c] = row.map(narrow);
    return xs.mul(a).add(ys.mul(b)).add(c);
  });
}
