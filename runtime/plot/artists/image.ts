/** A picture: values through a colour map, or colours as they are. */

import type { Axes } from "../axes/axes.ts";
import type { Renderer } from "../render/renderer.ts";
import type { Values } from "../values.ts";
import { BaseArtist, type Bounds, spanOf } from "./artist.ts";
import { type MappableOptions, ScalarMap } from "./mappable.ts";

export type Interpolation =
  | "auto"
  | "antialiased"
  | "none"
  | "nearest"
  | "bilinear"
  | "bicubic"
  | "hanning"
  | "lanczos"
  | "gaussian"
  | "spline16";

export interface ImageLook extends MappableOptions {
  alpha?: number;
  interpolation?: Interpolation;
  origin: "upper" | "lower";
  /** [left, right, bottom, top] in data coordinates. */
  extent: readonly [number, number, number, number];
}

export class AxesImage extends BaseArtist {
  override zorder = 0;
  readonly height: number;
  readonly width: number;
  readonly look: ImageLook;
  readonly map: ScalarMap | undefined;
  readonly sticky: { x: readonly number[]; y: readonly number[] };
  #colors: Uint8ClampedArray | undefined;

  constructor({ values, shape }: Values, isBytes: boolean, look: ImageLook) {
    super();
    const [height, width] = shape;
    this.height = height;
    this.width = width;
    this.look = look;
    this.map = shape.length === 2 || shape[2] === 1 ? new ScalarMap(values, look) : undefined;
    this.#colors = this.map === undefined ? coloured(values, shape[2], isBytes) : undefined;
    const [left, right, bottom, top] = look.extent;
    this.sticky = { x: [left, right], y: [bottom, top] };
  }

  bounds(): Bounds {
    const [left, right, bottom, top] = this.look.extent;
    return { x: spanOf([left, right]), y: spanOf([bottom, top]) };
  }

  setClim(vmin: number, vmax: number): this {
    this.map?.setClim(vmin, vmax);
    return this;
  }

  draw(renderer: Renderer, axes: Axes): void {
    const pixels = this.map === undefined ? (this.#colors as Uint8ClampedArray) : this.map.bytes(this.map.values);
    const [left, right, bottom, top] = this.look.extent;
    const [x0, x1] = [axes.xaxis.px(left), axes.xaxis.px(right)];
    const [y0, y1] = [axes.yaxis.px(bottom), axes.yaxis.px(top)];
    // The first row lies at the top of the extent, or at its bottom where the origin is below.
    const first = this.look.origin === "upper" ? y1 : y0;
    const into = { x0: Math.min(x0, x1), x1: Math.max(x0, x1), y0: Math.min(y0, y1), y1: Math.max(y0, y1) };
    const turned = flipped(pixels, this.width, x1 < x0, first < (y0 + y1) / 2);
    renderer.image(turned, this.width, into, {
      alpha: this.look.alpha,
      smooth: this.#isSmooth(into.x1 - into.x0, into.y1 - into.y0),
      clip: axes.box,
    });
  }

  /** Pictures that are shown smaller are smoothed, and those enlarged by less than three and not by a whole number. */
  #isSmooth(width: number, height: number): boolean {
    const { interpolation = "auto" } = this.look;
    if (interpolation !== "auto" && interpolation !== "antialiased")
      return interpolation !== "nearest" && interpolation !== "none";
    const [across, down] = [width / this.width, height / this.height];
    const isPlain = (factor: number): boolean => factor > 3 || factor === 1 || factor === 2;
    return !(isPlain(across) && isPlain(down));
  }

  toString(): string {
    return `AxesImage(size=(${this.height}, ${this.width}))`;
  }
}

function flipped(pixels: Uint8ClampedArray, width: number, across: boolean, down: boolean): Uint8ClampedArray {
  if (!across && !down) return pixels;
  const height = pixels.length / 4 / width;
  const [from, result] = [
    new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4),
    new Uint32Array(pixels.length / 4),
  ];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      result[y * width + x] = from[(down ? height - 1 - y : y) * width + (across ? width - 1 - x : x)];
  return new Uint8ClampedArray(result.buffer);
}

function coloured(values: Float64Array, channels: number, isBytes: boolean): Uint8ClampedArray {
  const count = values.length / channels;
  const pixels = new Uint8ClampedArray(4 * count).fill(255);
  const scale = isBytes ? 1 : 255;
  for (let i = 0; i < count; i++)
    for (let c = 0; c < channels; c++)
      pixels[4 * i + c] = Math.trunc(Math.min(Math.max(values[channels * i + c] * scale, 0), 255));
  return pixels;
}
