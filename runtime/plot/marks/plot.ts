import { isOptions } from "../../tensor/options.ts";
import { Line2D } from "../artists/line.ts";
import type { Axes } from "../axes/axes.ts";
import { parseFormat } from "../format.ts";
import { type Data, shapeText, type Values, valuesOf } from "../values.ts";
import { dress, lineOptions, type PlotOptions } from "./line-options.ts";
import { onAxes } from "./on-axes.ts";

/** What `plot` takes: data, format strings, and options at the end. */
export type PlotArgument = Data | number | string | PlotOptions;

/**
 * Lines: `plot(y)`, `plot(x, y)`, `plot(x, y, "ro--")`, several of these after one another, and options for all.
 * The columns of a matrix are a line each.
 */
export const plot = onAxes("plot", (axes: Axes, ...args: PlotArgument[]): Line2D[] => linesOf("plot", axes, args));

/** @internal */
export function linesOf(call: string, axes: Axes, args: PlotArgument[]): Line2D[] {
  const rest = [...args];
  const options = isOptions(rest.at(-1)) ? (rest.pop() as PlotOptions) : {};
  const { look, label, zorder } = lineOptions(call, options);
  const lines: Line2D[] = [];
  while (rest.length > 0) {
    const data: Data[] = [];
    while (rest.length > 0 && typeof rest[0] !== "string" && data.length < 2) {
      const next = rest.shift() as Data | number;
      data.push(typeof next === "number" ? [next] : next);
    }
    if (data.length === 0) throw new TypeError(`${call}(): '${String(rest[0])}' has no data before it`);
    const format = typeof rest[0] === "string" ? parseFormat(rest.shift() as string) : {};
    for (const [x, y] of pairs(call, axes, data)) {
      const color = look.color ?? format.color ?? axes.nextColor();
      lines.push(dress(new Line2D(x, y, { ...format, ...look, color }), label, zorder));
    }
  }
  for (const line of lines) axes.add(line);
  return lines;
}

/** The x and the y of each line. */
function pairs(call: string, axes: Axes, data: readonly Data[]): [Float64Array, Float64Array][] {
  const yOf = valuesOf(data.at(-1) as Data, `${call}(): y`, axes.yaxis.converter);
  const [rows, columns = 1] = yOf.shape.length === 0 ? [1, 1] : yOf.shape;
  const xOf: Values =
    data.length === 2
      ? valuesOf(data[0], `${call}(): x`, axes.xaxis.converter)
      : { values: Float64Array.from({ length: rows }, (_, i) => i), shape: [rows] };
  const [xRows, xColumns = 1] = xOf.shape.length === 0 ? [1, 1] : xOf.shape;
  if (xRows !== rows)
    throw new RangeError(
      `x and y must have same first dimension, but have shapes ${shapeText(xOf.shape)} and ${shapeText(yOf.shape)}`,
    );
  if (xOf.shape.length > 2 || yOf.shape.length > 2)
    throw new RangeError(
      `x and y can be no greater than 2D, but have shapes ${shapeText(xOf.shape)} and ${shapeText(yOf.shape)}`,
    );
  if (xColumns !== columns && xColumns !== 1 && columns !== 1)
    throw new RangeError(`x has ${xColumns} columns but y has ${columns} columns`);
  const column = ({ values }: Values, of: number, i: number): Float64Array =>
    of === 1 ? values : Float64Array.from({ length: rows }, (_, row) => values[row * of + i]);
  return Array.from({ length: Math.max(columns, xColumns) }, (_, i) => [
    column(xOf, xColumns, Math.min(i, xColumns - 1)),
    column(yOf, columns, Math.min(i, columns - 1)),
  ]);
}
