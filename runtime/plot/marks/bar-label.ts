import { Text, type TextOptions } from "../artists/text.ts";
import type { Axes } from "../axes/axes.ts";
import type { BarContainer } from "./bar.ts";
import { onAxes } from "./on-axes.ts";

export interface BarLabelOptions extends TextOptions {
  labels?: readonly string[];
  /** "%.2f" and its like, or a function of the value. */
  fmt?: string | ((value: number) => string);
  labelType?: "edge" | "center";
  /** Points between bar and text; 0. */
  padding?: number;
}

/** Writes their values on bars. */
export const barLabel = onAxes(
  "barLabel",
  (axes: Axes, container: BarContainer, options: BarLabelOptions = {}): Text[] => {
    const { labels, fmt, labelType = "edge", padding = 0, ...rest } = options;
    if (labelType !== "edge" && labelType !== "center")
      throw new RangeError(
        `'${String(labelType)}' is not a valid value for labelType; supported values are 'edge', 'center'`,
      );
    return container.patches.map((bar, i) => {
      const value = container.datavalues[i];
      const digits = typeof fmt === "string" ? /%\.(\d+)f/.exec(fmt)?.[1] : undefined;
      const written =
        typeof fmt === "function"
          ? fmt(value)
          : digits !== undefined
            ? value.toFixed(Number(digits))
            : String(Number(value.toPrecision(6)));
      const label = labels?.[i] ?? written;
      const [x, y] = [bar.x + bar.width / 2, bar.y + bar.height / 2];
      const isUp = value >= 0;
      const isCenter = labelType === "center";
      const place: [number, number] = isCenter
        ? [x, y]
        : container.isVertical
          ? [x, bar.y + bar.height]
          : [bar.x + bar.width, y];
      const text = new Text(
        0,
        0,
        label,
        {
          ha: isCenter || container.isVertical ? "center" : isUp ? "left" : "right",
          va: isCenter || !container.isVertical ? "center" : isUp ? "bottom" : "top",
          ...rest,
        },
        "offset points",
      );
      text.target = { x: place[0], y: place[1], coordinates: "data", arrow: undefined };
      const away = isCenter ? 0 : isUp ? padding : -padding;
      [text.x, text.y] = container.isVertical ? [0, away] : [away, 0];
      return axes.add(text);
    });
  },
);
