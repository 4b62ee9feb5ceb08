import { quantileSorted } from "d3-array";
import { checkKeys } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { LineLook } from "../artists/line.ts";
import { Line2D } from "../artists/line.ts";
import { Polygon } from "../artists/patch.ts";
import type { Axes } from "../axes/axes.ts";
import type { Color } from "../color/color.ts";
import { rcParams } from "../rc-params.ts";
import { type Data, flat, valuesOf } from "../values.ts";
import { onAxes } from "./on-axes.ts";

export interface BoxplotOptions {
  positions?: readonly number[];
  /** In units of the axis. */
  widths?: number | readonly number[];
  tickLabels?: readonly string[];
  labels?: readonly string[];
  orientation?: "vertical" | "horizontal";
  /** The same under its older name; true. */
  vert?: boolean;
  notch?: boolean;
  /** Whiskers reach so many ranges between the quartiles; 1.5. */
  whis?: number;
  showfliers?: boolean;
  showmeans?: boolean;
  showcaps?: boolean;
  showbox?: boolean;
  /** Whether boxes are filled. */
  patchArtist?: boolean;
  /** Symbols of what lies beyond the whiskers, as a format string. */
  sym?: string;
  boxprops?: Partial<LineLook> & { facecolor?: Color };
  medianprops?: Partial<LineLook>;
  whiskerprops?: Partial<LineLook>;
  capprops?: Partial<LineLook>;
  flierprops?: Partial<LineLook>;
  meanprops?: Partial<LineLook>;
  manageTicks?: boolean;
}

const keys =
  "positions widths tickLabels labels orientation vert notch whis showfliers showmeans showcaps showbox patchArtist sym boxprops medianprops whiskerprops capprops flierprops meanprops manageTicks".split(
    " ",
  );

export interface BoxplotResult {
  boxes: (Line2D | Polygon)[];
  medians: Line2D[];
  whiskers: Line2D[];
  caps: Line2D[];
  fliers: Line2D[];
  means: Line2D[];
}

/** The lists of data: those of a list, or the columns of a matrix. */
export function dataSets(call: string, data: Data | readonly Data[]): Float64Array[] {
  const isList =
    Array.isArray(data) &&
    data.length > 0 &&
    data.every((each) => Array.isArray(each) || ArrayBuffer.isView(each) || each instanceof Tensor);
  if (isList) return (data as readonly Data[]).map((each) => flat(each, `${call}(): x`));
  const { values, shape } = valuesOf(data as Data, `${call}(): x`);
  if (shape.length < 2) return [values];
  return Array.from({ length: shape[1] }, (_, c) =>
    Float64Array.from({ length: shape[0] }, (_, r) => values[r * shape[1] + c]),
  );
}

/** Boxes from quartile to quartile, whiskers, and what lies beyond. */
export const boxplot = onAxes(
  "boxplot",
  (axes: Axes, x: Data | readonly Data[], options: BoxplotOptions = {}): BoxplotResult => {
    checkKeys("boxplot", options, keys);
    const sets = dataSets("boxplot", x);
    const isVertical = options.orientation === undefined ? options.vert !== false : options.orientation === "vertical";
    const positions = options.positions ?? sets.map((_, i) => i + 1);
    if (positions.length !== sets.length)
      throw new RangeError(`boxplot(): List of positions must have length ${sets.length}, got ${positions.length}`);
    const labels = options.tickLabels ?? options.labels;
    if (labels !== undefined && labels.length !== sets.length)
      throw new RangeError(`boxplot(): tickLabels must have length ${sets.length}, got ${labels.length}`);
    const spread = Math.max(...positions) - Math.min(...positions);
    const usual = Math.min(Math.max(0.15 * spread, 0.15), 0.5);
    const widthOf = (i: number): number =>
      typeof options.widths === "number" ? options.widths : (options.widths?.[i] ?? usual);
    const result: BoxplotResult = { boxes: [], medians: [], whiskers: [], caps: [], fliers: [], means: [] };
    const color = rcParams["boxplot.color"];
    const line = (along: number[], across: number[], look: Partial<LineLook>): Line2D => {
      const [xs, ys] = isVertical ? [along, across] : [across, along];
      const made = new Line2D(Float64Array.from(xs), Float64Array.from(ys), {
        color,
        linewidth: 1,
        linestyle: "-",
        ...look,
      });
      made.label = "_nolegend_";
      return axes.add(made);
    };
    const { whis = 1.5, showcaps = true, showbox = true, showfliers = true, showmeans = false } = options;
    sets.forEach((set, i) => {
      const sorted = Array.from(set)
        .filter((value) => !Number.isNaN(value))
        .sort((a, b) => a - b);
      const nan = Number.NaN;
      const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => quantileSorted(sorted, share) ?? nan);
      const reach = whis * (q3 - q1);
      const inside = sorted.filter((value) => value >= q1 - reach && value <= q3 + reach);
      const [low, high] = [Math.min(inside[0] ?? q1, q1), Math.max(inside.at(-1) ?? q3, q3)];
      const [at, half] = [positions[i], widthOf(i) / 2];
      const [left, right] = [at - half, at + half];
      if (showbox) {
        const notch = (1.57 * (q3 - q1)) / Math.sqrt(Math.max(1, sorted.length));
        const isNotched = options.notch === true;
        const [nl, nr] = [at - half / 2, at + half / 2];
        const along = isNotched
          ? [left, right, right, nr, right, right, left, left, nl, left, left]
          : [left, right, right, left, left];
        const across = isNotched
          ? [q1, q1, median - notch, median, median + notch, q3, q3, median + notch, median, median - notch, q1]
          : [q1, q1, q3, q3, q1];
        if (options.patchArtist === true) {
          const points = along.flatMap((place, k) => (isVertical ? [place, across[k]] : [across[k], place]));
          const { facecolor = "white", color: edge, ...look } = options.boxprops ?? {};
          const box = new Polygon(Float64Array.from(points), {
            edgecolor: edge ?? color,
            facecolor: options.boxprops?.facecolor ?? (facecolor === "white" ? "C0" : facecolor),
            linewidth: look.linewidth ?? 1,
            alpha: look.alpha,
          });
          box.zorder = 2;
          box.label = "_nolegend_";
          result.boxes.push(axes.add(box));
        } else result.boxes.push(line(along, across, options.boxprops ?? {}));
      }
      result.whiskers.push(
        line([at, at], [q1, low], options.whiskerprops ?? {}),
        line([at, at], [q3, high], options.whiskerprops ?? {}),
      );
      if (showcaps) {
        const [from, to] = [at - half / 2, at + half / 2];
        result.caps.push(
          line([from, to], [low, low], options.capprops ?? {}),
          line([from, to], [high, high], options.capprops ?? {}),
        );
      }
      const middle = line([left, right], [median, median], { color: "C1", ...options.medianprops });
      middle.zorder = 2.1;
      middle.sticky = isVertical ? { x: [at - 0.5, at + 0.5] } : { y: [at - 0.5, at + 0.5] };
      middle.reach = isVertical ? { x: [at - 0.5, at + 0.5] } : { y: [at - 0.5, at + 0.5] };
      result.medians.push(middle);
      if (showmeans) {
        const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length;
        result.means.push(
          line([at], [mean], {
            linestyle: "none",
            marker: "^",
            color: "C2",
            markerfacecolor: "C2",
            markeredgecolor: "C2",
            ...options.meanprops,
          }),
        );
      }
      if (showfliers && options.sym !== "") {
        const beyond = sorted.filter((value) => value < low || value > high);
        result.fliers.push(
          line(
            beyond.map(() => at),
            beyond,
            { linestyle: "none", marker: "o", markerfacecolor: "none", markeredgecolor: color, ...options.flierprops },
          ),
        );
      }
    });
    if (options.manageTicks !== false) {
      const texts = labels ?? positions.map(String);
      (isVertical ? axes.setXticks : axes.setYticks).call(axes, [...positions], texts);
    }
    return result;
  },
);
