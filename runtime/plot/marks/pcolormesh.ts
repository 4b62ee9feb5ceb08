import { isOptions } from "../../tensor/options.ts";
import { type MeshLook, QuadMesh } from "../artists/mesh.ts";
import type { Axes } from "../axes/axes.ts";
import { type Data, flat, matrixOf, valuesOf } from "../values.ts";
import { binEdges, binned } from "./hist.ts";
import { known, onAxes } from "./on-axes.ts";

export interface PcolormeshOptions extends MeshLook {
  /** "auto": cells lie around the points where there are as many of them. */
  shading?: "auto" | "flat" | "nearest" | "gouraud";
  label?: string;
}

const keys = "cmap vmin vmax norm alpha edgecolors linewidth shading label".split(" ");

/** Edges halfway between points. */
function edgesOf(points: Float64Array): Float64Array {
  const n = points.length;
  if (n < 2) return Float64Array.of(points[0] - 0.5, points[0] + 0.5);
  return Float64Array.from({ length: n + 1 }, (_, i) => {
    if (i === 0) return points[0] - (points[1] - points[0]) / 2;
    return i === n ? points[n - 1] + (points[n - 1] - points[n - 2]) / 2 : (points[i - 1] + points[i]) / 2;
  });
}

/** @internal The x of columns, or the y of rows, from a list or from a matrix that repeats it. */
export function axisOf(data: Data, which: "x" | "y", call: string): Float64Array {
  const { values, shape } = valuesOf(data, `${call}(): ${which.toUpperCase()}`);
  if (shape.length < 2) return values;
  const [rows, columns] = shape;
  return which === "x"
    ? values.subarray(0, columns)
    : Float64Array.from({ length: rows }, (_, r) => values[r * columns]);
}

/** Cells with colours: `pcolormesh(C)`, `pcolormesh(X, Y, C)`. */
export const pcolormesh = onAxes("pcolormesh", (axes: Axes, ...args: (Data | PcolormeshOptions)[]): QuadMesh => {
  const options = known("pcolormesh", isOptions(args.at(-1)) ? (args.pop() as PcolormeshOptions) : {}, keys);
  if (args.length !== 1 && args.length !== 3)
    throw new TypeError(`pcolormesh() takes C, or X, Y and C, got ${args.length} arguments`);
  const { values, rows, columns } = matrixOf(args.at(-1) as Data, "pcolormesh(): C");
  const { shading, label, ...look } = options;
  let [x, y] =
    args.length === 3
      ? [axisOf(args[0] as Data, "x", "pcolormesh"), axisOf(args[1] as Data, "y", "pcolormesh")]
      : [ramp(columns + 1), ramp(rows + 1)];
  if (x.length === columns && y.length === rows) [x, y] = [edgesOf(x), edgesOf(y)];
  if (x.length !== columns + 1 || y.length !== rows + 1)
    throw new RangeError(
      `Dimensions of C (${rows}, ${columns}) should be one smaller than X(${x.length}) and Y(${y.length}) while using shading='${shading ?? "auto"}'`,
    );
  const mesh = new QuadMesh(x, y, values, look);
  if (label !== undefined) mesh.label = label;
  axes.mappable = mesh;
  return axes.add(mesh);
});

const ramp = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i);

export interface Hist2dOptions extends MeshLook {
  bins?: number | readonly [number | Data, number | Data];
  range?: readonly [readonly [number, number], readonly [number, number]];
  density?: boolean;
  weights?: Data;
  /** Bins with fewer have no colour. */
  cmin?: number;
}

/** How often pairs fall into cells. Gives the counts, by columns, both lists of edges, and the picture. */
export const hist2d = onAxes(
  "hist2d",
  (
    axes: Axes,
    x: Data,
    y: Data,
    options: Hist2dOptions = {},
  ): [Float64Array[], Float64Array, Float64Array, QuadMesh] => {
    const {
      bins = 10,
      range,
      density = false,
      weights,
      cmin,
      ...look
    } = known("hist2d", options, [
      "bins",
      "range",
      "density",
      "weights",
      "cmin",
      "cmap",
      "vmin",
      "vmax",
      "norm",
      "alpha",
    ]);
    const [xs, ys] = [flat(x, "hist2d(): x"), flat(y, "hist2d(): y")];
    if (xs.length !== ys.length)
      throw new RangeError(`hist2d(): x and y must have the same length, got ${xs.length} and ${ys.length}`);
    const [xBins, yBins] = typeof bins === "number" ? [bins, bins] : bins;
    const [xEdges, yEdges] = [binEdges(xs, xBins, range?.[0]), binEdges(ys, yBins, range?.[1])];
    const weight = weights === undefined ? undefined : flat(weights, "hist2d(): weights");
    const columns = xEdges.length - 1;
    const counts = Array.from({ length: columns }, (_, c) => {
      const isIn = (value: number): boolean =>
        value >= xEdges[c] && (value < xEdges[c + 1] || (c === columns - 1 && value <= xEdges[c + 1]));
      const kept = Array.from(xs, (value, i) => (isIn(value) ? i : -1)).filter((i) => i >= 0);
      return binned(
        Float64Array.from(kept, (i) => ys[i]),
        yEdges,
        weight && Float64Array.from(kept, (i) => weight[i]),
      );
    });
    const total = counts.reduce((sum, column) => sum + column.reduce((a, b) => a + b, 0), 0);
    if (density)
      counts.forEach((column, c) => {
        for (let r = 0; r < column.length; r++)
          column[r] /= total * (xEdges[c + 1] - xEdges[c]) * (yEdges[r + 1] - yEdges[r]);
      });
    const rows = yEdges.length - 1;
    const values = Float64Array.from({ length: rows * columns }, (_, i) => {
      const count = counts[i % columns][Math.floor(i / columns)];
      return cmin !== undefined && count < cmin ? Number.NaN : count;
    });
    const mesh = axes.add(new QuadMesh(xEdges, yEdges, values, look));
    axes.mappable = mesh;
    axes.setXlim(xEdges[0], xEdges[columns]);
    axes.setYlim(yEdges[0], yEdges[rows]);
    return [counts, xEdges, yEdges, mesh];
  },
);
