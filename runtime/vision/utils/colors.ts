/** Colours of what is drawn over pictures. */

import { createCanvas } from "../../plot/render/canvas.ts";

/** Red, green and blue from 0 to 255. */
export type RGB = readonly [red: number, green: number, blue: number];

/** A name or a "#rrggbb", or red, green and blue from 0 to 255. */
export type Color = string | RGB;

/** One colour for all, or one for each. */
export type Colors = Color | readonly Color[];

const palette = [2 ** 25 - 1, 2 ** 15 - 1, 2 ** 21 - 1];

function named(name: string): RGB {
  const context = createCanvas(1, 1).getContext("2d");
  const tried = ["#000001", "#000002"].map((before) => {
    context.fillStyle = before;
    context.fillStyle = name;
    return context.fillStyle;
  });
  if (tried[0] !== tried[1]) throw new RangeError(`unknown color specifier: '${name}'`);
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

const isColor = (value: unknown): value is Color =>
  typeof value === "string" ||
  (Array.isArray(value) && value.length === 3 && value.every((part) => typeof part === "number"));

/** A colour for each of `count` objects. */
export function colorsOf(colors: Colors | null | undefined, count: number): RGB[] {
  if (colors == null)
    return Array.from({ length: count }, (_, i): RGB => {
      const [red, green, blue] = palette.map((step) => (i * step) % 255);
      return [red, green, blue];
    });
  const list = isColor(colors) ? new Array<Color>(count).fill(colors) : colors;
  if (!Array.isArray(list) || !list.every(isColor))
    throw new TypeError(
      `colors must be a name or three numbers, or a list thereof, but got ${JSON.stringify(colors)}.`,
    );
  if (list.length < count)
    throw new RangeError(
      `Number of colors must be equal or larger than the number of objects, but got ${list.length} < ${count}.`,
    );
  return list.slice(0, count).map((color: Color) => (typeof color === "string" ? named(color) : color));
}
