import { contours } from "d3-contour";
import { isOptions } from "../../tensor/options.ts";
import { BaseArtist, type Bounds, spanOf } from "../artists/artist.ts";
import { toPixels } from "../artists/collections.ts";
import { type MappableOptions, ScalarMap } from "../artists/mappable.ts";
import { Text } from "../artists/text.ts";
import type { Axes } from "../axes/axes.ts";
import { type Color, type Rgba, rgbaOf } from "../color/color.ts";
import { ListedColormap } from "../color/colormaps.ts";
import { type LineStyle, strokeOf } from "../format.ts";
import type { FontSize } from "../rc-params.ts";
import { rcParams } from "../rc-params.ts";
import type { Renderer } from "../render/renderer.ts";
import { MaxNLocator } from "../ticks/locators.ts";
import { type Data, extentOf, flat, matrixOf } from "../values.ts";
import { known, onAxes } from "./on-axes.ts";
import { axisOf } from "./pcolormesh.ts";

export interface ContourOptions extends MappableOptions {
  /** About how many, or which. */
  levels?: number | Data;
  /** In the place of a colour map. */
  colors?: Color | readonly Color[];
  alpha?: number;
  linewidths?: number | readonly number[];
  linestyles?: LineStyle;
  /** Whether what lies beyond the levels has a colour. */
  extend?: "neither" | "both" | "min" | "max";
  zorder?: number;
}

const keys = "levels colors alpha linewidths linestyles extend zorder cmap vmin vmax norm".split(" ");

/** Contours of a grid: lines at levels, or areas between them. */
export class ContourSet extends BaseArtist {
  override zorder: number;
  readonly levels: readonly number[];
  readonly isFilled: boolean;
  readonly map: ScalarMap;
  readonly options: ContourOptions;
  readonly sticky: { x: readonly number[]; y: readonly number[] };
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #values: Float64Array;

  constructor(
    x: Float64Array,
    y: Float64Array,
    values: Float64Array,
    levels: readonly number[],
    isFilled: boolean,
    options: ContourOptions,
  ) {
    super();
    this.zorder = options.zorder ?? (isFilled ? 1 : 2);
    this.levels = levels;
    this.isFilled = isFilled;
    this.options = options;
    this.#x = x;
    this.#y = y;
    this.#values = values;
    const { colors, cmap, vmin, vmax, norm } = options;
    const listed =
      colors === undefined
        ? undefined
        : typeof colors === "string" || typeof colors[0] === "number"
          ? [colors as Color]
          : (colors as readonly Color[]);
    this.map = new ScalarMap(Float64Array.from(levels), {
      cmap: listed === undefined ? cmap : ListedColormap(listed),
      vmin,
      vmax,
      norm,
    });
    this.map.boundaries = levels;
    this.map.isLines = !isFilled;
    this.map.stepColors = (isFilled ? levels.slice(1) : levels).map((_, i) => this.colorOf(i));
    this.sticky = { x: [x[0], x[x.length - 1]], y: [y[0], y[y.length - 1]] };
  }

  bounds(): Bounds {
    return { x: spanOf(this.#x), y: spanOf(this.#y) };
  }

  /** Of the i-th line, or of the area above the i-th level. */
  colorOf(i: number): Rgba {
    const { colors, alpha } = this.options;
    if (colors !== undefined) return rgbaOf(this.map.cmap.rgbaAt(i % this.map.cmap.N), alpha);
    return this.map.rgba(this.isFilled ? (this.levels[i] + this.levels[i + 1]) / 2 : this.levels[i], alpha);
  }

  /** Rings around what is not below a level, in data coordinates. */
  #rings(level: number): number[][] {
    const [columns, rows] = [this.#x.length, this.#y.length];
    const low = Number.MIN_SAFE_INTEGER;
    const values = Array.from(this.#values, (value) => (Number.isNaN(value) ? low : value));
    const { coordinates } = contours().size([columns, rows]).smooth(true).contour(values, level);
    const place = (axis: Float64Array, at: number): number => {
      // d3 counts cells: their values lie in the middle.
      const index = Math.min(Math.max(at - 0.5, 0), axis.length - 1);
      const whole = Math.min(Math.floor(index), axis.length - 2);
      return axis[whole] + (index - whole) * (axis[whole + 1] - axis[whole]);
    };
    return coordinates.flatMap((polygon) =>
      polygon.map((ring) => ring.flatMap(([x, y]) => [place(this.#x, x), place(this.#y, y)])),
    );
  }

  /** The lines of a level: rings without what runs along the edge of the grid. */
  lines(i: number): number[][] {
    const [x0, x1] = [this.#x[0], this.#x[this.#x.length - 1]];
    const [y0, y1] = [this.#y[0], this.#y[this.#y.length - 1]];
    const along = (a: number, b: number, edge: number): boolean => a === edge && b === edge;
    return this.#rings(this.levels[i]).flatMap((ring) => {
      const parts: number[][] = [[]];
      for (let k = 0; k + 3 < ring.length; k += 2) {
        const [ax, ay, bx, by] = ring.slice(k, k + 4);
        const isEdge = along(ax, bx, x0) || along(ax, bx, x1) || along(ay, by, y0) || along(ay, by, y1);
        if (isEdge) parts.push([]);
        else if ((parts.at(-1) as number[]).length === 0) (parts.at(-1) as number[]).push(ax, ay, bx, by);
        else (parts.at(-1) as number[]).push(bx, by);
      }
      return parts.filter((part) => part.length > 0);
    });
  }

  draw(renderer: Renderer, axes: Axes): void {
    if (this.isFilled) this.#fill(renderer, axes);
    else this.#stroke(renderer, axes);
  }

  #fill(renderer: Renderer, axes: Axes): void {
    const rings = this.levels.map((level) => this.#rings(level).map((ring) => toPixels(axes, ring)));
    for (let i = 0; i + 1 < this.levels.length; i++) {
      const fill = this.colorOf(i);
      // The area between two levels is what is above one and not above the next.
      renderer.context.save();
      renderer.clip(axes.box);
      renderer.context.beginPath();
      for (const ring of [...rings[i], ...rings[i + 1]]) {
        for (let k = 0; k + 1 < ring.length; k += 2) {
          if (k === 0) renderer.context.moveTo(ring[k], renderer.height - ring[k + 1]);
          else renderer.context.lineTo(ring[k], renderer.height - ring[k + 1]);
        }
        renderer.context.closePath();
      }
      renderer.context.fillStyle = `rgba(${fill
        .slice(0, 3)
        .map((part) => Math.round(part * 255))
        .join(", ")}, ${fill[3]})`;
      renderer.context.fill("evenodd");
      renderer.context.restore();
    }
  }

  #stroke(renderer: Renderer, axes: Axes): void {
    const { linewidths = rcParams["lines.linewidth"], linestyles, colors } = this.options;
    const isPlain = colors !== undefined && (typeof colors === "string" || typeof colors[0] === "number");
    this.levels.forEach((level, i) => {
      const width = typeof linewidths === "number" ? linewidths : linewidths[i % linewidths.length];
      // Matplotlib dashes what is negative where all lines have one colour.
      const style = linestyles ?? (isPlain && level < 0 ? "--" : "-");
      const stroke = strokeOf(renderer, this.colorOf(i), width, style);
      for (const line of this.lines(i)) renderer.path(toPixels(axes, line), { stroke, clip: axes.box, snap: false });
    });
  }

  toString(): string {
    return `<QuadContourSet of ${this.levels.length} levels>`;
  }
}

function levelsOf(
  given: number | Data | undefined,
  [low, high]: [number, number],
  isFilled: boolean,
  call: string,
): number[] {
  if (given !== undefined && typeof given !== "number") {
    const levels = [...flat(given, `${call}(): levels`)];
    for (let i = 1; i < levels.length; i++)
      if (!(levels[i] > levels[i - 1])) throw new RangeError(`${call}(): Contour levels must be increasing`);
    if (isFilled && levels.length < 2) throw new RangeError(`${call}(): Filled contours require at least 2 levels.`);
    return levels;
  }
  const all = MaxNLocator({ nbins: (given ?? 7) + 1, minNTicks: 1 }).ticks(low, high, { space: 9, least: low });
  const below = all.findLastIndex((level) => level < low);
  const above = all.findIndex((level) => level > high);
  const kept = all.slice(Math.max(0, below), above < 0 ? undefined : above + 1);
  return kept.length < 3 ? all : kept;
}

function contourOn(call: "contour" | "contourf", axes: Axes, args: (Data | number | ContourOptions)[]): ContourSet {
  const isFilled = call === "contourf";
  const rest = [...args];
  const options = known(call, isOptions(rest.at(-1)) ? (rest.pop() as ContourOptions) : {}, keys);
  const levels = options.levels ?? (rest.length === 2 || rest.length === 4 ? (rest.pop() as number | Data) : undefined);
  if (rest.length !== 1 && rest.length !== 3)
    throw new TypeError(`${call}() takes Z, or X, Y and Z, got ${rest.length} arguments`);
  const { values, rows, columns } = matrixOf(rest.at(-1) as Data, `${call}(): Z`);
  if (rows < 2 || columns < 2)
    throw new TypeError(
      `${call}(): Input z must be at least a (2, 2) shaped array, but has shape (${rows}, ${columns})`,
    );
  const ramp = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i);
  const [x, y] =
    rest.length === 3
      ? [axisOf(rest[0] as Data, "x", call), axisOf(rest[1] as Data, "y", call)]
      : [ramp(columns), ramp(rows)];
  if (x.length !== columns)
    throw new RangeError(`${call}(): Length of x (${x.length}) must match number of columns in z (${columns})`);
  if (y.length !== rows)
    throw new RangeError(`${call}(): Length of y (${y.length}) must match number of rows in z (${rows})`);
  const extent = extentOf(values) ?? [0, 1];
  const set = new ContourSet(x, y, values, levelsOf(levels, extent, isFilled, call), isFilled, options);
  axes.mappable = set;
  return axes.add(set);
}

/** Lines of equal value: `contour(Z)`, `contour(X, Y, Z)`, and at the end how many levels or which. */
export const contour = onAxes(
  "contour",
  (axes: Axes, ...args: (Data | number | ContourOptions)[]): ContourSet => contourOn("contour", axes, args),
);

/** Areas between lines of equal value. */
export const contourf = onAxes(
  "contourf",
  (axes: Axes, ...args: (Data | number | ContourOptions)[]): ContourSet => contourOn("contourf", axes, args),
);

/** Writes the levels on the lines. */
export const clabel = onAxes(
  "clabel",
  (
    axes: Axes,
    set: ContourSet,
    options: { fontsize?: FontSize; fmt?: (level: number) => string; colors?: Color; inline?: boolean } = {},
  ): Text[] => {
    const given = known("clabel", options, ["fontsize", "fmt", "colors", "inline"]);
    return set.levels.flatMap((level, i) => {
      const longest = set.lines(i).sort((a, b) => b.length - a.length)[0];
      if (longest === undefined || longest.length < 8) return [];
      const middle = 2 * Math.floor(longest.length / 4);
      const label = given.fmt?.(level) ?? String(Number(level.toPrecision(6))).replace("-", "−");
      const text = new Text(longest[middle], longest[middle + 1], label, {
        fontsize: given.fontsize,
        color: given.colors ?? [...set.colorOf(i)],
        ha: "center",
        va: "center",
        bbox:
          given.inline === false
            ? undefined
            : { facecolor: axes.facecolor, edgecolor: "none", boxstyle: "square,pad=0.1" },
      });
      return [axes.add(text)];
    });
  },
);
