/** A picture: values through a colour map, or colours as they are. */

import { type Context, createCanvas, createImageData } from "../canvas.ts";
import { colormap } from "../colormaps.ts";
import { extentOf, type Values } from "../values.ts";
import type { Bounds, Mark, Projection } from "./mark.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

export interface ImageStyling {
  readonly cmap: string;
  /** The values at the two ends of the map; undefined: the least and the largest. */
  readonly vmin?: number;
  readonly vmax?: number;
  readonly alpha: number;
}

const colours = 256;

export class Image implements Mark {
  readonly sticky = true;
  readonly label = "";
  readonly height: number;
  readonly width: number;
  /** RGBA bytes, row by row. */
  readonly pixels: Uint8ClampedArray;
  readonly alpha: number;

  /** @param wholeNumbers whether colours go to 255 rather than to 1. */
  constructor({ values, shape }: Values, wholeNumbers: boolean, styling: ImageStyling) {
    const [height, width, channels = 1] = shape;
    if (shape.length < 2 || shape.length > 3 || ![1, 3, 4].includes(channels) || height * width === 0)
      throw new TypeError(`Invalid shape (${shape.join(", ")}) for image data`);
    this.height = height;
    this.width = width;
    this.alpha = styling.alpha;
    this.pixels = channels === 1 ? mapped(values, styling) : coloured(values, channels, wholeNumbers);
  }

  bounds(): Bounds {
    return [-0.5, this.width - 0.5, -0.5, this.height - 0.5];
  }

  draw(context: Context, projection: Projection): void {
    const canvas = createCanvas(this.width, this.height);
    canvas.getContext("2d").putImageData(createImageData(this.pixels, this.width), 0, 0);
    const [left, right] = [projection.x(-0.5), projection.x(this.width - 0.5)];
    const [top, bottom] = [projection.y(-0.5), projection.y(this.height - 0.5)];
    context.save();
    context.globalAlpha = this.alpha;
    context.imageSmoothingEnabled = false;
    context.translate(left, top);
    context.scale((right - left) / this.width, (bottom - top) / this.height);
    context.drawImage(canvas, 0, 0);
    context.restore();
  }

  toString(): string {
    return `AxesImage(size=(${this.height}, ${this.width}))`;
  }

  [inspect](): string {
    return this.toString();
  }

  vertices(): readonly (readonly [number, number])[] {
    return [];
  }
}

function mapped(values: Float64Array, { cmap, vmin, vmax }: ImageStyling): Uint8ClampedArray {
  const table = colormap(cmap);
  const [least, largest] = extentOf(values) ?? [0, 1];
  const low = vmin ?? least;
  const range = (vmax ?? largest) - low;
  if (range < 0) throw new RangeError(`vmin must be less or equal to vmax, got ${low} and ${low + range}`);
  const pixels = new Uint8ClampedArray(4 * values.length);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const share = range === 0 ? 0 : (values[i] - low) / range;
    const index = Math.min(Math.max(Math.floor(share * colours), 0), colours - 1);
    pixels.set(table.subarray(3 * index, 3 * index + 3), 4 * i);
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

function coloured(values: Float64Array, channels: number, wholeNumbers: boolean): Uint8ClampedArray {
  const count = values.length / channels;
  const pixels = new Uint8ClampedArray(4 * count).fill(255);
  const scale = wholeNumbers ? 1 : 255;
  for (let i = 0; i < count; i++)
    for (let c = 0; c < channels; c++) pixels[4 * i + c] = values[channels * i + c] * scale;
  return pixels;
}
