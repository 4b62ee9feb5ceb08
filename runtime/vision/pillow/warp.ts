/** Pictures seen through an affine map or a perspective, as Pillow's `transform` and `rotate`; flips and quarter turns. */

import { premultiplied, unpremultiplied } from "./convert.ts";
import { clip8, filledPixels, hasAlpha, type Pixels, pixelsLike } from "./pixels.ts";

/** `[a, b, c, d, e, f]`: what a pixel (x, y) of the result shows stands at (a x + b y + c, d x + e y + f). */
export type AffineMatrix = readonly [number, number, number, number, number, number];

/** Ways to find a pixel between pixels. */
export type Sampling = "nearest" | "bilinear" | "bicubic";

/** The whole part of a place; -1 for all below 0. */
const cell = (place: number): number => (place < 0 ? -1 : Math.trunc(place));

function copyPixel(source: Pixels, x: number, y: number, out: Uint8Array, to: number): void {
  const { channels } = source;
  const from = (y * source.width + x) * channels;
  for (let c = 0; c < channels; c++) out[to + c] = source.data[from + c];
}

const isInside = ({ height, width }: Pixels, x: number, y: number): boolean =>
  x >= 0 && x < width && y >= 0 && y < height;

/** Nearest pixels where the axes stay parallel: places are summed up step by step, as Pillow does. */
function scaleInto(source: Pixels, target: Pixels, [a, , c, , e, f]: AffineMatrix): void {
  const columns = new Int32Array(target.width);
  let place = c + a * 0.5;
  for (let x = 0; x < target.width; x++, place += a) columns[x] = cell(place);
  let row = f + e * 0.5;
  for (let y = 0; y < target.height; y++, row += e) {
    const from = cell(row);
    for (let x = 0; x < target.width; x++)
      if (isInside(source, columns[x], from))
        copyPixel(source, columns[x], from, target.data, (y * target.width + x) * target.channels);
  }
}

/** The picture at another size, by nearest pixels; 0 outside. */
export function scaledNearest(pixels: Pixels, height: number, width: number, matrix: AffineMatrix): Pixels {
  const target = filledPixels(height, width, new Array(pixels.channels).fill(0));
  scaleInto(pixels, target, matrix);
  return target;
}

const fixed = (value: number): number => Math.floor(value * 65536 + 0.5);

/** Nearest pixels, places in 16 bits of fixed point. */
function fixedInto(source: Pixels, target: Pixels, [a, b, c, d, e, f]: AffineMatrix): void {
  const [a0, a1, a3, a4] = [a, b, d, e].map(fixed);
  let rowX = fixed(c + a * 0.5 + b * 0.5);
  let rowY = fixed(f + d * 0.5 + e * 0.5);
  let to = 0;
  for (let y = 0; y < target.height; y++) {
    let atX = rowX;
    let atY = rowY;
    for (let x = 0; x < target.width; x++, to += target.channels) {
      const fromX = atX >> 16;
      const fromY = atY >> 16;
      if (isInside(source, fromX, fromY)) copyPixel(source, fromX, fromY, target.data, to);
      atX = (atX + a0) | 0;
      atY = (atY + a3) | 0;
    }
    rowX = (rowX + a1) | 0;
    rowY = (rowY + a4) | 0;
  }
}

/** Writes to `out` what stands at a place of `source`; false outside. */
type Sampler = (source: Pixels, x: number, y: number, out: Uint8Array, to: number) => boolean;

const clamp = (at: number, size: number): number => (at < 0 ? 0 : at < size ? at : size - 1);

const nearest: Sampler = (source, placeX, placeY, out, to) => {
  const x = cell(placeX);
  const y = cell(placeY);
  if (!isInside(source, x, y)) return false;
  copyPixel(source, x, y, out, to);
  return true;
};

/** A line through values at 0 and 1; a cubic through values at -1, 0, 1 and 2. */
const line = (v0: number, v1: number, t: number): number => v0 + (v1 - v0) * t;
function curve(v0: number, v1: number, v2: number, v3: number, t: number): number {
  const second = 2 * (v0 - v1) + v2 - v3;
  return v1 + t * (-v0 + v2 + t * (second + t * (-v0 + v1 - v2 + v3)));
}

const bilinear: Sampler = (source, placeX, placeY, out, to) => {
  const { data, height, width, channels } = source;
  if (placeX < 0 || placeX >= width || placeY < 0 || placeY >= height) return false;
  const x = Math.floor(placeX - 0.5);
  const y = Math.floor(placeY - 0.5);
  const dx = placeX - 0.5 - x;
  const dy = placeY - 0.5 - y;
  const x0 = clamp(x, width) * channels;
  const x1 = clamp(x + 1, width) * channels;
  const upper = clamp(y, height) * width * channels;
  const lower = y + 1 >= 0 && y + 1 < height ? (y + 1) * width * channels : upper;
  for (let c = 0; c < channels; c++) {
    const above = line(data[upper + x0 + c], data[upper + x1 + c], dx);
    const below = line(data[lower + x0 + c], data[lower + x1 + c], dx);
    out[to + c] = line(above, below, dy);
  }
  return true;
};

const bicubic: Sampler = (source, placeX, placeY, out, to) => {
  const { data, height, width, channels } = source;
  if (placeX < 0 || placeX >= width || placeY < 0 || placeY >= height) return false;
  const x = Math.floor(placeX - 0.5);
  const y = Math.floor(placeY - 0.5);
  const dx = placeX - 0.5 - x;
  const dy = placeY - 0.5 - y;
  const at = [-1, 0, 1, 2].map((step) => clamp(x + step, width) * channels);
  const rows = [-1, 0, 1, 2].map((step) => clamp(y + step, height) * width * channels);
  for (let c = 0; c < channels; c++) {
    const [v0, v1, v2, v3] = rows.map((row) =>
      curve(data[row + at[0] + c], data[row + at[1] + c], data[row + at[2] + c], data[row + at[3] + c], dx),
    );
    const value = curve(v0, v1, v2, v3, dy);
    out[to + c] = clip8(value);
  }
  return true;
};

const samplers: Readonly<Record<Sampling, Sampler>> = { nearest, bilinear, bicubic };

/** What a pixel of the result shows, from the middle of the pixel. */
type Place = (x: number, y: number) => readonly [x: number, y: number];

function sampleInto(source: Pixels, target: Pixels, placeOf: Place, sampling: Sampling): void {
  const sample = samplers[sampling];
  let to = 0;
  for (let y = 0; y < target.height; y++)
    for (let x = 0; x < target.width; x++, to += target.channels) {
      const [fromX, fromY] = placeOf(x + 0.5, y + 0.5);
      sample(source, fromX, fromY, target.data, to);
    }
}

/** Whether 16 bits hold the places of all corners. */
function fits([a, b, c, d, e, f]: AffineMatrix, { height, width }: Pixels): boolean {
  return [0, width].every((x) =>
    [0, height].every((y) => Math.abs(x * a + y * b + c) < 32768 && Math.abs(x * d + y * e + f) < 32768),
  );
}

/** Colours between transparent pixels are made of premultiplied ones. */
function blending(pixels: Pixels, sampling: Sampling, compute: (source: Pixels) => Pixels): Pixels {
  return hasAlpha(pixels) && sampling !== "nearest"
    ? unpremultiplied(compute(premultiplied(pixels)))
    : compute(pixelsLike(pixels));
}

/** `height` by `width` pixels seen through a matrix; `fill` where it leads outside. */
export function affineWarped(
  pixels: Pixels,
  height: number,
  width: number,
  matrix: AffineMatrix,
  sampling: Sampling,
  fill: readonly number[],
): Pixels {
  const [a, b, c, d, e, f] = matrix;
  return blending(pixels, sampling, (source) => {
    const target = filledPixels(height, width, fill);
    const isNearest = sampling === "nearest";
    if (isNearest && b === 0 && d === 0) scaleInto(source, target, matrix);
    else if (isNearest && fits(matrix, target)) fixedInto(source, target, matrix);
    else sampleInto(source, target, (x, y) => [a * x + b * y + c, d * x + e * y + f], sampling);
    return target;
  });
}

/** The picture seen through a perspective of eight coefficients. */
export function perspectiveWarped(
  pixels: Pixels,
  [a, b, c, d, e, f, g, h]: readonly number[],
  sampling: Sampling,
  fill: readonly number[],
): Pixels {
  const place: Place = (x, y) => {
    const depth = g * x + h * y + 1;
    return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
  };
  return blending(pixels, sampling, (source) => {
    const target = filledPixels(source.height, source.width, fill);
    sampleInto(source, target, place, sampling);
    return target;
  });
}

/** Flips, and turns counter-clockwise. */
export type Turn = "leftRight" | "topBottom" | "turn90" | "turn180" | "turn270";

/** Of each turn: from a pixel of the result to the one that it shows. */
const turns: Readonly<Record<Turn, (x: number, y: number, source: Pixels) => readonly [x: number, y: number]>> = {
  leftRight: (x, y, { width }) => [width - 1 - x, y],
  topBottom: (x, y, { height }) => [x, height - 1 - y],
  turn90: (x, y, { width }) => [width - 1 - y, x],
  turn180: (x, y, { height, width }) => [width - 1 - x, height - 1 - y],
  turn270: (x, y, { height }) => [y, height - 1 - x],
};

/** The picture flipped or turned. */
export function turned(pixels: Pixels, turn: Turn): Pixels {
  const sideways = turn === "turn90" || turn === "turn270";
  const [height, width] = sideways ? [pixels.width, pixels.height] : [pixels.height, pixels.width];
  const out = new Uint8Array(pixels.data.length);
  const source = turns[turn];
  let to = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += pixels.channels) {
      const [fromX, fromY] = source(x, y, pixels);
      copyPixel(pixels, fromX, fromY, out, to);
    }
  return { data: out, height, width, channels: pixels.channels };
}

export interface RotateOptions {
  /** "nearest". */
  sampling?: Sampling;
  /** Whether the result is made large enough to hold the whole picture; false. */
  expand?: boolean;
  /** [x, y] of what stays in place; the middle. */
  center?: readonly [number, number] | null;
  /** What stands outside, a value for each channel; 0. */
  fill?: readonly number[];
}

/** As Python's `round(x, 15)`. */
const round15 = (value: number): number => Number(value.toFixed(15));

/** The picture turned counter-clockwise by degrees. */
export function rotated(pixels: Pixels, degrees: number, options: RotateOptions = {}): Pixels {
  const { sampling = "nearest", expand = false, center = null } = options;
  const fill = options.fill ?? new Array(pixels.channels).fill(0);
  const { height, width } = pixels;
  const angle = ((degrees % 360) + 360) % 360;
  if (center === null) {
    if (angle === 0) return { ...pixelsLike(pixels), data: pixels.data.slice() };
    if (angle === 180) return turned(pixels, "turn180");
    if ((angle === 90 || angle === 270) && (expand || height === width))
      return turned(pixels, angle === 90 ? "turn90" : "turn270");
  }
  const [centerX, centerY] = center ?? [width / 2, height / 2];
  const radians = -(angle * (Math.PI / 180));
  const cos = round15(Math.cos(radians));
  const sin = round15(Math.sin(radians));
  const turn = (x: number, y: number, c: number, f: number) => [cos * x + sin * y + c, -sin * x + cos * y + f] as const;
  let [c, f] = turn(-centerX, -centerY, 0, 0);
  c += centerX;
  f += centerY;
  let [outHeight, outWidth] = [height, width];
  if (expand) {
    const corners = [turn(0, 0, c, f), turn(width, 0, c, f), turn(width, height, c, f), turn(0, height, c, f)];
    const span = (places: number[]) => Math.ceil(Math.max(...places)) - Math.floor(Math.min(...places));
    outWidth = span(corners.map(([x]) => x));
    outHeight = span(corners.map(([, y]) => y));
    [c, f] = turn(-(outWidth - width) / 2, -(outHeight - height) / 2, c, f);
  }
  return affineWarped(pixels, outHeight, outWidth, [cos, sin, c, -sin, cos, f], sampling, fill);
}
