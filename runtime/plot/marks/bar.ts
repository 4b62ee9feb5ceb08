import { BaseArtist, inspectSymbol } from "../artists/artist.ts";
import { LineCollection } from "../artists/collections.ts";
import { Line2D } from "../artists/line.ts";
import { Rectangle } from "../artists/patch.ts";
import type { Axes } from "../axes/axes.ts";
import type { Color } from "../color/color.ts";
import { rcParams } from "../rc-params.ts";
import type { Box } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import { type Data, type Datum, flat } from "../values.ts";
import { type FillOptions, fillOptions } from "./line-options.ts";
import { each, onAxes } from "./on-axes.ts";

export interface BarOptions extends Omit<FillOptions, "color" | "label" | "edgecolor" | "hatch"> {
  /** In units of the axis; 0.8. Of `barh` the bars' length. */
  width?: number | Data;
  /** Of `barh`: 0.8. */
  height?: number | Data;
  /** Where bars begin; 0. */
  bottom?: number | Data;
  left?: number | Data;
  align?: "center" | "edge";
  color?: Color | readonly Color[];
  edgecolor?: Color | readonly Color[];
  hatch?: string | readonly string[];
  /** The legend's text, or one for each bar. */
  label?: string | readonly string[];
  tickLabel?: readonly string[];
  xerr?: number | Data;
  yerr?: number | Data;
  ecolor?: Color;
  /** Points of the ends of error bars; 0. */
  capsize?: number;
  log?: boolean;
}

/** Bars that belong together. */
export class BarContainer extends BaseArtist {
  readonly isContainer = true;
  readonly patches: readonly Rectangle[];
  readonly isVertical: boolean;
  /** The bars' ends, from where they begin. */
  readonly datavalues: readonly number[];

  constructor(patches: readonly Rectangle[], isVertical: boolean, datavalues: readonly number[]) {
    super();
    this.patches = patches;
    this.isVertical = isVertical;
    this.datavalues = datavalues;
  }

  /** The bars draw themselves. */
  draw(): void {}

  drawKey(renderer: Renderer, key: Box): void {
    this.patches[0]?.drawKey(renderer, key);
  }

  [Symbol.iterator](): Iterator<Rectangle> {
    return this.patches[Symbol.iterator]();
  }

  override [inspectSymbol](): string {
    return this.toString();
  }

  toString(): string {
    return `<BarContainer object of ${this.patches.length} artists>`;
  }
}

const barKeys = "width height bottom left align tickLabel xerr yerr ecolor capsize log".split(" ");

function bars(
  call: "bar" | "barh",
  axes: Axes,
  places: Data | Datum,
  lengths: Data | Datum,
  options: BarOptions,
): BarContainer {
  const isVertical = call === "bar";
  const [along, across] = isVertical ? [axes.xaxis, axes.yaxis] : [axes.yaxis, axes.xaxis];
  const [placeName, lengthName] = isVertical ? ["x", "height"] : ["y", "width"];
  const x = flat(places, `${call}(): ${placeName}`, along.converter);
  const given = flat(lengths, `${call}(): ${lengthName}`, across.converter);
  const count = Math.max(x.length, given.length);
  const spread = (values: Float64Array, name: string): Float64Array => {
    if (values.length === count) return values;
    if (values.length === 1) return new Float64Array(count).fill(values[0]);
    throw new RangeError(
      `shape mismatch: ${call}(): ${name} has ${values.length} values, ${placeName} has ${x.length}`,
    );
  };
  const { color, edgecolor, hatch, label, align = "center", ...rest } = options;
  const { look, zorder } = fillOptions(call, rest as FillOptions, barKeys);
  const [at, size] = [spread(x, placeName), spread(given, lengthName)];
  const thickness = spread(
    flat((isVertical ? options.width : options.height) ?? 0.8, `${call}(): ${isVertical ? "width" : "height"}`),
    isVertical ? "width" : "height",
  );
  const base = spread(
    flat(
      (isVertical ? options.bottom : options.left) ?? 0,
      `${call}(): ${isVertical ? "bottom" : "left"}`,
      across.converter,
    ),
    isVertical ? "bottom" : "left",
  );
  if (align !== "center" && align !== "edge")
    throw new RangeError(`'${String(align)}' is not a valid value for align; supported values are 'center', 'edge'`);
  const isSingleColor =
    typeof color === "string" || (Array.isArray(color) && color.every((part) => typeof part === "number"));
  const colors =
    color === undefined
      ? [look.facecolor ?? axes.nextFill()]
      : isSingleColor
        ? [color as Color]
        : (color as readonly Color[]);
  if (colors.length === 0) throw new RangeError(`${call}(): color must hold at least one color`);
  const edges =
    edgecolor === undefined
      ? [undefined]
      : typeof edgecolor === "string" || typeof edgecolor[0] === "number"
        ? [edgecolor as Color]
        : (edgecolor as readonly Color[]);
  const hatches = each(hatch, count, `${call}(): hatch`);
  const labels = Array.isArray(label) ? (label as readonly string[]) : undefined;
  if (labels !== undefined && labels.length !== count)
    throw new RangeError(`number of labels (${labels.length}) does not match number of bars (${count}).`);
  if (options.log === true) (isVertical ? axes.setYscale : axes.setXscale).call(axes, "log");
  const patches = Array.from({ length: count }, (_, i) => {
    const low = align === "center" ? at[i] - thickness[i] / 2 : at[i];
    const shape = {
      ...look,
      facecolor: colors[i % colors.length],
      edgecolor: edges[i % edges.length] ?? look.edgecolor,
      hatch: hatches[i],
    };
    const patch = isVertical
      ? new Rectangle([low, base[i]], thickness[i], size[i], shape)
      : new Rectangle([base[i], low], size[i], thickness[i], shape);
    patch.sticky = isVertical ? { y: [base[i]] } : { x: [base[i]] };
    patch.label = labels?.[i] ?? "_nolegend_";
    if (zorder !== undefined) patch.zorder = zorder;
    return axes.add(patch);
  });
  for (const [error, isY] of [
    [options.yerr, true],
    [options.xerr, false],
  ] as const)
    if (error !== undefined)
      addErrors(axes, flat(error, `${call}(): ${isY ? "yerr" : "xerr"}`), patches, isVertical, isY, options);
  if (options.tickLabel !== undefined) (isVertical ? axes.setXticks : axes.setYticks).call(axes, at, options.tickLabel);
  const container = new BarContainer(patches, isVertical, [...size]);
  if (labels === undefined && label !== undefined) container.label = String(label);
  axes.add(container);
  return container;
}

function addErrors(
  axes: Axes,
  errors: Float64Array,
  patches: readonly Rectangle[],
  isVertical: boolean,
  isY: boolean,
  options: BarOptions,
): void {
  const { ecolor = "black", capsize = rcParams["errorbar.capsize"] } = options;
  const ends = patches.map((bar, i) => {
    const error = errors[errors.length === 1 ? 0 : i];
    const [x, y] = isVertical
      ? [bar.x + bar.width / 2, bar.y + bar.height]
      : [bar.x + bar.width, bar.y + bar.height / 2];
    return isY ? [x, y - error, x, y + error] : [x - error, y, x + error, y];
  });
  axes.add(
    new LineCollection(ends, { colors: [ecolor], linewidths: [rcParams["lines.linewidth"]], linestyle: "-" }),
  ).label = "_nolegend_";
  if (capsize <= 0) return;
  for (const end of [0, 2])
    axes.add(
      new Line2D(
        Float64Array.from(ends, (each) => each[end]),
        Float64Array.from(ends, (each) => each[end + 1]),
        {
          color: "C0",
          markeredgecolor: ecolor,
          linestyle: "none",
          marker: isY ? "_" : "|",
          markersize: 2 * capsize,
        },
      ),
    ).label = "_nolegend_";
}

/** Upright bars at `x`, which may be categories. */
export const bar = onAxes(
  "bar",
  (axes: Axes, x: Data | Datum, height: Data | Datum, options: BarOptions = {}): BarContainer =>
    bars("bar", axes, x, height, options),
);

/** Level bars at `y`, which may be categories. */
export const barh = onAxes(
  "barh",
  (axes: Axes, y: Data | Datum, width: Data | Datum, options: BarOptions = {}): BarContainer =>
    bars("barh", axes, y, width, options),
);
