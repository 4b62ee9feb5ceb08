/** Pictures made larger or smaller. */

import { interpolate } from "../../../nn/functional/vision.ts";
import { uint8 } from "../../../tensor/dtype.ts";
import { named } from "../../../tensor/options.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { resized } from "../../pillow/resize.ts";
import {
  either,
  getDimensions,
  type ImageOrTensor,
  type InterpolationMode,
  onFloatBatch,
  requireInterpolation,
  requireSampling,
} from "./common.ts";

export interface ResizeOptions {
  /** The length of the shorter side, or [height, width]. */
  size?: number | readonly number[];
  /** "bilinear". */
  interpolation?: InterpolationMode;
  /** What the longer side must not exceed, where `size` is one number. */
  maxSize?: number | null;
  /** Whether tensors are filtered as pictures always are; true. */
  antialias?: boolean | null;
}

export function requireSize(size: unknown): asserts size is number | readonly number[] {
  const list = typeof size === "number" ? [size] : size;
  if (!Array.isArray(list)) throw new TypeError(`Size should be int or sequence. Got ${typeof size}`);
  if (list.length < 1 || list.length > 2)
    throw new RangeError(`Size must be an int or a 1 or 2 element tuple/list, not a ${list.length} element tuple/list`);
  if (list.some((length) => !Number.isInteger(length) || length < 1))
    throw new RangeError(`Size must be made of positive ints, got ${JSON.stringify(size)}`);
}

function outputSize(h: number, w: number, size: readonly number[], maxSize: number | null): [number, number] {
  if (size.length === 2) return [size[0], size[1]];
  const [short, long] = w <= h ? [w, h] : [h, w];
  let newShort = size[0];
  let newLong = Math.trunc((newShort * long) / short);
  if (maxSize !== null) {
    if (maxSize <= newShort)
      throw new RangeError(
        `max_size = ${maxSize} must be strictly greater than the requested size for the smaller edge size = ${newShort}`,
      );
    if (newLong > maxSize) {
      newShort = Math.trunc((maxSize * newShort) / newLong);
      newLong = maxSize;
    }
  }
  return w <= h ? [newLong, newShort] : [newShort, newLong];
}

function resizeTensor(
  img: Tensor,
  size: [number, number],
  interpolation: InterpolationMode,
  antialias: boolean,
): Tensor {
  const mode = requireSampling(interpolation, ["nearest", "nearest-exact", "bilinear", "bicubic"], "Tensor");
  const smooth = mode === "bilinear" || mode === "bicubic";
  return onFloatBatch(img, (batch) => {
    const out = interpolate(batch, {
      size,
      mode,
      alignCorners: smooth ? false : null,
      antialias: smooth && antialias,
    });
    return mode === "bicubic" && img.dtype === uint8 ? out.clamp(0, 255) : out;
  });
}

/** The picture at another size. Pictures are filtered as Pillow filters them, tensors by `nn.functional.interpolate`. */
export function resize<T extends ImageOrTensor>(
  img: T,
  size: number | readonly number[] | ResizeOptions,
  interpolation?: InterpolationMode | ResizeOptions,
  maxSize?: number | null | ResizeOptions,
  antialias?: boolean | null | ResizeOptions,
): T {
  const call = named<ResizeOptions>("resize", { size, interpolation, maxSize, antialias });
  const mode = call.interpolation ?? "bilinear";
  requireInterpolation(mode, "resize");
  requireSize(call.size);
  const wanted = typeof call.size === "number" ? [call.size] : call.size;
  if (call.maxSize != null && wanted.length !== 1)
    throw new RangeError(
      "max_size should only be passed if size specifies the length of the smaller edge, i.e. size should be an int or a sequence of length 1",
    );
  const [, h, w] = getDimensions(img);
  const [height, width] = outputSize(h, w, wanted, call.maxSize ?? null);
  if (h === height && w === width) return img;
  return either(
    img,
    "resize",
    (image) => image.with(resized(image, height, width, mode === "nearest-exact" ? "nearest" : mode)),
    (tensor) => resizeTensor(tensor, [height, width], mode, call.antialias !== false && call.antialias !== null),
  );
}
