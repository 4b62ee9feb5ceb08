/** Pictures made larger or smaller, as Pillow's `resize`: filters as wide as the pixels of the result, in fixed point. */

import { premultiplied, unpremultiplied } from "./convert.ts";
import { hasAlpha, type Pixels, pixelsLike } from "./pixels.ts";
import { scaledNearest } from "./warp.ts";

/** Ways to make a pixel of those around it. */
export type Resampling = "nearest" | "box" | "bilinear" | "hamming" | "bicubic" | "lanczos";

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Keys' kernel (1981) with a = -0.5. */
function cubic(x: number): number {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
}

/** How far each filter reaches, and its value at a signed distance. */
const filters: Readonly<Record<Exclude<Resampling, "nearest">, readonly [reach: number, at: (x: number) => number]>> = {
  box: [0.5, (x) => (x > -0.5 && x <= 0.5 ? 1 : 0)],
  bilinear: [1, (x) => Math.max(0, 1 - Math.abs(x))],
  hamming: [
    1,
    (x) =>
      x === 0 ? 1 : Math.abs(x) >= 1 ? 0 : sinc(x) * (Math.fround(0.54) + Math.fround(0.46) * Math.cos(Math.PI * x)),
  ],
  bicubic: [2, (x) => cubic(Math.abs(x))],
  lanczos: [3, (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0)],
};

/** Bits behind the point: sums stay within 32 bits. */
const precision = 22;

/** For each pixel of a resized line: its first pixel before, how many, and their factors in fixed point. */
interface Taps {
  first: Int32Array;
  count: Int32Array;
  /** `widest` a pixel. */
  factors: Int32Array;
  widest: number;
}

function tapsOf(
  size: number,
  from: number,
  to: number,
  outputSize: number,
  filter: Exclude<Resampling, "nearest">,
): Taps {
  const [reach, at] = filters[filter];
  const scale = Math.fround(to - from) / outputSize;
  const wide = Math.max(scale, 1);
  const support = reach * wide;
  const widest = Math.ceil(support) * 2 + 1;
  const taps: Taps = {
    first: new Int32Array(outputSize),
    count: new Int32Array(outputSize),
    factors: new Int32Array(outputSize * widest),
    widest,
  };
  for (let i = 0; i < outputSize; i++) {
    const center = from + (i + 0.5) * scale;
    const first = Math.max(Math.trunc(center - support + 0.5), 0);
    const count = Math.min(Math.trunc(center + support + 0.5), size) - first;
    const weights = Array.from({ length: count }, (_, j) => at((j + first - center + 0.5) * (1 / wide)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    taps.first[i] = first;
    taps.count[i] = count;
    weights.forEach((weight, j) => {
      const share = total === 0 ? weight : weight / total;
      taps.factors[i * widest + j] = Math.trunc(share * (1 << precision) + (share < 0 ? -0.5 : 0.5));
    });
  }
  return taps;
}

/** A sum in fixed point as a byte. */
function rounded(sum: number): number {
  return Math.min(Math.max(sum >> precision, 0), 255);
}

const half = 1 << (precision - 1);

function horizontally(pixels: Pixels, outputWidth: number, taps: Taps): Pixels {
  const { height, channels } = pixels;
  const out = new Uint8Array(height * outputWidth * channels);
  if (channels === 3) acrossColours(pixels, outputWidth, taps, out);
  else across(pixels, outputWidth, taps, out);
  return { data: out, height, width: outputWidth, channels };
}

function across({ data, height, width, channels }: Pixels, outputWidth: number, taps: Taps, out: Uint8Array): void {
  const { first, count, factors, widest } = taps;
  let to = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < outputWidth; x++) {
      const start = (y * width + first[x]) * channels;
      const end = start + count[x] * channels;
      for (let c = 0; c < channels; c++) {
        let sum = half;
        for (let from = start + c, k = x * widest; from < end; from += channels, k++)
          sum += Math.imul(data[from], factors[k]);
        out[to++] = rounded(sum);
      }
    }
}

/** {@link across} for RGB, the most frequent kind: a third less time. */
function acrossColours({ data, height, width }: Pixels, outputWidth: number, taps: Taps, out: Uint8Array): void {
  const { first, count, factors, widest } = taps;
  let to = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < outputWidth; x++, to += 3) {
      let from = (y * width + first[x]) * 3;
      const place = x * widest;
      const end = place + count[x];
      let red = half;
      let green = half;
      let blue = half;
      for (let k = place; k < end; k++, from += 3) {
        const factor = factors[k];
        red = (red + Math.imul(data[from], factor)) | 0;
        green = (green + Math.imul(data[from + 1], factor)) | 0;
        blue = (blue + Math.imul(data[from + 2], factor)) | 0;
      }
      out[to] = rounded(red);
      out[to + 1] = rounded(green);
      out[to + 2] = rounded(blue);
    }
}

function vertically({ data, width, channels }: Pixels, outputHeight: number, taps: Taps): Pixels {
  const stride = width * channels;
  const out = new Uint8Array(outputHeight * stride);
  const { first, count, factors, widest } = taps;
  const sums = new Int32Array(stride);
  for (let y = 0; y < outputHeight; y++) {
    sums.fill(half);
    for (let k = 0; k < count[y]; k++) {
      const factor = factors[y * widest + k];
      const row = (first[y] + k) * stride;
      for (let i = 0; i < stride; i++) sums[i] += Math.imul(data[row + i], factor);
    }
    const to = y * stride;
    for (let i = 0; i < stride; i++) out[to + i] = rounded(sums[i]);
  }
  return { data: out, height: outputHeight, width, channels };
}

/** A part of a picture: left, upper, right, lower, in pixels that may have fractions. */
export type Box = readonly [left: number, upper: number, right: number, lower: number];

/** `box` of the picture (all of it) as a picture of `height` by `width`. */
export function resized(pixels: Pixels, height: number, width: number, filter: Resampling, box?: Box): Pixels {
  // Pillow holds boxes in float32.
  const [left, upper, right, lower] = (box ?? [0, 0, pixels.width, pixels.height]).map(Math.fround);
  const whole = left === 0 && upper === 0 && right === pixels.width && lower === pixels.height;
  if (whole && height === pixels.height && width === pixels.width)
    return { ...pixelsLike(pixels), data: pixels.data.slice() };
  if (filter === "nearest")
    return scaledNearest(pixels, height, width, [(right - left) / width, 0, left, 0, (lower - upper) / height, upper]);
  if (hasAlpha(pixels))
    return unpremultiplied(filtered(premultiplied(pixels), height, width, filter, [left, upper, right, lower]));
  return filtered(pixels, height, width, filter, [left, upper, right, lower]);
}

function filtered(
  pixels: Pixels,
  height: number,
  width: number,
  filter: Exclude<Resampling, "nearest">,
  [left, upper, right, lower]: Box,
): Pixels {
  // Each pass rounds, so the order shows: columns first, as Pillow up to 12 (13 begins with the rows where that saves work).
  let part = pixelsLike(pixels);
  if (width !== part.width || left !== 0 || right !== width)
    part = horizontally(part, width, tapsOf(part.width, left, right, width, filter));
  if (height !== part.height || upper !== 0 || lower !== height)
    part = vertically(part, height, tapsOf(part.height, upper, lower, height, filter));
  return part;
}
