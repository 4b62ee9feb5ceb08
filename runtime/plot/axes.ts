/** Axes: a box with coordinates, to which marks are added. */

import { isOptions } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Image as Picture } from "../vision/image.ts";
import { colorOf, cycled } from "./color.ts";
import { type Format, type LineStyle, lineStyles, type Marker, markers, parseFormat } from "./format.ts";
import { type Location, locations } from "./legend.ts";
import { Image } from "./marks/image.ts";
import { Line } from "./marks/line.ts";
import type { Bounds, Mark } from "./marks/mark.ts";
import { style } from "./style.ts";
import { type Data, type Values, valuesOf } from "./values.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** How a line looks; matplotlib's names, and its short ones. */
export interface PlotOptions {
  /** The next of the cycle. */
  color?: string;
  c?: string;
  /** "-", "--", "-.", ":" or "none"; "-". */
  linestyle?: LineStyle;
  ls?: LineStyle;
  /** In points; 1.5. */
  linewidth?: number;
  lw?: number;
  /** "o", ".", "s", "^", "v", "x", "+" or "D"; none. */
  marker?: Marker;
  /** In points; 6. */
  markersize?: number;
  ms?: number;
  /** From 0, invisible, to 1. */
  alpha?: number;
  /** The legend's text. */
  label?: string;
}

export interface ImshowOptions {
  /** The colour map of values without colours; "viridis". */
  cmap?: string;
  /** The values at the two ends of the map; the least and the largest. */
  vmin?: number;
  vmax?: number;
  alpha?: number;
}

/** "on", "off", "equal", or [least x, largest x, least y, largest y]. */
export type AxisSetting = "on" | "off" | "equal" | Bounds;

const aliases = { c: "color", ls: "linestyle", lw: "linewidth", ms: "markersize" } as const;
const plotKeys = ["color", "linestyle", "linewidth", "marker", "markersize", "alpha", "label"];

function known<Options extends object>(call: string, options: Options, keys: readonly string[]): Options {
  for (const key of Object.keys(options))
    if (!keys.includes(key)) throw new TypeError(`${call}() got an unexpected keyword argument '${key}'`);
  return options;
}

/** The full names of a call's options. */
function unabbreviated(options: PlotOptions): PlotOptions {
  const full = Object.entries(options).map(([key, value]) => [aliases[key as keyof typeof aliases] ?? key, value]);
  return known("plot", Object.fromEntries(full) as PlotOptions, plotKeys);
}

function oneOf<T extends string>(value: string, allowed: readonly T[], argument: string): T {
  if (!(allowed as readonly string[]).includes(value))
    throw new RangeError(`'${value}' is not a valid value for ${argument}; supported values are ${allowed.join(", ")}`);
  return value as T;
}

export class Axes {
  /** @internal Row, column, and how many of them the figure has. */
  readonly place: readonly [row: number, column: number, rows: number, columns: number];
  /** @internal */
  readonly marks: Mark[] = [];
  /** @internal */
  readonly texts = { title: "", xlabel: "", ylabel: "" };
  /** @internal */
  isOn = true;
  /** @internal Whether a unit has one length on both axes. */
  isEqual = false;
  /** @internal */
  hasGrid = false;
  /** @internal */
  legendAt: Location | null = null;
  /** @internal Whether y grows downwards, as rows of pictures do. */
  isDownwards = false;
  readonly #limits: { x?: readonly [number, number]; y?: readonly [number, number] } = {};
  #lines = 0;

  /** @internal */
  constructor(place: Axes["place"]) {
    this.place = place;
  }

  /**
   * Lines: `plot(y)`, `plot(x, y)`, `plot(x, y, "ro--")`, several of these after one another, and options for all.
   * The columns of a matrix are a line each.
   */
  plot(...args: (Data | string | PlotOptions)[]): Line[] {
    const last = args.at(-1);
    const options = isOptions(last) ? unabbreviated(args.pop() as PlotOptions) : {};
    const lines: Line[] = [];
    while (args.length > 0) {
      const data: Data[] = [];
      while (args.length > 0 && typeof args[0] !== "string" && data.length < 2) data.push(args.shift() as Data);
      if (data.length === 0) throw new TypeError(`plot(): '${String(args[0])}' has no data before it`);
      const format = typeof args[0] === "string" ? parseFormat(args.shift() as string) : {};
      lines.push(...this.#linesOf(data, format, options));
    }
    this.marks.push(...lines);
    return lines;
  }

  /** A picture: [H, W] values through a colour map, or [H, W, 3 or 4] colours, 0 to 1 or, of whole numbers, to 255. */
  imshow(image: Data | Picture, options: ImshowOptions | string = {}): Image {
    const given = known("imshow", typeof options === "string" ? { cmap: options } : options, [
      "cmap",
      "vmin",
      "vmax",
      "alpha",
    ]);
    const values = image instanceof Picture ? pictureValues(image) : valuesOf(image, "imshow(): X");
    const whole =
      image instanceof Picture || image instanceof Uint8Array || (image as Tensor).dtype?.isFloatingPoint === false;
    const { cmap = "viridis", vmin, vmax, alpha = 1 } = given;
    const mark = new Image(values, whole, { cmap, vmin, vmax, alpha });
    this.marks.push(mark);
    this.isEqual = true;
    this.isDownwards = true;
    return mark;
  }

  setTitle(label: string): this {
    this.texts.title = String(label);
    return this;
  }

  setXlabel(label: string): this {
    this.texts.xlabel = String(label);
    return this;
  }

  setYlabel(label: string): this {
    this.texts.ylabel = String(label);
    return this;
  }

  setXlim(left: number, right: number): this {
    this.#limits.x = limitsOf("xlim", left, right);
    return this;
  }

  setYlim(bottom: number, top: number): this {
    this.#limits.y = limitsOf("ylim", bottom, top);
    return this;
  }

  /** Shows or hides frame, ticks and labels, or sets the limits. */
  axis(setting: AxisSetting): this {
    if (typeof setting !== "string") {
      const [left, right, bottom, top] = setting;
      return this.setXlim(left, right).setYlim(bottom, top);
    }
    oneOf(setting, ["on", "off", "equal"], "axis()");
    if (setting === "equal") this.isEqual = true;
    else this.isOn = setting === "on";
    return this;
  }

  /** Lines at the ticks. */
  grid(visible = true): this {
    this.hasGrid = visible;
    return this;
  }

  /** A box with the labels; where it covers least unless `loc` says where. */
  legend({ loc = "best" }: { loc?: Location } = {}): this {
    this.legendAt = oneOf(loc, locations, "loc");
    return this;
  }

  /** @internal What is shown: the given limits, or those of the data with their margin. */
  limits(): { x: readonly [number, number]; y: readonly [number, number] } {
    const bounds = this.marks.map((mark) => mark.bounds()).filter((found) => found !== undefined);
    const isSticky = this.marks.some(({ sticky }) => sticky);
    const along = (low: 0 | 2): readonly [number, number] => {
      if (bounds.length === 0) return [0, 1];
      const least = Math.min(...bounds.map((box) => box[low]));
      const most = Math.max(...bounds.map((box) => box[low + 1]));
      const [from, to] = widened(least, most);
      const margin = isSticky ? 0 : (to - from) * style.margin;
      return [from - margin, to + margin];
    };
    const y = along(2);
    return { x: this.#limits.x ?? along(0), y: this.#limits.y ?? (this.isDownwards ? [y[1], y[0]] : y) };
  }

  /** "<Axes: title='Loss', xlabel='epoch'>". */
  toString(): string {
    const texts = Object.entries(this.texts).filter(([, text]) => text !== "");
    return `<Axes: ${texts.map(([name, text]) => `${name}='${text}'`).join(", ")}>`;
  }

  [inspect](): string {
    return this.toString();
  }

  #linesOf(data: readonly Data[], format: Format, options: PlotOptions): Line[] {
    const y = valuesOf(data[data.length - 1], "plot(): y");
    const rows = y.shape[0] ?? 1;
    const columns = y.shape[1] ?? 1;
    if (y.shape.length > 2) throw new RangeError("plot(): x and y can be no greater than 2-d");
    const x =
      data.length === 2 ? valuesOf(data[0], "plot(): x").values : Float64Array.from({ length: rows }, (_, i) => i);
    if (x.length !== rows)
      throw new RangeError(
        `x and y must have same first dimension, but have shapes (${x.length},) and (${y.shape.join(", ")}${y.shape.length === 1 ? "," : ""})`,
      );
    return Array.from({ length: columns }, (_, column) => {
      const color = options.color ?? format.color;
      return new Line(
        x,
        Float64Array.from({ length: rows }, (_, row) => y.values[row * columns + column]),
        {
          color: color === undefined ? cycled(this.#lines++) : colorOf(color),
          linestyle: oneOf(options.linestyle ?? format.linestyle ?? "-", [...lineStyles, "none"], "linestyle"),
          linewidth: options.linewidth ?? style.lineWidth,
          marker: markerOf(options.marker ?? format.marker),
          markersize: options.markersize ?? style.markerSize,
          alpha: options.alpha ?? 1,
          label: options.label ?? "",
        },
      );
    });
  }
}

function markerOf(marker: Marker | undefined): Marker | null {
  return marker === undefined ? null : oneOf(marker, markers, "marker");
}

function limitsOf(name: string, from: number, to: number): readonly [number, number] {
  if (!Number.isFinite(from) || !Number.isFinite(to))
    throw new RangeError(`${name} must be finite, got ${from}, ${to}`);
  return widened(from, to);
}

/** Limits that are one number become a range around it. */
function widened(from: number, to: number): readonly [number, number] {
  if (from !== to) return [from, to];
  const half = from === 0 ? style.margin : Math.abs(from) * style.margin;
  return [from - half, to + half];
}

function pictureValues({ data, height, width, channels }: Picture): Values {
  return { values: Float64Array.from(data), shape: channels === 1 ? [height, width] : [height, width, channels] };
}
