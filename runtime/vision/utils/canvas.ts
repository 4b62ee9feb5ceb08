/** Bytes to draw on, pixel for pixel as Pillow draws. */

import { createCanvas } from "../../plot/render/canvas.ts";
import type { RGB } from "./colors.ts";

/** A box by its corners, both inside. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** Pillow's division by 255. */
const byte = (value: number): number => ((value + 128 + ((value + 128) >> 8)) >> 8) & 255;

/** A picture of [3, height, width] bytes. */
export class Bytes {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;

  constructor(data: Uint8Array, height: number, width: number) {
    this.data = data;
    this.height = height;
    this.width = width;
  }

  /** Mixes `color` into a pixel, if there is such a pixel; alpha from 0 to 255. */
  mix(x: number, y: number, color: RGB, alpha: number): void {
    const { data, height, width } = this;
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    for (let channel = 0; channel < 3; channel++) {
      const at = (channel * height + y) * width + x;
      data[at] = alpha === 255 ? color[channel] : byte(data[at] * (255 - alpha) + color[channel] * alpha);
    }
  }

  /** Fills a box. */
  fill([x1, y1, x2, y2]: Box, color: RGB, alpha = 255): void {
    for (let y = Math.max(y1, 0); y <= Math.min(y2, this.height - 1); y++)
      for (let x = Math.max(x1, 0); x <= Math.min(x2, this.width - 1); x++) this.mix(x, y, color, alpha);
  }

  /** Draws a box's outline, which grows inwards. */
  outline([x1, y1, x2, y2]: Box, color: RGB, width: number): void {
    // Pillow draws the sides from the first place to before the second, also where a thin box turns them round.
    const [from, to] = [y1 + width, y2 - width + 1];
    const [top, bottom] = from <= to ? [from, to - 1] : [to + 1, from];
    for (let i = 0; i < width; i++) {
      this.fill([x1, y1 + i, x2, y1 + i], color);
      this.fill([x1, y2 - i, x2, y2 - i], color);
      this.fill([x2 - i, top, x2 - i, bottom], color);
      this.fill([x1 + i, top, x1 + i, bottom], color);
    }
  }

  /** Writes a text whose upper left corner is at (x, y), on `background` if there is one. */
  text(label: string, x: number, y: number, color: RGB, size: number, font: string, background: RGB | null): void {
    const measure = createCanvas(1, 1).getContext("2d");
    measure.font = `${size}px ${font}`;
    const {
      width: length,
      actualBoundingBoxAscent: above,
      actualBoundingBoxDescent: below,
    } = measure.measureText(label);
    const [width, height] = [Math.ceil(length) + 1, Math.ceil(above + below) + 1];
    const context = createCanvas(width, height).getContext("2d");
    context.font = measure.font;
    context.fillText(label, 0, Math.ceil(above));
    const { data } = context.getImageData(0, 0, width, height);
    if (background !== null) this.fill([x - 1, y - 1, x + width, y + height], background);
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const alpha = data[4 * (row * width + column) + 3];
        if (alpha > 0) this.mix(x + column, y + row, color, alpha);
      }
  }

  /** The font that texts are written in where none is named. */
  static readonly font = "sans-serif";
}
