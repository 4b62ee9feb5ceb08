/** The bar that explains colours. */

import { BaseArtist, type Bounds } from "../artists/artist.ts";
import type { Mappable, ScalarMap } from "../artists/mappable.ts";
import type { Axes, LabelOptions } from "../axes/axes.ts";
import type { AxisState } from "../axes/axis-state.ts";
import { rcParams } from "../rc-params.ts";
import type { Renderer } from "../render/renderer.ts";
import { type Formatter, FuncFormatter } from "../ticks/formatters.ts";
import { FixedLocator, MaxNLocator } from "../ticks/locators.ts";
import { linearScale } from "../ticks/scales.ts";
import type { Figure } from "./figure.ts";

export interface ColorbarOptions {
  /** The axes that give room; those of what is explained. */
  ax?: Axes | readonly Axes[] | readonly (readonly Axes[])[];
  /** Axes that hold the bar, in the place of new ones. */
  cax?: Axes;
  label?: string;
  orientation?: "vertical" | "horizontal";
  location?: "left" | "right" | "top" | "bottom";
  /** Of the axes, what goes to the bar; 0.15. */
  fraction?: number;
  /** Between axes and bar; 0.05, of horizontal bars 0.15. */
  pad?: number;
  /** Of the bar's length; 1. */
  shrink?: number;
  /** Length to width; 20. */
  aspect?: number;
  ticks?: readonly number[];
  format?: string | Formatter | ((value: number, position: number) => string);
  extend?: "neither" | "both" | "min" | "max";
}

const steps = 256;

class ColorFill extends BaseArtist {
  override zorder = 0;
  readonly map: ScalarMap;
  readonly isVertical: boolean;
  readonly alpha: number | undefined;

  constructor(map: ScalarMap, isVertical: boolean, alpha?: number) {
    super();
    this.alpha = alpha;
    this.map = map;
    this.isVertical = isVertical;
  }

  bounds(): Bounds {
    return {};
  }

  draw(renderer: Renderer, axes: Axes): void {
    const { box } = axes;
    const { boundaries, stepColors } = this.map;
    if (boundaries === undefined) {
      const values = Float64Array.from({ length: steps }, (_, i) =>
        this.map.norm.inverse((this.isVertical ? steps - 1 - i + 0.5 : i + 0.5) / steps),
      );
      renderer.image(this.map.bytes(values), this.isVertical ? 1 : steps, box, { clip: box, alpha: this.alpha });
      return;
    }
    const axis = this.isVertical ? axes.yaxis : axes.xaxis;
    if (this.map.isLines) {
      boundaries.forEach((level, i) => {
        const at = axis.px(level);
        const line = this.isVertical ? [box.x0, at, box.x1, at] : [at, box.y0, at, box.y1];
        const color = stepColors?.[i] ?? this.map.rgba(level);
        renderer.path(line, { stroke: { color, width: renderer.px(rcParams["lines.linewidth"]) }, clip: box });
      });
      return;
    }
    for (let i = 0; i + 1 < boundaries.length; i++) {
      const [from, to] = [axis.px(boundaries[i]), axis.px(boundaries[i + 1])];
      const fill = stepColors?.[i] ?? this.map.rgba((boundaries[i] + boundaries[i + 1]) / 2);
      renderer.rect(this.isVertical ? { ...box, y0: from, y1: to } : { ...box, x0: from, x1: to }, { fill });
    }
  }

  toString(): string {
    return "<ColorFill>";
  }
}

export class Colorbar {
  /** The axes that hold it. */
  readonly ax: Axes;
  readonly mappable: Mappable;
  readonly isVertical: boolean;

  constructor(ax: Axes, mappable: Mappable, isVertical: boolean, options: ColorbarOptions) {
    const map = mappable.map;
    if (map === undefined)
      throw new TypeError("colorbar(): the mappable has colors of its own: there is no color map to explain");
    this.ax = ax;
    this.mappable = mappable;
    this.isVertical = isVertical;
    ax.label = "<colorbar>";
    ax.add(new ColorFill(map, isVertical, (mappable as { look?: { alpha?: number } }).look?.alpha));
    const [long, short] = isVertical ? [ax.yaxis, ax.xaxis] : [ax.xaxis, ax.yaxis];
    short.visible = false;
    short.state.setLimits(0, 1, short.which);
    if (map.norm.scale.name !== "linear") long.state.setScale(map.norm.scale);
    else long.state.setScale(linearScale);
    const [low, high] =
      map.boundaries !== undefined && map.boundaries.length > 1
        ? [map.boundaries[0], map.boundaries.at(-1) as number]
        : [map.norm.vmin ?? 0, map.norm.vmax ?? 1];
    long.state.setLimits(low, high, long.which);
    const isHigh =
      options.location === "right" || options.location === "top" || (options.location === undefined && isVertical);
    if (isHigh) {
      long.labelSide = isVertical ? "right" : "top";
      long.ticksOn = { low: false, high: true, labelLow: false, labelHigh: true };
    }
    if (map.boundaries !== undefined) {
      const { boundaries } = map;
      long.state.locator = FixedLocator(fewOf(boundaries));
    }
    if (options.ticks !== undefined) long.state.locator = FixedLocator(options.ticks);
    if (options.format !== undefined) long.state.formatter = formatterOf(options.format);
    if (options.label !== undefined) this.setLabel(options.label);
  }

  get #state(): AxisState {
    return (this.isVertical ? this.ax.yaxis : this.ax.xaxis).state;
  }

  setLabel(label: string, options?: LabelOptions): this {
    if (this.isVertical) this.ax.setYlabel(label, options);
    else this.ax.setXlabel(label, options);
    return this;
  }

  setTicks(ticks: readonly number[], labels?: readonly unknown[]): this {
    if (this.isVertical) this.ax.setYticks(ticks, labels);
    else this.ax.setXticks(ticks, labels);
    return this;
  }

  /** At most so many intervals between ticks. */
  setTickCount(nbins: number): this {
    this.#state.locator = MaxNLocator({ nbins });
    return this;
  }

  remove(): void {
    this.ax.remove();
  }

  toString(): string {
    return "<Colorbar>";
  }
}

const most = 10;

/** Ten places at most, at even distances, the one nearest to zero among them. */
function fewOf(places: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil(places.length / most));
  const least = (list: readonly number[]): number => Math.min(...list.map(Math.abs));
  let kept = places.filter((_, i) => i % step === 0);
  for (let start = 1; start < step; start++) {
    const other = places.filter((_, i) => i >= start && (i - start) % step === 0);
    if (other.length > 0 && least(other) < least(kept)) kept = other;
  }
  return kept;
}

/** "%.2f" and its like, or a function. */
function formatterOf(format: NonNullable<ColorbarOptions["format"]>): Formatter {
  if (typeof format === "function") return FuncFormatter(format);
  if (typeof format !== "string") return format;
  const match = /^(.*)%(?:\.(\d+))?([dfeg])(.*)$/.exec(format);
  if (match === null) throw new RangeError(`colorbar(): format '${format}' is not of the form '%.2f'`);
  const [, before, digits = "6", kind, after] = match;
  return FuncFormatter((value) => {
    const text =
      kind === "d"
        ? value.toFixed(0)
        : kind === "f"
          ? value.toFixed(Number(digits))
          : kind === "e"
            ? value.toExponential(Number(digits))
            : String(Number(value.toPrecision(Number(digits))));
    return `${before}${text.replace("-", "−")}${after.replace("%%", "%")}`;
  });
}

/** Makes room beside axes and puts a bar there. */
export function addColorbar(
  figure: Figure,
  mappable: Mappable,
  options: ColorbarOptions,
  parents: readonly Axes[],
): Colorbar {
  const location = options.location ?? (options.orientation === "horizontal" ? "bottom" : "right");
  const isVertical = location === "left" || location === "right";
  if (options.cax !== undefined) return new Colorbar(options.cax, mappable, isVertical, { ...options, location });
  const { fraction = 0.15, pad = location === "bottom" ? 0.15 : 0.05, shrink = 1, aspect = 20 } = options;
  const [first] = parents;
  const settings = {
    right: { anchor: [0, 0.5], panchor: [1, 0.5] },
    left: { anchor: [1, 0.5], panchor: [0, 0.5] },
    top: { anchor: [0.5, 0], panchor: [0.5, 1] },
    bottom: { anchor: [0.5, 1], panchor: [0.5, 0] },
  } as const;
  const { anchor, panchor } = settings[location];
  const space = (2 * pad) / (1 - pad);
  const isFirst = location === "left" || location === "top";
  const ratios = isFirst ? [fraction, 1 - fraction - pad] : [1 - fraction - pad, fraction];
  let cax: Axes;
  if (parents.length === 1 && first.spec !== undefined) {
    const around = [(1 - shrink) / 2, shrink, (1 - shrink) / 2].map((share) => Math.max(share, 1e-9));
    const grid = isVertical
      ? first.spec.subgridspec(3, 2, { wspace: space, hspace: 0, widthRatios: ratios, heightRatios: around })
      : first.spec.subgridspec(2, 3, { hspace: space, wspace: 0, heightRatios: ratios, widthRatios: around });
    const own = isFirst ? 1 : 0;
    first.spec = isVertical ? grid.at([0, 3], own) : grid.at(own, [0, 3]);
    for (const twin of first.twins) twin.spec = first.spec;
    cax = figure.addAxes(isVertical ? grid.at(1, 1 - own) : grid.at(1 - own, 1));
  } else {
    const boxes = parents.map((axes) => figure.positionOf(axes));
    const [x0, x1] = [Math.min(...boxes.map((box) => box.x0)), Math.max(...boxes.map((box) => box.x1))];
    const [y0, y1] = [Math.min(...boxes.map((box) => box.y0)), Math.max(...boxes.map((box) => box.y1))];
    const keep = 1 - fraction - pad;
    parents.forEach((axes, i) => {
      const box = boxes[i];
      const squeeze = (at: number, from: number, to: number): number =>
        isFirst ? to - (to - at) * keep : from + (at - from) * keep;
      const [left, right] = isVertical ? [squeeze(box.x0, x0, x1), squeeze(box.x1, x0, x1)] : [box.x0, box.x1];
      const [bottom, top] = isVertical
        ? [box.y0, box.y1]
        : [
            location === "top" ? y0 + (box.y0 - y0) * keep : y1 - (y1 - box.y0) * keep,
            location === "top" ? y0 + (box.y1 - y0) * keep : y1 - (y1 - box.y1) * keep,
          ];
      axes.setPosition([left, bottom, right - left, top - bottom]);
    });
    const [length, from] = isVertical
      ? [(y1 - y0) * shrink, y0 + ((y1 - y0) * (1 - shrink)) / 2]
      : [(x1 - x0) * shrink, x0 + ((x1 - x0) * (1 - shrink)) / 2];
    const wide = isVertical ? (x1 - x0) * fraction : (y1 - y0) * fraction;
    cax = figure.addAxes(
      isVertical
        ? [isFirst ? x0 : x1 - wide, from, wide, length]
        : [from, location === "top" ? y1 - wide : y0, length, wide],
    );
  }
  for (const axes of parents) axes.anchor = panchor;
  cax.anchor = anchor;
  cax.boxAspect = isVertical ? aspect : 1 / aspect;
  return new Colorbar(cax, mappable, isVertical, { ...options, location });
}
