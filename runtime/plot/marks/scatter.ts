import { Tensor } from "../../tensor/tensor.ts";
import { PathCollection } from "../artists/collections.ts";
import type { MappableOptions } from "../artists/mappable.ts";
import type { Axes } from "../axes/axes.ts";
import { type Color, isColor, rgbaOf } from "../color/color.ts";
import { checkMarker, isFilled, type Marker } from "../markers.ts";
import { rcParams } from "../rc-params.ts";
import { type Data, type Datum, flat, valuesOf } from "../values.ts";
import { dress } from "./line-options.ts";
import { known, onAxes } from "./on-axes.ts";

export interface ScatterOptions extends MappableOptions {
  /** Squared points, one for all or one each; 36. */
  s?: number | Data;
  /** A colour, one for each, or values that go through the colour map. */
  c?: Color | readonly Color[] | Data;
  color?: Color | readonly Color[];
  marker?: Marker;
  alpha?: number;
  edgecolors?: Color | readonly Color[] | "face" | "none";
  edgecolor?: Color | "face" | "none";
  facecolors?: Color | readonly Color[] | "none";
  facecolor?: Color | "none";
  /** Of the edges, in points. */
  linewidths?: number | readonly number[];
  linewidth?: number;
  lw?: number;
  label?: string;
  zorder?: number;
}

const keys = "s c color marker alpha edgecolors facecolors linewidths label zorder cmap vmin vmax norm".split(" ");
const aliases = { edgecolor: "edgecolors", facecolor: "facecolors", linewidth: "linewidths", lw: "linewidths" };

/** Points, each with a size and a colour of its own. */
export const scatter = onAxes(
  "scatter",
  (axes: Axes, x: Data | Datum, y: Data | Datum, options: ScatterOptions = {}): PathCollection => {
    const given = known("scatter", options, keys, aliases);
    const xs = flat(x, "scatter(): x", axes.xaxis.converter);
    const ys = flat(y, "scatter(): y", axes.yaxis.converter);
    if (xs.length !== ys.length)
      throw new RangeError(`x and y must be the same size, got ${xs.length} and ${ys.length}`);
    const marker = checkMarker(given.marker ?? (rcParams["scatter.marker"] as Marker));
    const sizes =
      given.s === undefined ? [rcParams["lines.markersize"] ** 2] : [...flat(given.s as Data | number, "scatter(): s")];
    if (sizes.length !== 1 && sizes.length !== xs.length)
      throw new RangeError(
        `s must be a scalar, or float array-like with the same size as x and y: got ${sizes.length}, needed ${xs.length}`,
      );
    if (given.color !== undefined && given.c !== undefined)
      throw new TypeError(
        "Supply a 'c' argument or a 'color' kwarg but not both; they differ but their functionalities overlap.",
      );
    const { colors, values } = colorsOf(axes, given, xs.length);
    const edges = given.edgecolors ?? (given.color !== undefined ? listOf(given.color) : "face");
    const isOpen = colors?.length === 1 && colors[0] === "none";
    const points = new PathCollection(
      xs,
      ys,
      {
        sizes,
        marker,
        colors,
        edgecolors: edges === "face" ? (isOpen ? ["black"] : "face") : listOf(edges as Color | readonly Color[]),
        linewidths:
          given.linewidths === undefined
            ? [isFilled(marker) ? 1 : rcParams["lines.linewidth"]]
            : [given.linewidths].flat(),
        alpha: given.alpha,
      },
      values,
      { cmap: given.cmap, vmin: given.vmin, vmax: given.vmax, norm: given.norm },
    );
    if (values !== undefined) axes.mappable = points;
    return axes.add(dress(points, given.label, given.zorder));
  },
);

function listOf(colors: Color | readonly Color[]): readonly Color[] {
  if (typeof colors === "string") return [colors];
  return colors.every((part) => typeof part === "number")
    ? [colors as readonly number[]]
    : (colors as readonly Color[]);
}

/** Colours as they are given, or the values that a colour map turns into some. */
function colorsOf(
  axes: Axes,
  { c, color, facecolors }: ScatterOptions,
  count: number,
): { colors?: readonly Color[]; values?: Float64Array } {
  const given = c ?? color ?? facecolors;
  if (given === undefined) return { colors: [axes.nextFill()] };
  if (typeof given === "string") {
    rgbaOf(given, undefined, "c");
    return { colors: [given] };
  }
  const isTexts = Array.isArray(given) && given.length > 0 && given.every((each) => typeof each === "string");
  if (!isTexts && c !== undefined) {
    const { values, shape } = valuesOf(given as Data, "scatter(): c");
    if (values.length === count) return { values };
    if (shape.length === 2 && (shape[0] === count || shape[0] === 1) && (shape[1] === 3 || shape[1] === 4))
      return {
        colors: Array.from({ length: shape[0] }, (_, i) => [...values.subarray(i * shape[1], (i + 1) * shape[1])]),
      };
    if (shape.length === 1 && isColor([...values])) return { colors: [[...values]] };
    throw new RangeError(
      `'c' argument has ${values.length} elements, which is inconsistent with 'x' and 'y' with size ${count}.`,
    );
  }
  if (given instanceof Tensor) return { colors: [[...flat(given, "scatter(): color")]] };
  const colors = listOf(given as readonly Color[]);
  if (colors.length !== 1 && colors.length !== count)
    throw new RangeError(
      `'c' argument has ${colors.length} elements, which is inconsistent with 'x' and 'y' with size ${count}.`,
    );
  for (const each of colors) rgbaOf(each, undefined, "c");
  return { colors };
}
