import { checkKeys, isOptions } from "../../tensor/options.ts";
import { PolyCollection } from "../artists/collections.ts";
import type { Axes } from "../axes/axes.ts";
import type { Color } from "../color/color.ts";
import { type Data, flat, valuesOf } from "../values.ts";
import { onAxes } from "./on-axes.ts";

export interface StackplotOptions {
  labels?: readonly string[];
  colors?: readonly Color[];
  alpha?: number;
}

/** Areas on top of one another: `stackplot(x, y1, y2)` or `stackplot(x, rows)`. */
export const stackplot = onAxes(
  "stackplot",
  (axes: Axes, x: Data, ...rest: (Data | StackplotOptions)[]): PolyCollection[] => {
    const options = isOptions(rest.at(-1)) ? (rest.pop() as StackplotOptions) : {};
    checkKeys("stackplot", options, ["labels", "colors", "alpha"]);
    const xs = flat(x, "stackplot(): x", axes.xaxis.converter);
    const rows = (rest as Data[]).flatMap((each) => {
      const { values, shape } = valuesOf(each, "stackplot(): y");
      const length = shape.at(-1) ?? 0;
      return Array.from({ length: values.length / Math.max(1, length) }, (_, i) =>
        values.subarray(i * length, (i + 1) * length),
      );
    });
    if (rows.length === 0) throw new TypeError("stackplot(): y is missing");
    let below = new Float64Array(xs.length);
    return rows.map((row, i) => {
      if (row.length !== xs.length)
        throw new RangeError(`stackplot(): x has ${xs.length} values, but y has ${row.length}`);
      const above = below.map((value, k) => value + row[k]);
      const points = [
        ...Array.from(xs, (at, k) => [at, below[k]]),
        ...Array.from(xs, (at, k) => [at, above[k]]).reverse(),
      ].flat();
      const color = options.colors?.[i % options.colors.length] ?? axes.nextColor();
      const area = new PolyCollection([points], { facecolor: color, alpha: options.alpha });
      if (i === 0) area.sticky = { y: [0] };
      if (options.labels?.[i] !== undefined) area.label = options.labels[i];
      below = above;
      return axes.add(area);
    });
  },
);
