import { isOptions } from "../../tensor/options.ts";
import { LineCollection } from "../artists/collections.ts";
import { Line2D } from "../artists/line.ts";
import { Rectangle } from "../artists/patch.ts";
import type { Axes } from "../axes/axes.ts";
import type { Color } from "../color/color.ts";
import { checkLineStyle, type LineStyle } from "../format.ts";
import { rcParams } from "../rc-params.ts";
import { type Data, type Datum, flat } from "../values.ts";
import { dress, type FillOptions, fillOptions, lineOptions, type PlotOptions } from "./line-options.ts";
import { known, onAxes } from "./on-axes.ts";

/** A level line across the axes; `xmin` and `xmax` are shares of their width. */
export const axhline = onAxes(
  "axhline",
  (
    axes: Axes,
    y: Datum | (PlotOptions & { y?: number }) = 0,
    options: PlotOptions & { xmin?: number; xmax?: number } = {},
  ): Line2D => {
    const given = (isOptions(y) ? y : options) as PlotOptions & { y?: number; xmin?: number; xmax?: number };
    const at = flat(isOptions(y) ? (given.y ?? 0) : (y as Datum), "axhline(): y", axes.yaxis.converter)[0];
    const { look, label, zorder } = lineOptions("axhline", given, ["xmin", "xmax", "y"]);
    const line = new Line2D(Float64Array.of(given.xmin ?? 0, given.xmax ?? 1), Float64Array.of(at, at), look, {
      x: "axes",
    });
    return axes.add(dress(line, label, zorder));
  },
);

/** An upright line across the axes; `ymin` and `ymax` are shares of their height. */
export const axvline = onAxes(
  "axvline",
  (
    axes: Axes,
    x: Datum | (PlotOptions & { x?: number }) = 0,
    options: PlotOptions & { ymin?: number; ymax?: number } = {},
  ): Line2D => {
    const given = (isOptions(x) ? x : options) as PlotOptions & { x?: number; ymin?: number; ymax?: number };
    const at = flat(isOptions(x) ? (given.x ?? 0) : (x as Datum), "axvline(): x", axes.xaxis.converter)[0];
    const { look, label, zorder } = lineOptions("axvline", given, ["ymin", "ymax", "x"]);
    const line = new Line2D(Float64Array.of(at, at), Float64Array.of(given.ymin ?? 0, given.ymax ?? 1), look, {
      y: "axes",
    });
    return axes.add(dress(line, label, zorder));
  },
);

/** A level band across the axes. */
export const axhspan = onAxes(
  "axhspan",
  (axes: Axes, ymin: Datum, ymax: Datum, options: FillOptions & { xmin?: number; xmax?: number } = {}): Rectangle => {
    const { look, label, zorder } = fillOptions("axhspan", options, ["xmin", "xmax"]);
    const { xmin = 0, xmax = 1 } = options;
    const [low, high] = [ymin, ymax].map((end) => flat(end, "axhspan(): y", axes.yaxis.converter)[0]);
    return axes.add(dress(new Rectangle([xmin, low], xmax - xmin, high - low, look, { x: "axes" }), label, zorder));
  },
);

/** An upright band across the axes. */
export const axvspan = onAxes(
  "axvspan",
  (axes: Axes, xmin: Datum, xmax: Datum, options: FillOptions & { ymin?: number; ymax?: number } = {}): Rectangle => {
    const { look, label, zorder } = fillOptions("axvspan", options, ["ymin", "ymax"]);
    const { ymin = 0, ymax = 1 } = options;
    const [low, high] = [xmin, xmax].map((end) => flat(end, "axvspan(): x", axes.xaxis.converter)[0]);
    return axes.add(dress(new Rectangle([low, ymin], high - low, ymax - ymin, look, { y: "axes" }), label, zorder));
  },
);

export interface LinesOptions {
  color?: Color | readonly Color[];
  colors?: Color | readonly Color[];
  linestyle?: LineStyle;
  linestyles?: LineStyle;
  ls?: LineStyle;
  linewidth?: number;
  linewidths?: number;
  lw?: number;
  alpha?: number;
  label?: string;
  zorder?: number;
}

const keys = "colors linestyles linewidths alpha label zorder".split(" ");
const aliases = {
  color: "colors",
  linestyle: "linestyles",
  ls: "linestyles",
  linewidth: "linewidths",
  lw: "linewidths",
};

function segments(
  call: "hlines" | "vlines",
  axes: Axes,
  at: Data | Datum,
  from: Data | Datum,
  to: Data | Datum,
  options: LinesOptions,
): LineCollection {
  const given = known(call, options, keys, aliases);
  const [along, across] = call === "hlines" ? [axes.yaxis, axes.xaxis] : [axes.xaxis, axes.yaxis];
  const places = flat(at, `${call}(): ${along.which}`, along.converter);
  const [low, high] = [from, to].map((ends, i) =>
    flat(ends, `${call}(): ${across.which}${i === 0 ? "min" : "max"}`, across.converter),
  );
  const count = Math.max(places.length, low.length, high.length);
  for (const list of [places, low, high])
    if (list.length !== 1 && list.length !== count)
      throw new RangeError(
        `${call}(): arguments must have one value or equally many, got ${places.length}, ${low.length} and ${high.length}`,
      );
  const of = (list: Float64Array, i: number): number => list[list.length === 1 ? 0 : i];
  const lines = Array.from({ length: count }, (_, i) =>
    call === "hlines"
      ? [of(low, i), of(places, i), of(high, i), of(places, i)]
      : [of(places, i), of(low, i), of(places, i), of(high, i)],
  );
  const colors = given.colors ?? "C0";
  const list =
    typeof colors === "string" || typeof colors[0] === "number" ? [colors as Color] : (colors as readonly Color[]);
  const collection = new LineCollection(lines, {
    colors: list,
    linewidths: [given.linewidths ?? rcParams["lines.linewidth"]],
    linestyle: checkLineStyle(given.linestyles ?? "-", "linestyles"),
    alpha: given.alpha,
  });
  return axes.add(dress(collection, given.label, given.zorder));
}

/** Level lines at `y` from `xmin` to `xmax`. */
export const hlines = onAxes(
  "hlines",
  (axes: Axes, y: Data | Datum, xmin: Data | Datum, xmax: Data | Datum, options: LinesOptions = {}): LineCollection =>
    segments("hlines", axes, y, xmin, xmax, options),
);

/** Upright lines at `x` from `ymin` to `ymax`. */
export const vlines = onAxes(
  "vlines",
  (axes: Axes, x: Data | Datum, ymin: Data | Datum, ymax: Data | Datum, options: LinesOptions = {}): LineCollection =>
    segments("vlines", axes, x, ymin, ymax, options),
);
