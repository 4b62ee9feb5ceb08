import { type ArrowLook, Text, type TextCoordinates, type TextOptions } from "../artists/text.ts";
import type { Axes } from "../axes/axes.ts";
import { type Datum, flat } from "../values.ts";
import { known, onAxes } from "./on-axes.ts";

const keys =
  "fontsize size color c ha horizontalalignment va verticalalignment rotation rotationMode weight fontweight style fontstyle family fontfamily alpha bbox zorder clipOn".split(
    " ",
  );

/** What `transform` may name: matplotlib's transData and transAxes. */
export type TextTransform = "data" | "axes";

/** Text at a place. */
export const text = onAxes(
  "text",
  (axes: Axes, x: Datum, y: Datum, label: string, options: TextOptions & { transform?: TextTransform } = {}): Text => {
    const { transform = "data", ...rest } = known("text", options, [...keys, "transform"]);
    const isData = transform === "data";
    const at = (value: Datum, axis: Axes["xaxis"]): number =>
      flat(value, `text(): ${axis.which}`, isData ? axis.converter : undefined)[0];
    return axes.add(
      new Text(at(x, axes.xaxis), at(y, axes.yaxis), String(label), rest, isData ? "data" : "axes fraction"),
    );
  },
);

export interface AnnotateOptions extends TextOptions {
  /** Where the text is; at `xy` where it is not given. */
  xytext?: readonly [Datum, Datum];
  xycoords?: TextCoordinates;
  textcoords?: TextCoordinates;
  /** How the arrow looks; without it there is none. */
  arrowprops?: ArrowLook;
}

/** Text about a place, with an arrow to it. */
export const annotate = onAxes(
  "annotate",
  (axes: Axes, label: string, xy: readonly [Datum, Datum], options: AnnotateOptions = {}): Text => {
    const {
      xytext,
      xycoords = "data",
      textcoords,
      arrowprops,
      ...rest
    } = known("annotate", options, [...keys, "xytext", "xycoords", "textcoords", "arrowprops"]);
    const numbers = (pair: readonly [Datum, Datum], isData: boolean): [number, number] => [
      flat(pair[0], "annotate(): x", isData ? axes.xaxis.converter : undefined)[0],
      flat(pair[1], "annotate(): y", isData ? axes.yaxis.converter : undefined)[0],
    ];
    if (!Array.isArray(xy) || xy.length !== 2) throw new TypeError("annotate(): xy must be a pair of numbers");
    const [x, y] = numbers(xy, xycoords === "data");
    const coordinates = textcoords ?? xycoords;
    const [tx, ty] = xytext === undefined ? [x, y] : numbers(xytext, coordinates === "data");
    const made = new Text(tx, ty, String(label), rest, coordinates);
    made.target = { x, y, coordinates: xycoords, arrow: arrowprops };
    return axes.add(made);
  },
);
