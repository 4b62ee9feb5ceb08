import { isOptions } from "../../tensor/options.ts";
import { PolyCollection } from "../artists/collections.ts";
import { Polygon } from "../artists/patch.ts";
import type { Axes } from "../axes/axes.ts";
import { rcParams } from "../rc-params.ts";
import { type Data, type Datum, flat } from "../values.ts";
import { dress, type FillOptions, fillOptions } from "./line-options.ts";
import { onAxes } from "./on-axes.ts";

export interface FillBetweenOptions extends FillOptions {
  /** Where to fill. */
  where?: readonly boolean[];
  step?: "pre" | "post" | "mid";
  /** Whether fills reach to where the curves cross. */
  interpolate?: boolean;
}

function between(
  call: "fillBetween" | "fillBetweenx",
  axes: Axes,
  at: Data,
  first: Data | Datum,
  second: Data | Datum,
  options: FillBetweenOptions,
): PolyCollection {
  const { look, label, zorder } = fillOptions(call, options, ["where", "step", "interpolate"]);
  const isUpright = call === "fillBetween";
  const [along, across] = isUpright ? [axes.xaxis, axes.yaxis] : [axes.yaxis, axes.xaxis];
  const places = flat(at, `${call}(): ${along.which}`, along.converter);
  const count = places.length;
  const [low, high] = [first, second].map((curve, i) => {
    const values = flat(curve, `${call}(): ${across.which}${i + 1}`, across.converter);
    if (values.length === 1) return new Float64Array(count).fill(values[0]);
    if (values.length !== count)
      throw new RangeError(
        `${call}(): '${along.which}' has ${count} values, but '${across.which}${i + 1}' has ${values.length}`,
      );
    return values;
  });
  const { where } = options;
  if (where !== undefined && where.length !== count)
    throw new RangeError(`${call}(): where has ${where.length} values, needed ${count}`);
  const isIn = (i: number): boolean => (where?.[i] ?? true) && Number.isFinite(places[i] + low[i] + high[i]);
  const polygons: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    if (!isIn(i)) continue;
    const start = i;
    while (i + 1 < count && isIn(i + 1)) i++;
    if (i > start) polygons.push(band(places, low, high, start, i, isUpright, options.step));
  }
  const shape = {
    ...look,
    facecolor: look.facecolor ?? axes.nextFill(),
    linewidth: look.linewidth ?? rcParams["patch.linewidth"],
  };
  return axes.add(dress(new PolyCollection(polygons, shape), label, zorder));
}

function band(
  places: Float64Array,
  low: Float64Array,
  high: Float64Array,
  start: number,
  end: number,
  isUpright: boolean,
  step: FillBetweenOptions["step"],
): Float64Array {
  const points: number[] = [];
  const add = (x: number, y: number): void => void points.push(...(isUpright ? [x, y] : [y, x]));
  const side = (curve: Float64Array): [number, number][] => {
    const found: [number, number][] = [];
    for (let i = start; i <= end; i++) {
      if (i > start && step === "post") found.push([places[i], curve[i - 1]]);
      if (i > start && step === "pre") found.push([places[i - 1], curve[i]]);
      if (i > start && step === "mid") {
        const middle = (places[i - 1] + places[i]) / 2;
        found.push([middle, curve[i - 1]], [middle, curve[i]]);
      }
      found.push([places[i], curve[i]]);
    }
    return found;
  };
  for (const [x, y] of side(low)) add(x, y);
  for (const [x, y] of side(high).reverse()) add(x, y);
  return Float64Array.from(points);
}

/** The area between two curves over `x`; `y2` is 0 where it is not given. */
export const fillBetween = onAxes(
  "fillBetween",
  (
    axes: Axes,
    x: Data,
    y1: Data | Datum,
    y2: Data | Datum | FillBetweenOptions = 0,
    options: FillBetweenOptions = {},
  ): PolyCollection =>
    isOptions(y2)
      ? between("fillBetween", axes, x, y1, 0, y2 as FillBetweenOptions)
      : between("fillBetween", axes, x, y1, y2 as Data | Datum, options),
);

/** The area between two curves over `y`. */
export const fillBetweenx = onAxes(
  "fillBetweenx",
  (
    axes: Axes,
    y: Data,
    x1: Data | Datum,
    x2: Data | Datum | FillBetweenOptions = 0,
    options: FillBetweenOptions = {},
  ): PolyCollection =>
    isOptions(x2)
      ? between("fillBetweenx", axes, y, x1, 0, x2 as FillBetweenOptions)
      : between("fillBetweenx", axes, y, x1, x2 as Data | Datum, options),
);

/** A polygon through the points. */
export const fill = onAxes("fill", (axes: Axes, x: Data, y: Data, options: FillOptions | string = {}): Polygon[] => {
  const { look, label, zorder } = fillOptions("fill", typeof options === "string" ? { color: options } : options);
  const [xs, ys] = [flat(x, "fill(): x", axes.xaxis.converter), flat(y, "fill(): y", axes.yaxis.converter)];
  if (xs.length !== ys.length)
    throw new RangeError(`fill(): x and y must have the same length, got ${xs.length} and ${ys.length}`);
  const points = Float64Array.from({ length: 2 * xs.length }, (_, i) => (i % 2 === 0 ? xs[i / 2] : ys[(i - 1) / 2]));
  return [
    axes.add(dress(new Polygon(points, { ...look, facecolor: look.facecolor ?? axes.nextFill() }), label, zorder)),
  ];
});
