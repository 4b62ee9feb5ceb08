/** Parts of pictures. */

import { constantPadNd } from "../../../ops/pad.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { cropped } from "../../pillow/edges.ts";
import { either, getDimensions, type ImageOrTensor, type InterpolationMode, round } from "./common.ts";
import { hflip, vflip } from "./flip.ts";
import { pad } from "./pad.ts";
import { resize } from "./resize.ts";

/** A height and width, or one number for both. */
export type SizeOf = number | readonly number[];

/** [height, width]. */
export function setupSize(size: SizeOf | undefined): [height: number, width: number] {
  const list = typeof size === "number" ? [size] : size;
  if (!Array.isArray(list) || list.length < 1 || list.length > 2)
    throw new RangeError("Please provide only two dimensions (h, w) for size.");
  if (list.some((length) => !Number.isInteger(length) || length < 1))
    throw new RangeError(`size must be made of positive ints, got ${JSON.stringify(size)}`);
  return [list[0], list[1] ?? list[0]];
}

function cropTensor(img: Tensor, top: number, left: number, height: number, width: number): Tensor {
  const [, h, w] = getDimensions(img);
  const firstY = Math.min(Math.max(top, 0), h);
  const firstX = Math.min(Math.max(left, 0), w);
  const lastY = Math.max(Math.min(top + height, h), firstY);
  const lastX = Math.max(Math.min(left + width, w), firstX);
  const part = img.narrow(-2, firstY, lastY - firstY).narrow(-1, firstX, lastX - firstX);
  if (lastY - firstY === height && lastX - firstX === width) return part;
  const before = [Math.min(Math.max(-left, 0), width), Math.min(Math.max(-top, 0), height)];
  return constantPadNd(part, [
    before[0],
    width - (lastX - firstX) - before[0],
    before[1],
    height - (lastY - firstY) - before[1],
  ]);
}

/** `height` by `width` pixels from (top, left) on; 0 where they lie outside. */
export function crop<T extends ImageOrTensor>(img: T, top: number, left: number, height: number, width: number): T {
  for (const [name, value] of Object.entries({ top, left, height, width }))
    if (!Number.isInteger(value)) throw new TypeError(`crop(): argument '${name}' must be int, got ${String(value)}`);
  if (height < 0 || width < 0)
    throw new RangeError(`crop(): height and width must not be negative, got ${height}, ${width}`);
  return either(
    img,
    "crop",
    (image) => image.with(cropped(image, top, left, height, width)),
    (tensor) => cropTensor(tensor, top, left, height, width),
  );
}

/** The middle; a picture that is too small is padded with 0. */
export function centerCrop<T extends ImageOrTensor>(img: T, outputSize: SizeOf): T {
  const [cropHeight, cropWidth] = setupSize(outputSize);
  const [, h, w] = getDimensions(img);
  const moreX = Math.max(cropWidth - w, 0);
  const moreY = Math.max(cropHeight - h, 0);
  const sides = [
    Math.floor(moreX / 2),
    Math.floor(moreY / 2),
    Math.floor((moreX + 1) / 2),
    Math.floor((moreY + 1) / 2),
  ];
  const wide = moreX > 0 || moreY > 0 ? pad(img, sides) : img;
  const [, height, width] = getDimensions(wide);
  if (height === cropHeight && width === cropWidth && wide !== img) return wide;
  return crop(wide, round((height - cropHeight) / 2), round((width - cropWidth) / 2), cropHeight, cropWidth);
}

/** The four corners and the middle: top left, top right, bottom left, bottom right, centre. */
export function fiveCrop<T extends ImageOrTensor>(img: T, size: SizeOf): [T, T, T, T, T] {
  const [height, width] = setupSize(size);
  const [, h, w] = getDimensions(img);
  if (height > h || width > w)
    throw new RangeError(`Requested crop size (${height}, ${width}) is bigger than input size (${h}, ${w})`);
  return [
    crop(img, 0, 0, height, width),
    crop(img, 0, w - width, height, width),
    crop(img, h - height, 0, height, width),
    crop(img, h - height, w - width, height, width),
    centerCrop(img, [height, width]),
  ];
}

/** {@link fiveCrop} of the picture, and of it mirrored: left to right, or top to bottom where `verticalFlip` is set. */
export function tenCrop<T extends ImageOrTensor>(img: T, size: SizeOf, verticalFlip = false): T[] {
  return [...fiveCrop(img, size), ...fiveCrop(verticalFlip ? vflip(img) : hflip(img), size)];
}

/** A part, made `size`. */
export function resizedCrop<T extends ImageOrTensor>(
  img: T,
  top: number,
  left: number,
  height: number,
  width: number,
  size: SizeOf,
  interpolation: InterpolationMode = "bilinear",
  antialias = true,
): T {
  return resize(crop(img, top, left, height, width), size, { interpolation, antialias });
}
