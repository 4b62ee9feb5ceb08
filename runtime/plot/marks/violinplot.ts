import { quantileSorted } from "d3-array";
import { checkKeys } from "../../tensor/options.ts";
import { LineCollection, PolyCollection } from "../artists/collections.ts";
import type { Axes } from "../axes/axes.ts";
import { rcParams } from "../rc-params.ts";
import { type Data, linspace } from "../values.ts";
import { dataSets } from "./boxplot.ts";
import { onAxes } from "./on-axes.ts";

export interface ViolinplotOptions {
  positions?: readonly number[];
  orientation?: "vertical" | "horizontal";
  vert?: boolean;
  widths?: number | readonly number[];
  showmeans?: boolean;
  showextrema?: boolean;
  showmedians?: boolean;
  /** Places at which the density is computed; 100. */
  points?: number;
  /** How smooth: Scott's or Silverman's rule, or a factor. */
  bwMethod?: "scott" | "silverman" | number;
}

const keys = "positions orientation vert widths showmeans showextrema showmedians points bwMethod".split(" ");

export interface ViolinplotResult {
  bodies: PolyCollection[];
  cmins?: LineCollection;
  cmaxes?: LineCollection;
  cbars?: LineCollection;
  cmeans?: LineCollection;
  cmedians?: LineCollection;
}

/** The sum of bells over the values, at places. */
function density(
  values: Float64Array,
  places: Float64Array,
  method: NonNullable<ViolinplotOptions["bwMethod"]>,
): Float64Array {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1);
  const factor = method === "scott" ? n ** -0.2 : method === "silverman" ? ((n * 3) / 4) ** -0.2 : method;
  const width = Math.sqrt(variance) * factor;
  return places.map((place) => {
    let sum = 0;
    for (const value of values) sum += Math.exp(-((place - value) ** 2) / (2 * width * width));
    return sum / (n * width * Math.sqrt(2 * Math.PI));
  });
}

/** How values are spread, as a mirrored density. */
export const violinplot = onAxes(
  "violinplot",
  (axes: Axes, dataset: Data | readonly Data[], options: ViolinplotOptions = {}): ViolinplotResult => {
    checkKeys("violinplot", options, keys);
    const sets = dataSets("violinplot", dataset).map((set) => set.filter((value) => !Number.isNaN(value)).sort());
    const isVertical = options.orientation === undefined ? options.vert !== false : options.orientation === "vertical";
    const { points = 100, bwMethod = "scott", showextrema = true, showmeans = false, showmedians = false } = options;
    const positions = options.positions ?? sets.map((_, i) => i + 1);
    if (positions.length !== sets.length)
      throw new RangeError(
        `violinplot(): List of violinplot statistics and positions values must have the same length, got ${sets.length} and ${positions.length}`,
      );
    const widthOf = (i: number): number =>
      typeof options.widths === "number" ? options.widths : (options.widths?.[i] ?? 0.5);
    const color = axes.nextColor();
    const turn = (along: number, across: number): [number, number] => (isVertical ? [along, across] : [across, along]);
    const bodies = sets.map((set, i) => {
      const [low, high] = [set[0] ?? 0, set.at(-1) ?? 0];
      const places = low === high ? Float64Array.of(low) : linspace(low, high, points);
      const heights = low === high ? Float64Array.of(1) : density(set, places, bwMethod);
      const unit = (0.5 * widthOf(i)) / Math.max(...heights);
      const side = (sign: number): [number, number][] =>
        Array.from(places, (place, k) => turn(positions[i] + sign * unit * heights[k], place));
      const body = new PolyCollection([[...side(-1), ...side(1).reverse()].flat()], { facecolor: color, alpha: 0.3 });
      return axes.add(body);
    });
    const across = (values: readonly number[]): LineCollection =>
      lines(
        values.map((value, i) => [
          ...turn(positions[i] - 0.25 * widthOf(i), value),
          ...turn(positions[i] + 0.25 * widthOf(i), value),
        ]),
      );
    const lines = (segments: number[][]): LineCollection =>
      axes.add(
        new LineCollection(segments, { colors: [color], linewidths: [rcParams["lines.linewidth"]], linestyle: "-" }),
      );
    const result: ViolinplotResult = { bodies };
    if (showmeans) result.cmeans = across(sets.map((set) => set.reduce((a, b) => a + b, 0) / set.length));
    if (showextrema) {
      result.cmaxes = across(sets.map((set) => set.at(-1) ?? Number.NaN));
      result.cmins = across(sets.map((set) => set[0] ?? Number.NaN));
      result.cbars = lines(
        sets.map((set, i) => [...turn(positions[i], set[0]), ...turn(positions[i], set.at(-1) ?? Number.NaN)]),
      );
    }
    if (showmedians) result.cmedians = across(sets.map((set) => quantileSorted(Array.from(set), 0.5) ?? Number.NaN));
    return result;
  },
);
