import { quantileSorted } from "d3-array";
import { isOptions } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { Polygon, Rectangle } from "../artists/patch.ts";
import type { Axes } from "../axes/axes.ts";
import type { Color } from "../color/color.ts";
import { rcParams } from "../rc-params.ts";
import { type Data, extentOf, flat, linspace, valuesOf } from "../values.ts";
import { BarContainer } from "./bar.ts";
import { type FillOptions, fillOptions } from "./line-options.ts";
import { onAxes } from "./on-axes.ts";

export interface HistOptions extends Omit<FillOptions, "color" | "label"> {
  /** How many, their edges, or a rule: "auto", "sturges", "fd", "sqrt", "rice", "scott"; 10. */
  bins?: number | Data | string;
  range?: readonly [number, number];
  /** So that the area is one. */
  density?: boolean;
  weights?: Data;
  cumulative?: boolean | -1;
  bottom?: number;
  histtype?: "bar" | "barstacked" | "step" | "stepfilled";
  align?: "left" | "mid" | "right";
  orientation?: "vertical" | "horizontal";
  /** Of a bin's width. */
  rwidth?: number;
  log?: boolean;
  color?: Color | readonly Color[];
  label?: string | readonly string[];
  stacked?: boolean;
}

const keys = "bins range density weights cumulative bottom histtype align orientation rwidth log stacked".split(" ");

/** Edges of bins as numpy chooses them. */
export function binEdges(
  values: Float64Array,
  bins: number | Data | string,
  range?: readonly [number, number],
): Float64Array {
  if (typeof bins === "object") {
    const edges = flat(bins, "hist(): bins");
    for (let i = 1; i < edges.length; i++)
      if (edges[i] < edges[i - 1]) throw new RangeError("hist(): bins must increase monotonically");
    return edges;
  }
  let [low, high] = range ?? extentOf(values) ?? [0, 1];
  if (low > high || !Number.isFinite(low + high))
    throw new RangeError(`hist(): max must be larger than min in range, got [${low}, ${high}]`);
  const inRange = values.filter((value) => value >= low && value <= high);
  let count: number;
  if (typeof bins === "number") {
    if (!Number.isInteger(bins) || bins < 1)
      throw new RangeError(`hist(): bins must be a positive integer, got ${bins}`);
    count = bins;
  } else count = high > low ? binCount(inRange.sort(), bins, high - low) : 1;
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return linspace(low, high, count + 1);
}

function binCount(sorted: Float64Array, rule: string, span: number): number {
  const n = Math.max(sorted.length, 1);
  const quartile = (share: number): number => quantileSorted(Array.from(sorted), share) ?? 0;
  const mean = sorted.reduce((a, b) => a + b, 0) / n;
  const deviation = Math.sqrt(sorted.reduce((a, b) => a + (b - mean) ** 2, 0) / n);
  const sturges = span / (Math.log2(n) + 1);
  const fd = (2 * (quartile(0.75) - quartile(0.25))) / n ** (1 / 3);
  const widths: Readonly<Record<string, number>> = {
    sturges,
    fd,
    auto: fd > 0 ? Math.min(fd, sturges) : sturges,
    sqrt: span / Math.sqrt(n),
    rice: span / (2 * n ** (1 / 3)),
    scott: ((24 * Math.sqrt(Math.PI)) / n) ** (1 / 3) * deviation,
  };
  if (!Object.hasOwn(widths, rule))
    throw new RangeError(
      `'${rule}' is not a valid estimator for bins; supported are ${Object.keys(widths).join(", ")}`,
    );
  return widths[rule] > 0 ? Math.max(1, Math.ceil(span / widths[rule])) : 1;
}

/** How many values, or which weight of them, each bin has; the last one holds its right edge, too. */
export function binned(values: Float64Array, edges: Float64Array, weights?: Float64Array): Float64Array {
  const counts = new Float64Array(Math.max(0, edges.length - 1));
  const last = edges.length - 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value >= edges[0] && value <= edges[last])) continue;
    let [from, to] = [0, last];
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (value >= edges[middle]) from = middle;
      else to = middle;
    }
    counts[from] += weights?.[i] ?? 1;
  }
  return counts;
}

function setsOf(data: Data | readonly Data[]): Float64Array[] {
  const isRagged =
    Array.isArray(data) &&
    data.length > 0 &&
    data.every((each) => Array.isArray(each) || ArrayBuffer.isView(each) || each instanceof Tensor);
  if (isRagged) return (data as readonly Data[]).map((each) => flat(each, "hist(): x"));
  const { values, shape } = valuesOf(data as Data, "hist(): x");
  if (shape.length < 2) return [values];
  const [rows, columns] = [shape[0], values.length / shape[0]];
  return Array.from({ length: columns }, (_, c) =>
    Float64Array.from({ length: rows }, (_, r) => values[r * columns + c]),
  );
}

export type HistResult = [
  counts: Float64Array | Float64Array[],
  edges: Float64Array,
  patches: BarContainer | Polygon[] | (BarContainer | Polygon[])[],
];

/** How often values fall into bins; several lists, or the columns of a matrix, side by side or stacked. */
export const hist = onAxes(
  "hist",
  (
    axes: Axes,
    x: Data | readonly Data[],
    bins?: number | Data | string | HistOptions,
    options: HistOptions = {},
  ): HistResult => {
    const given: HistOptions = isOptions(bins)
      ? (bins as HistOptions)
      : { ...options, ...(bins === undefined ? {} : { bins: bins as number }) };
    const { color, label, ...rest } = given;
    const { look, zorder } = fillOptions("hist", rest as FillOptions, keys);
    const {
      histtype = "bar",
      align = "mid",
      orientation = "vertical",
      density = false,
      cumulative = false,
      bottom = 0,
      log = false,
    } = given;
    if (!["bar", "barstacked", "step", "stepfilled"].includes(histtype))
      throw new RangeError(
        `'${histtype}' is not a valid value for histtype; supported values are 'bar', 'barstacked', 'step', 'stepfilled'`,
      );
    const stacked = given.stacked ?? histtype === "barstacked";
    const sets = setsOf(x);
    const all = joined(sets).filter((value) => !Number.isNaN(value));
    const edges = binEdges(all, given.bins ?? rcParams["hist.bins"], given.range);
    const weights = given.weights === undefined ? undefined : flat(given.weights, "hist(): weights");
    if (weights !== undefined && weights.length !== sets[0].length)
      throw new RangeError(`weights should have the same shape as x: got ${weights.length}, needed ${sets[0].length}`);
    let tops = sets.map((set) => binned(set, edges, weights));
    if (density && !stacked) tops = tops.map((counts) => normalised(counts, edges));
    if (stacked) {
      for (let i = 1; i < tops.length; i++) tops[i] = tops[i].map((count, k) => count + tops[i - 1][k]);
      if (density) {
        const total = tops.at(-1)?.reduce((sum, count, k) => sum + count * (edges[k + 1] - edges[k]), 0) ?? 1;
        tops = tops.map((counts) => counts.map((count) => count / total));
      }
    }
    if (cumulative !== false) tops = tops.map((counts) => accumulated(counts, edges, density, cumulative === -1));
    if (log) (orientation === "vertical" ? axes.setYscale : axes.setXscale).call(axes, "log");
    const single = color === undefined || typeof color === "string" || typeof color[0] === "number";
    const colors = sets.map((_, i) =>
      color === undefined
        ? axes.nextColor()
        : single
          ? (color as Color)
          : (color as readonly Color[])[i % color.length],
    );
    if (!single && (color as readonly Color[]).length !== sets.length)
      throw new RangeError(
        `The 'color' keyword argument must have one color per dataset, but ${sets.length} datasets and ${(color as readonly Color[]).length} colors were provided`,
      );
    const labels = label === undefined ? [] : Array.isArray(label) ? (label as readonly string[]) : [label as string];
    const isBar = histtype === "bar" || histtype === "barstacked";
    const patches = isBar
      ? barSets(axes, tops, edges, { stacked, align, orientation, bottom, rwidth: given.rwidth }, colors, look)
      : outlines(
          axes,
          tops,
          edges,
          { stacked, isFilled: histtype === "stepfilled", orientation, bottom, align },
          colors,
          look,
        );
    patches.forEach((patch, i) => {
      const target = Array.isArray(patch) ? patch[0] : patch.patches[0];
      if (labels[i] !== undefined && target !== undefined) target.label = String(labels[i]);
      if (zorder !== undefined) for (const each of Array.isArray(patch) ? patch : patch.patches) each.zorder = zorder;
    });
    return sets.length === 1 ? [tops[0], edges, patches[0]] : [tops, edges, patches];
  },
);

function joined(sets: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(sets.reduce((sum, set) => sum + set.length, 0));
  let at = 0;
  for (const set of sets) {
    all.set(set, at);
    at += set.length;
  }
  return all;
}

function normalised(counts: Float64Array, edges: Float64Array): Float64Array {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.map((count, i) => count / total / (edges[i + 1] - edges[i]));
}

function accumulated(counts: Float64Array, edges: Float64Array, density: boolean, fromRight: boolean): Float64Array {
  const parts = counts.map((count, i) => (density ? count * (edges[i + 1] - edges[i]) : count));
  let sum = 0;
  const result = new Float64Array(parts.length);
  for (let k = 0; k < parts.length; k++) {
    const i = fromRight ? parts.length - 1 - k : k;
    sum += parts[i];
    result[i] = sum;
  }
  return result;
}

interface HistShape {
  stacked: boolean;
  align: "left" | "mid" | "right";
  orientation: "vertical" | "horizontal";
  bottom: number;
  rwidth?: number;
}

function barSets(
  axes: Axes,
  tops: readonly Float64Array[],
  edges: Float64Array,
  shape: HistShape,
  colors: readonly Color[],
  look: FillOptions,
): BarContainer[] {
  const isVertical = shape.orientation === "vertical";
  const count = tops.length;
  const share =
    shape.rwidth !== undefined ? Math.min(Math.max(shape.rwidth, 0), 1) : count > 1 && !shape.stacked ? 0.8 : 1;
  return tops.map((counts, s) => {
    const patches = Array.from(counts, (top, i) => {
      const total = edges[i + 1] - edges[i];
      const width = (share * total) / (count > 1 && !shape.stacked ? count : 1);
      const shift = shape.align === "left" ? -total / 2 : shape.align === "right" ? total / 2 : 0;
      const start = edges[i] + shift + (total - share * total) / 2 + (count > 1 && !shape.stacked ? s * width : 0);
      const base = shape.stacked && s > 0 ? tops[s - 1][i] + shape.bottom : shape.bottom;
      const height = top + shape.bottom - base;
      const own = { ...look, facecolor: look.facecolor ?? colors[s] };
      const patch = isVertical
        ? new Rectangle([start, base], width, height, own)
        : new Rectangle([base, start], height, width, own);
      patch.sticky = isVertical ? { y: [base] } : { x: [base] };
      patch.label = "_nolegend_";
      return axes.add(patch);
    });
    const container = new BarContainer(patches, isVertical, [...counts]);
    return axes.add(container);
  });
}

function outlines(
  axes: Axes,
  tops: readonly Float64Array[],
  edges: Float64Array,
  shape: HistShape & { isFilled: boolean },
  colors: readonly Color[],
  look: FillOptions,
): Polygon[][] {
  const isVertical = shape.orientation === "vertical";
  const made = tops.map((counts, s) => {
    const points: number[] = [];
    const add = (along: number, across: number): void =>
      void points.push(...(isVertical ? [along, across] : [across, along]));
    add(edges[0], shape.bottom);
    for (let i = 0; i < counts.length; i++) {
      add(edges[i], counts[i] + shape.bottom);
      add(edges[i + 1], counts[i] + shape.bottom);
    }
    add(edges[counts.length], shape.bottom);
    const below = shape.stacked && s > 0 ? tops[s - 1] : undefined;
    if (below !== undefined && shape.isFilled) {
      for (let i = counts.length - 1; i >= 0; i--) {
        add(edges[i + 1], below[i] + shape.bottom);
        add(edges[i], below[i] + shape.bottom);
      }
    }
    const own = shape.isFilled
      ? { ...look, facecolor: look.facecolor ?? colors[s] }
      : { ...look, fill: false, edgecolor: look.edgecolor ?? colors[s] };
    const polygon = new Outline(Float64Array.from(points), own, shape.isFilled);
    polygon.sticky = isVertical ? { y: [0] } : { x: [0] };
    if (!shape.isFilled) polygon.zorder = 2;
    return [polygon];
  });
  for (const [polygon] of [...made].reverse()) axes.add(polygon);
  return made;
}

/** The outline of bars; without a fill it is open below. */
class Outline extends Polygon {
  readonly isClosed: boolean;

  constructor(points: Float64Array, look: Partial<ConstructorParameters<typeof Polygon>[1]>, isClosed: boolean) {
    super(points, look);
    this.isClosed = isClosed;
  }

  override get closed(): boolean {
    return this.isClosed;
  }
}
