/** Pictures made larger at their edges. */

import { tensor } from "../../../ops/create.ts";
import { constantPadNd, padByItself } from "../../../ops/pad.ts";
import { float32, float64, int64 } from "../../../tensor/dtype.ts";
import { describe, named } from "../../../tensor/options.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { type EdgeMode, type Edges, padded } from "../../pillow/edges.ts";
import { either, type Fill, fillOf, type ImageOrTensor } from "./common.ts";

/** One number for all sides, [left and right, top and bottom], or [left, top, right, bottom]. */
export type PaddingOf = number | readonly number[];

const modes: readonly EdgeMode[] = ["constant", "edge", "reflect", "symmetric"];

export function requirePadding(padding: unknown, fill: unknown, mode: unknown): void {
  const isList = Array.isArray(padding);
  if (!isList && typeof padding !== "number")
    throw new TypeError(
      `Got inappropriate padding arg: ${describe(padding)}; it takes a number or a list of 1, 2 or 4`,
    );
  if (isList && ![1, 2, 4].includes(padding.length))
    throw new RangeError(`Padding must be an int or a 1, 2, or 4 element tuple, not a ${padding.length} element tuple`);
  if ((isList ? padding : [padding]).some((count) => !Number.isInteger(count)))
    throw new TypeError(`Padding must be made of ints, got ${JSON.stringify(padding)}`);
  if (fill !== null && typeof fill !== "number" && !Array.isArray(fill))
    throw new TypeError(`Got inappropriate fill arg: ${describe(fill)}; it takes a number or a list of numbers`);
  if (!modes.includes(mode as EdgeMode))
    throw new RangeError("Padding mode should be either constant, edge, reflect or symmetric");
}

function edgesOf(padding: PaddingOf): Edges {
  const list = typeof padding === "number" ? [padding] : padding;
  const [left, top = left, right = left, bottom = top] = list;
  return { left, top, right, bottom };
}

/** The places that a line of `size` shows with its own mirror images at both ends. */
function mirrored(size: number, before: number, after: number): number[] {
  const line = Array.from({ length: size }, (_, i) => i);
  return [...line.slice(0, before).reverse(), ...line, ...line.slice(size - after).reverse()];
}

function symmetric(img: Tensor, { left, top, right, bottom }: Edges): Tensor {
  if (img.ndim < 3 || img.ndim > 4) throw new Error("Symmetric padding of N-D tensors are not supported yet");
  let part = img;
  const { device } = img;
  for (const [dim, before, after] of [[-2, top, bottom] as const, [-1, left, right] as const]) {
    const size = part.size(dim);
    part = part.narrow(dim, Math.max(-before, 0), size + Math.min(before, 0) + Math.min(after, 0));
    const places = mirrored(part.size(dim), Math.max(before, 0), Math.max(after, 0));
    part = part.indexSelect(dim, tensor(places, { dtype: int64, device }));
  }
  return part;
}

function padTensor(img: Tensor, padding: PaddingOf, fill: Fill | null, mode: EdgeMode): Tensor {
  const edges = edgesOf(padding);
  const { left, top, right, bottom } = edges;
  if (mode === "symmetric") return symmetric(img, edges);
  if (mode === "constant") {
    if (fill !== null && typeof fill !== "number" && fill.length !== 1)
      throw new TypeError("Got inappropriate fill arg: a tensor is padded with one number");
    const value = typeof fill === "number" ? fill : (fill?.[0] ?? 0);
    return constantPadNd(img, [left, right, top, bottom], value);
  }
  const batch = img.ndim < 4 ? img.unsqueeze(0) : img;
  const isFloat = img.dtype === float32 || img.dtype === float64;
  const wide = isFloat ? batch : batch.to(float32);
  const out = padByItself(wide, [left, right, top, bottom], mode === "edge" ? "replicate" : "reflect");
  const same = isFloat ? out : out.to(img.dtype);
  return img.ndim < 4 ? same.squeeze(0) : same;
}

interface PadOptions {
  padding?: PaddingOf;
  fill?: Fill | null;
  paddingMode?: EdgeMode;
}

/**
 * More pixels at the edges.
 * @param fill what they hold in the mode "constant"; 0.
 * @param paddingMode "constant", "edge", "reflect" or "symmetric"; "constant".
 */
export function pad<T extends ImageOrTensor>(
  img: T,
  padding: PaddingOf | PadOptions,
  fill?: Fill | null | PadOptions,
  paddingMode?: EdgeMode | PadOptions,
): T {
  const call = named<PadOptions>("pad", { padding, fill, paddingMode });
  const { fill: value = 0, paddingMode: mode = "constant" } = call;
  requirePadding(call.padding, value, mode);
  const given = call.padding as PaddingOf;
  return either(
    img,
    "pad",
    (image) => image.with(padded(image, edgesOf(given), mode, fillOf(value, image.channels))),
    (one) => padTensor(one, given, value, mode),
  );
}
