/** What the functions of transforms share: pictures and tensors [..., C, H, W] alike. */

import { type DType, float32, float64, iinfo } from "../../../tensor/dtype.ts";
import { describe } from "../../../tensor/options.ts";
import { Tensor } from "../../../tensor/tensor.ts";
import { Image } from "../../image.ts";

/** What transforms take: a picture, or a tensor [..., C, H, W] (or [H, W]). */
export type ImageOrTensor = Image | Tensor;

/** Ways to find a pixel between pixels; torchvision's InterpolationMode. */
export type InterpolationMode = "nearest" | "nearest-exact" | "bilinear" | "bicubic" | "box" | "hamming" | "lanczos";

export const interpolationModes: readonly InterpolationMode[] = [
  "nearest",
  "nearest-exact",
  "bilinear",
  "bicubic",
  "box",
  "hamming",
  "lanczos",
];

/** A number for all channels, or one for each. */
export type Fill = number | readonly number[];

export function requireInterpolation(mode: unknown, name: string): asserts mode is InterpolationMode {
  if (!interpolationModes.includes(mode as InterpolationMode))
    throw new TypeError(
      `${name}: argument interpolation should be one of ${interpolationModes.join(", ")}, got ${JSON.stringify(mode)}`,
    );
}

/** What grids and warps can do of these modes. */
export function requireSampling<const Mode extends InterpolationMode>(
  mode: InterpolationMode,
  known: readonly Mode[],
  what: string,
): Mode {
  const found = known.find((name) => name === mode);
  if (found === undefined)
    throw new RangeError(
      `Interpolation mode '${mode}' is unsupported with ${what} input; it takes ${known.join(", ")}`,
    );
  return found;
}

/** Sends a picture one way and a tensor the other; the result is of the input's kind. */
export function either<T extends ImageOrTensor>(
  img: T,
  name: string,
  onImage: (image: Image) => Image,
  onTensor: (tensor: Tensor) => Tensor,
): T {
  if (img instanceof Tensor) {
    requireImageTensor(img);
    return onTensor(img) as T;
  }
  if (img instanceof Image) return onImage(img) as T;
  throw new TypeError(`${name}(): img should be Image or Tensor. Got ${describe(img)}`);
}

export function requireImageTensor({ ndim }: Tensor): void {
  if (ndim < 2) throw new TypeError("Tensor is not a torch image.");
}

/** At least three dims, and one or three channels. */
export function requireChannels(img: Tensor, leastDims = 2): void {
  if (img.ndim < leastDims)
    throw new TypeError(`Input image tensor should have at least 3 dimensions, but found ${img.ndim}`);
  const [channels] = getDimensions(img);
  if (channels !== 1 && channels !== 3)
    throw new TypeError(`Input image tensor permitted channel values are [1, 3], but found ${channels}`);
}

/** [channels, height, width]. */
export function getDimensions(img: ImageOrTensor): [channels: number, height: number, width: number] {
  if (img instanceof Image) return [img.channels, img.height, img.width];
  if (!(img instanceof Tensor)) throw new TypeError(`Unexpected type ${describe(img)}`);
  requireImageTensor(img);
  const { shape, ndim } = img;
  return [ndim === 2 ? 1 : shape[ndim - 3], shape[ndim - 2], shape[ndim - 1]];
}

/** [width, height]. */
export function getImageSize(img: ImageOrTensor): [width: number, height: number] {
  const [, height, width] = getDimensions(img);
  return [width, height];
}

export function getImageNumChannels(img: ImageOrTensor): number {
  return getDimensions(img)[0];
}

/** The value of white: 1 for floats, the largest for integers. */
export function maxValue(dtype: DType): number {
  return dtype.isFloatingPoint || dtype.name === "bool" ? 1 : Number(iinfo(dtype).max);
}

/** Runs `compute` on [N, C, H, W] of floats; other types are computed in float32, and rounded. */
export function onFloatBatch(img: Tensor, compute: (batch: Tensor) => Tensor, dtype?: DType): Tensor {
  const { ndim } = img;
  const own = dtype === undefined ? img.dtype === float32 || img.dtype === float64 : img.dtype === dtype;
  const batch = ndim < 4 ? img.unsqueeze(0) : img;
  const result = compute(own ? batch : batch.to(dtype ?? float32));
  const out = ndim < 4 ? result.squeeze(0) : result;
  if (own) return out;
  return (img.dtype.isFloatingPoint ? out : out.round()).to(img.dtype);
}

/** A fill of as many whole numbers as the picture has channels. */
export function fillOf(fill: Fill | null | undefined, channels: number): number[] {
  const given = fill ?? 0;
  if (typeof given === "number") return new Array(channels).fill(Math.trunc(given));
  if (given.length === 1) return new Array(channels).fill(Math.trunc(given[0]));
  if (given.length !== channels)
    throw new RangeError(
      `The number of elements in 'fill' does not match the number of channels of the image (${given.length} != ${channels})`,
    );
  return given.map(Math.trunc);
}

/** Python's `round`: halves to the even number. */
export function round(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

/** A fill for `img`: tensors take one number for each channel. */
export function fillFor<F extends Fill | null>(img: ImageOrTensor, fill: F): F | number[] {
  return img instanceof Tensor && typeof fill === "number" ? new Array(getDimensions(img)[0]).fill(fill) : fill;
}
