import type { MappableOptions } from "../artists/mappable.ts";
import type { QuadMesh } from "../artists/mesh.ts";
import { Text, type TextOptions } from "../artists/text.ts";
import type { Axes } from "../axes/axes.ts";
import type { Color } from "../color/color.ts";
import { type Data, matrixOf } from "../values.ts";
import { known, onAxes } from "./on-axes.ts";

export interface HeatmapOptions extends MappableOptions {
  /** Whether values are written in their cells, or other texts. */
  annot?: boolean | readonly (readonly unknown[])[];
  /** Digits after the point, or a function of the value; whole numbers are written as they are, others with two. */
  fmt?: number | ((value: number) => string);
  annotKws?: TextOptions;
  xticklabels?: readonly unknown[] | boolean;
  yticklabels?: readonly unknown[] | boolean;
  /** Whether there is a colour bar; true. */
  cbar?: boolean;
  cbarLabel?: string;
  linewidths?: number;
  linecolor?: Color;
  /** Whether cells are squares. */
  square?: boolean;
}

const keys =
  "annot fmt annotKws xticklabels yticklabels cbar cbarLabel linewidths linecolor square cmap vmin vmax norm".split(
    " ",
  );

/** A matrix as coloured cells, with its values written in them: seaborn's heatmap. */
export const heatmap = onAxes("heatmap", (axes: Axes, data: Data, options: HeatmapOptions = {}): QuadMesh => {
  const given = known("heatmap", options, keys);
  const { values, rows, columns } = matrixOf(data, "heatmap(): data");
  const edges = (count: number): number[] => Array.from({ length: count + 1 }, (_, i) => i);
  const mesh = axes.pcolormesh(
    edges(columns),
    edges(rows),
    Array.from({ length: rows }, (_, r) => values.subarray(r * columns, (r + 1) * columns)),
    {
      cmap: given.cmap,
      vmin: given.vmin,
      vmax: given.vmax,
      norm: given.norm,
      edgecolors: given.linewidths === undefined ? "none" : (given.linecolor ?? "white"),
      linewidth: given.linewidths,
    },
  );
  axes.setXlim(0, columns);
  axes.setYlim(rows, 0);
  if (given.square === true) axes.setAspect("equal");
  const middles = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 0.5);
  for (const [labels, count, set] of [
    [given.xticklabels, columns, axes.setXticks],
    [given.yticklabels, rows, axes.setYticks],
  ] as const) {
    if (labels === false) set.call(axes, []);
    else if (Array.isArray(labels)) {
      if (labels.length !== count)
        throw new RangeError(`heatmap(): ${labels.length} tick labels do not fit ${count} cells`);
      set.call(axes, middles(count), labels);
    } else
      set.call(
        axes,
        middles(count),
        middles(count).map((at) => String(at - 0.5)),
      );
  }
  if (given.annot) {
    const isWhole = values.every((value) => Number.isInteger(value));
    const digits = typeof given.fmt === "number" ? given.fmt : isWhole ? 0 : 2;
    values.forEach((value, i) => {
      const [r, c] = [Math.floor(i / columns), i % columns];
      const [red, green, blue] = mesh.map.rgba(value);
      const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      const own = Array.isArray(given.annot) ? given.annot[r]?.[c] : undefined;
      const label =
        own !== undefined ? String(own) : typeof given.fmt === "function" ? given.fmt(value) : value.toFixed(digits);
      axes.add(
        new Text(c + 0.5, r + 0.5, label, {
          ha: "center",
          va: "center",
          color: luminance > 0.408 ? ".15" : "w",
          ...given.annotKws,
        }),
      );
    });
  }
  if (given.cbar !== false) axes.figure.colorbar(mesh, { ax: axes, label: given.cbarLabel });
  return mesh;
});
