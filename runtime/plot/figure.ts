/** A figure: axes in rows and columns, drawn as a PNG. */

import { writeFileSync } from "node:fs";
import { displaySymbol, type MimeBundle } from "../host.ts";
import { Axes } from "./axes.ts";
import { type Canvas, createCanvas } from "./canvas.ts";
import { drawAxes } from "./draw.ts";
import { font, style } from "./style.ts";

export interface FigureOptions {
  /** Width and height in inches; [6.4, 4.8]. */
  figsize?: readonly [number, number];
  /** Pixels of an inch; 100. */
  dpi?: number;
}

const pointsPerInch = 72;
/** Where the figure's own title hangs, from the top. */
const suptitleTop = 0.02;
const bytesPerPixel = 4;
const longest = 2 ** 15;

export class Figure {
  readonly figsize: readonly [number, number];
  readonly dpi: number;
  readonly axes: Axes[] = [];
  #title = "";

  constructor({ figsize = style.figsize, dpi = style.dpi }: FigureOptions = {}) {
    const [width, height] = figsize;
    if (!(width > 0 && height > 0 && dpi > 0 && width * dpi < longest && height * dpi < longest))
      throw new RangeError(
        `figure size must be positive and less than ${longest} pixels, got [${figsize}] at ${dpi} dpi`,
      );
    this.figsize = figsize;
    this.dpi = dpi;
  }

  /** The axes at place `index`, from 1, of a grid; `addSubplot(234)` is `addSubplot(2, 3, 4)`. */
  addSubplot(rows = 1, columns?: number, index = 1): Axes {
    if (columns === undefined && rows > 99)
      return this.addSubplot(Math.floor(rows / 100), Math.floor(rows / 10) % 10, rows % 10);
    const count = columns ?? 1;
    for (const number of [rows, count])
      if (!Number.isInteger(number) || number < 1)
        throw new RangeError(`Number of rows and columns must be a positive integer, not ${number}`);
    if (!Number.isInteger(index) || index < 1 || index > rows * count)
      throw new RangeError(`num must be an integer with 1 <= num <= ${rows * count}, not ${index}`);
    const axes = new Axes([Math.floor((index - 1) / count), (index - 1) % count, rows, count]);
    this.axes.push(axes);
    return axes;
  }

  /** A title above all axes. */
  suptitle(text: string): this {
    this.#title = String(text);
    return this;
  }

  /** Whether there is anything to see. */
  get isEmpty(): boolean {
    return this.axes.length === 0 && this.#title === "";
  }

  /** The figure as PNG, cut to what is drawn. */
  toPng(): Buffer {
    const [width, height] = this.figsize.map((inches) => Math.round(inches * this.dpi));
    const point = this.dpi / pointsPerInch;
    const canvas = createCanvas(width, height);
    const context = canvas.getContext("2d");
    for (const axes of this.axes) drawAxes(context, axes, width, height, point);
    context.font = font(style.titleSize * point);
    context.fillStyle = "black";
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(this.#title, width / 2, suptitleTop * height);
    return trimmed(canvas, Math.round(style.pad * this.dpi));
  }

  /** Writes the figure as PNG. */
  savefig(path: string): void {
    if (!path.endsWith(".png")) throw new RangeError(`savefig() writes .png files, got ${path}`);
    writeFileSync(path, this.toPng());
  }

  toString(): string {
    const [width, height] = this.figsize.map((inches) => Math.round(inches * this.dpi));
    return `<Figure size ${width}x${height} with ${this.axes.length} Axes>`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [displaySymbol](): MimeBundle {
    return { "text/plain": this.toString(), "image/png": this.toPng().toString("base64") };
  }
}

/** What is drawn on a transparent canvas, with room around it, on white. */
function trimmed(canvas: Canvas, pad: number): Buffer {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (data[bytesPerPixel * (y * width + x) + 3] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  if (right < 0) [left, right, top, bottom] = [0, width - 1, 0, height - 1];
  const result = createCanvas(right - left + 1 + 2 * pad, bottom - top + 1 + 2 * pad);
  const context = result.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, result.width, result.height);
  context.drawImage(canvas, pad - left, pad - top);
  return result.toBuffer("image/png");
}
