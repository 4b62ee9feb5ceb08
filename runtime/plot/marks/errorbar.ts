import { BaseArtist } from "../artists/artist.ts";
import { LineCollection } from "../artists/collections.ts";
import { Line2D } from "../artists/line.ts";
import type { Axes } from "../axes/axes.ts";
import { type Color, type Rgba, rgbaOf } from "../color/color.ts";
import { parseFormat } from "../format.ts";
import { rcParams } from "../rc-params.ts";
import type { Box } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import { type Data, type Datum, flat, shapeText, valuesOf } from "../values.ts";
import { lineOptions, type PlotOptions } from "./line-options.ts";
import { onAxes } from "./on-axes.ts";

export interface ErrorbarOptions extends PlotOptions {
  /** One for all, one each, or two rows: below and above. */
  yerr?: number | Data;
  xerr?: number | Data;
  /** As `plot` takes it; "none" draws only the bars. */
  fmt?: string;
  ecolor?: Color;
  elinewidth?: number;
  /** Points; 0. */
  capsize?: number;
  capthick?: number;
  errorevery?: number;
}

/** A line with bars at its points. */
export class ErrorbarContainer extends BaseArtist {
  readonly isContainer = true;
  readonly line: Line2D | undefined;
  readonly bars: readonly LineCollection[];
  readonly caps: readonly Line2D[];

  constructor(line: Line2D | undefined, bars: readonly LineCollection[], caps: readonly Line2D[]) {
    super();
    this.line = line;
    this.bars = bars;
    this.caps = caps;
  }

  /** Line and bars draw themselves. */
  draw(): void {}

  drawKey(renderer: Renderer, key: Box, fontSize: number): void {
    const [middle, y] = [(key.x0 + key.x1) / 2, (key.y0 + key.y1) / 2];
    const size = 0.5 * fontSize;
    for (const bars of this.bars) {
      const { colors, linewidths } = bars.look;
      const isUpright = bars.segments[0] !== undefined && bars.segments[0][0] === bars.segments[0][2];
      new LineCollection([], { ...bars.look, colors, linewidths }).drawKey(
        renderer,
        isUpright ? { x0: middle, x1: middle, y0: y, y1: y } : { x0: middle - size, x1: middle + size, y0: y, y1: y },
      );
      if (isUpright)
        renderer.path([middle, y - size, middle, y + size], {
          stroke: { color: this.bars.length > 0 ? colorOf(bars) : [0, 0, 0, 1], width: renderer.px(linewidths[0]) },
        });
    }
    for (const cap of this.caps) {
      const isUpright = cap.look.marker === "_";
      const places = [-size, size].flatMap((by) => (isUpright ? [middle, y + by] : [middle + by, y]));
      cap.drawMarkers(renderer, places);
    }
    this.line?.drawKey(renderer, key);
  }

  toString(): string {
    return "<ErrorbarContainer object of 3 artists>";
  }
}

const colorOf = (bars: LineCollection): Rgba => rgbaOf(bars.look.colors[0], bars.look.alpha);

const keys = "yerr xerr fmt ecolor elinewidth capsize capthick errorevery".split(" ");

/** Points with bars of error. */
export const errorbar = onAxes(
  "errorbar",
  (axes: Axes, x: Data | Datum, y: Data | Datum, options: ErrorbarOptions = {}): ErrorbarContainer => {
    const { look, label, zorder = 2 } = lineOptions("errorbar", options, keys);
    const xs = flat(x, "errorbar(): x", axes.xaxis.converter);
    const ys = flat(y, "errorbar(): y", axes.yaxis.converter);
    if (xs.length !== ys.length)
      throw new RangeError(`'x' and 'y' must have the same size, got ${xs.length} and ${ys.length}`);
    const { fmt = "", capsize = rcParams["errorbar.capsize"], errorevery = 1 } = options;
    const isBare = fmt.toLowerCase() === "none";
    const format = isBare || fmt === "" ? {} : parseFormat(fmt);
    const color = look.color ?? format.color ?? axes.nextColor();
    const line = isBare ? undefined : new Line2D(xs, ys, { ...format, ...look, color });
    if (line !== undefined) {
      line.zorder = zorder + 0.1;
      line.label = "_nolegend_";
      axes.add(line);
    }
    const ecolor = options.ecolor ?? color;
    const linewidth = options.elinewidth ?? look.linewidth ?? rcParams["lines.linewidth"];
    const [bars, caps]: [LineCollection[], Line2D[]] = [[], []];
    for (const [name, error] of [
      ["x", options.xerr],
      ["y", options.yerr],
    ] as const) {
      if (error === undefined) continue;
      const [below, above] = errorsOf(name, error, xs.length);
      const kept = Array.from(xs, (_, i) => i).filter((i) => i % errorevery === 0);
      const segments = kept.map((i) =>
        name === "y"
          ? [xs[i], ys[i] - below[i], xs[i], ys[i] + above[i]]
          : [xs[i] - below[i], ys[i], xs[i] + above[i], ys[i]],
      );
      const collection = new LineCollection(segments, {
        colors: [ecolor],
        linewidths: [linewidth],
        linestyle: "-",
        alpha: look.alpha,
      });
      collection.zorder = zorder;
      collection.label = "_nolegend_";
      bars.push(axes.add(collection));
      if (capsize > 0)
        for (const end of [0, 2]) {
          const cap = new Line2D(
            Float64Array.from(segments, (each) => each[end]),
            Float64Array.from(segments, (each) => each[end + 1]),
            {
              color,
              markeredgecolor: ecolor,
              linestyle: "none",
              marker: name === "y" ? "_" : "|",
              markersize: 2 * capsize,
              markeredgewidth: options.capthick,
              alpha: look.alpha,
            },
          );
          cap.label = "_nolegend_";
          cap.zorder = zorder;
          caps.push(axes.add(cap));
        }
    }
    const container = new ErrorbarContainer(line, bars, caps);
    if (label !== undefined) container.label = label;
    return axes.add(container);
  },
);

function errorsOf(name: string, error: number | Data, count: number): [Float64Array, Float64Array] {
  const { values, shape } = valuesOf(typeof error === "number" ? [error] : error, `errorbar(): ${name}err`);
  if (values.some((value) => value < 0)) throw new RangeError(`'${name}err' must not contain negative values`);
  if (values.length === 1) return [new Float64Array(count).fill(values[0]), new Float64Array(count).fill(values[0])];
  if (shape.length === 1 && shape[0] === count) return [values, values];
  if (shape.length === 2 && shape[0] === 2 && shape[1] === count)
    return [values.subarray(0, count), values.subarray(count)];
  throw new RangeError(
    `'${name}err' (shape: ${shapeText(shape)}) must be a scalar or a 1D or (2, n) array-like whose shape matches '${name}' (shape: (${count},))`,
  );
}
