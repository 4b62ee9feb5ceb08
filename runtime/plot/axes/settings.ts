/** What is set on axes: limits, ticks, grid, aspect. Each function is a method of Axes. */

import { type Color, rgbaOf } from "../color/color.ts";
import { checkLineStyle, type LineStyle } from "../format.ts";
import { type FontSize, pointsOf } from "../rc-params.ts";
import type { TextStyle } from "../render/text.ts";
import { FixedFormatter, type Formatter, FuncFormatter, ScalarFormatter } from "../ticks/formatters.ts";
import { AutoLocator, FixedLocator, type Locator, MaxNLocator, nullLocator } from "../ticks/locators.ts";
import { type Data, type Datum, flat } from "../values.ts";
import type { Axes, TitleOptions } from "./axes.ts";
import { type Axis, defaultGrid, type Which } from "./axis.ts";

/** One end of limits: a number, a date or a category; null or undefined leaves it. */
export type Limit = number | Date | string | null | undefined;

/** Both ends, or an object with some: `{ left: 0 }`, `{ bottom: 0 }`. */
export interface Limits {
  left?: Limit;
  right?: Limit;
  bottom?: Limit;
  top?: Limit;
  xmin?: Limit;
  xmax?: Limit;
  ymin?: Limit;
  ymax?: Limit;
}

export interface TickOptions {
  /** Text alignment and turn, in degrees. */
  rotation?: number | "vertical";
  ha?: TextStyle["ha"];
  va?: TextStyle["va"];
  rotationMode?: "anchor" | "default";
  fontsize?: FontSize;
  color?: Color;
  minor?: boolean;
}

export interface TickParams {
  axis?: Which | "both";
  which?: "major" | "minor" | "both";
  direction?: "in" | "out" | "inout";
  length?: number;
  width?: number;
  color?: Color;
  colors?: Color;
  pad?: number;
  labelsize?: FontSize;
  labelcolor?: Color;
  labelrotation?: number;
  rotation?: number;
  bottom?: boolean;
  top?: boolean;
  left?: boolean;
  right?: boolean;
  labelbottom?: boolean;
  labeltop?: boolean;
  labelleft?: boolean;
  labelright?: boolean;
}

export interface GridOptions {
  which?: "major" | "minor" | "both";
  axis?: Which | "both";
  color?: Color;
  c?: Color;
  linestyle?: LineStyle;
  ls?: LineStyle;
  linewidth?: number;
  lw?: number;
  alpha?: number;
}

/** "on", "off", "equal", "scaled", "tight", "auto", "image", "square", or [least x, largest x, least y, largest y]. */
export type AxisSetting =
  | "on"
  | "off"
  | "equal"
  | "scaled"
  | "tight"
  | "auto"
  | "image"
  | "square"
  | boolean
  | readonly [number, number, number, number];

function setLimits(axis: Axis, first: Limit | readonly [Limit, Limit] | Limits, second: Limit): [number, number] {
  const name = axis.which;
  let [low, high] = [first, second] as [unknown, unknown];
  if (Array.isArray(first)) [low, high] = first;
  else if (typeof first === "object" && first !== null && !(first instanceof Date)) {
    const named = first as Limits;
    [low, high] =
      name === "x"
        ? [named.left ?? named.xmin, named.right ?? named.xmax]
        : [named.bottom ?? named.ymin, named.top ?? named.ymax];
  }
  const number = (end: unknown): number | undefined =>
    end === null || end === undefined
      ? undefined
      : flat(end as Datum, `set${name.toUpperCase()}lim(): limits`, axis.converter)[0];
  axis.state.setLimits(number(low), number(high), name);
  return axis.state.limits();
}

function setTicks(axis: Axis, places: Data, labels?: readonly unknown[], options: TickOptions = {}): void {
  const call = `set${axis.which.toUpperCase()}ticks()`;
  const values = [...flat(places, `${call}: ticks`, axis.converter)];
  if (labels !== undefined && labels.length !== values.length)
    throw new RangeError(
      `The number of FixedLocator locations (${values.length}), usually from a call to setTicks, does not match the number of labels (${labels.length})`,
    );
  const { state } = axis;
  if (options.minor === true) {
    state.minorLocator = FixedLocator(values);
    if (labels !== undefined) state.minorFormatter = FixedFormatter(labels.map(String));
  } else {
    state.locator = FixedLocator(values);
    if (labels !== undefined) state.formatter = FixedFormatter(labels.map(String));
  }
  styleTicks(axis, options);
  // Ticks beyond the limits widen them, as matplotlib does.
  if (values.length > 0 && options.minor !== true) {
    const [first, last] = state.limits();
    const [low, high] = [Math.min(first, last), Math.max(first, last)];
    const [least, largest] = [Math.min(...values), Math.max(...values)];
    if (least < low || largest > high) {
      const ends: [number, number] = [Math.min(low, least), Math.max(high, largest)];
      if (first > last) ends.reverse();
      state.setLimits(ends[0], ends[1], axis.which);
    }
  }
}

function styleTicks(axis: Axis, { rotation, ha, va, rotationMode, fontsize, color }: TickOptions): void {
  if (rotation !== undefined) axis.major.labelrotation = rotation === "vertical" ? 90 : rotation;
  if (ha !== undefined) axis.tickAlign.ha = ha;
  if (va !== undefined) axis.tickAlign.va = va;
  if (rotationMode !== undefined) axis.tickAlign.rotationMode = rotationMode;
  if (fontsize !== undefined) {
    pointsOf(fontsize);
    axis.major.labelsize = fontsize;
  }
  if (color !== undefined) {
    rgbaOf(color);
    axis.major.labelcolor = color;
  }
}

function setLabels(axis: Axis, labels: readonly unknown[], options: TickOptions = {}): void {
  axis.state.formatter = FixedFormatter(labels.map(String));
  styleTicks(axis, options);
}

const chosen = (axes: Axes, which: Which | "both" = "both"): Axis[] =>
  which === "both" ? [axes.xaxis, axes.yaxis] : which === "x" ? [axes.xaxis] : [axes.yaxis];

export const settings = {
  setXlim: (axes: Axes, left?: Limit | readonly [Limit, Limit] | Limits, right?: Limit): [number, number] =>
    setLimits(axes.xaxis, left, right),
  setYlim: (axes: Axes, bottom?: Limit | readonly [Limit, Limit] | Limits, top?: Limit): [number, number] =>
    setLimits(axes.yaxis, bottom, top),
  setXticks: (axes: Axes, ticks: Data, labels?: readonly unknown[], options?: TickOptions): void =>
    setTicks(axes.xaxis, ticks, labels, options),
  setYticks: (axes: Axes, ticks: Data, labels?: readonly unknown[], options?: TickOptions): void =>
    setTicks(axes.yaxis, ticks, labels, options),
  setXticklabels: (axes: Axes, labels: readonly unknown[], options?: TickOptions): void =>
    setLabels(axes.xaxis, labels, options),
  setYticklabels: (axes: Axes, labels: readonly unknown[], options?: TickOptions): void =>
    setLabels(axes.yaxis, labels, options),
  getXticks: (axes: Axes): number[] =>
    axes.xaxis
      .ticks(axes.figure.laidOut().dpi)
      .filter(({ isMinor }) => !isMinor)
      .map(({ at }) => at),
  getYticks: (axes: Axes): number[] =>
    axes.yaxis
      .ticks(axes.figure.laidOut().dpi)
      .filter(({ isMinor }) => !isMinor)
      .map(({ at }) => at),
  getXticklabels: (axes: Axes): string[] =>
    axes.xaxis
      .ticks(axes.figure.laidOut().dpi)
      .filter(({ isMinor }) => !isMinor)
      .map(({ text }) => text),
  getYticklabels: (axes: Axes): string[] =>
    axes.yaxis
      .ticks(axes.figure.laidOut().dpi)
      .filter(({ isMinor }) => !isMinor)
      .map(({ text }) => text),
  invertXaxis: (axes: Axes): void => axes.xaxis.state.invert(!axes.xaxis.state.isInverted),
  invertYaxis: (axes: Axes): void => axes.yaxis.state.invert(!axes.yaxis.state.isInverted),

  /** Several of title, xlabel, ylabel, xlim, ylim, xscale, yscale, xticks, yticks, aspect at once. */
  set(axes: Axes, values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) {
      const method = Reflect.get(axes, `set${name[0].toUpperCase()}${name.slice(1)}`) as unknown;
      if (typeof method !== "function") throw new TypeError(`Axes.set() got an unexpected keyword argument '${name}'`);
      Reflect.apply(method, axes, [value]);
    }
  },

  /** Margins in shares of the data's range: `margins(0.1)`, `margins({ x: 0, y: 0.1 })`. */
  margins(axes: Axes, first: number | { x?: number; y?: number; tight?: boolean }, second?: number): void {
    const { x, y } = typeof first === "number" ? { x: first, y: second ?? first } : first;
    for (const [axis, margin] of [
      [axes.xaxis, x],
      [axes.yaxis, y],
    ] as const) {
      if (margin === undefined) continue;
      if (!(margin > -0.5)) throw new RangeError(`margins(): ${axis.which} must be greater than -0.5, got ${margin}`);
      axis.state.margin = margin;
      axis.state.stale();
    }
  },

  autoscale(axes: Axes, enable = true, which: Which | "both" = "both"): void {
    for (const axis of chosen(axes, which)) if (enable) axis.state.autoscale();
  },

  relim: (axes: Axes): void => axes.stale(),
  autoscaleView: (axes: Axes): void => axes.stale(),

  /** Shows or hides the box with its ticks, gives a unit one length on both axes, or sets the limits. */
  axis(axes: Axes, setting?: AxisSetting): [number, number, number, number] {
    if (setting === "off" || setting === false) axes.isOn = false;
    else if (setting === "on" || setting === true) axes.isOn = true;
    else if (setting === "equal") {
      axes.aspect = 1;
      axes.adjustable = "datalim";
    } else if (setting === "scaled") axes.aspect = 1;
    else if (setting === "auto") axes.aspect = "auto";
    else if (setting === "image" || setting === "tight" || setting === "square") {
      if (setting === "image") axes.aspect = 1;
      for (const axis of [axes.xaxis, axes.yaxis]) {
        axis.state.margin = 0;
        axis.state.stale();
      }
    } else if (setting !== undefined) {
      if (!Array.isArray(setting) || setting.length !== 4)
        throw new RangeError(
          `axis(): unrecognized setting ${JSON.stringify(setting)}: give 'on', 'off', 'equal', 'scaled', 'tight', 'auto', 'image', or four limits`,
        );
      setLimits(axes.xaxis, setting[0], setting[1]);
      setLimits(axes.yaxis, setting[2], setting[3]);
    }
    return [...axes.xaxis.state.limits(), ...axes.yaxis.state.limits()];
  },

  setAxisOff(axes: Axes): void {
    axes.isOn = false;
  },

  setAxisOn(axes: Axes): void {
    axes.isOn = true;
  },

  /** "auto", "equal", or how many times as long a unit of y is. */
  setAspect(axes: Axes, aspect: "auto" | "equal" | number, options: { adjustable?: "box" | "datalim" } = {}): void {
    if (
      aspect !== "auto" &&
      aspect !== "equal" &&
      !(typeof aspect === "number" && aspect > 0 && Number.isFinite(aspect))
    )
      throw new RangeError(`aspect must be 'auto', 'equal' or a positive number, got ${String(aspect)}`);
    axes.aspect = aspect === "equal" ? 1 : aspect;
    if (options.adjustable !== undefined) axes.adjustable = options.adjustable;
  },

  setBoxAspect(axes: Axes, aspect: number | null = null): void {
    axes.boxAspect = aspect ?? undefined;
  },

  setFacecolor(axes: Axes, color: Color): void {
    rgbaOf(color, undefined, "facecolor");
    axes.facecolor = color;
  },

  setAxisbelow(axes: Axes, below: boolean | "line"): void {
    axes.isGridBelow = below;
  },

  setVisible(axes: Axes, visible: boolean): void {
    axes.visible = visible;
  },

  /** Lines behind the marks at the ticks. */
  grid(axes: Axes, first?: boolean | GridOptions, second: GridOptions = {}): void {
    const visible = typeof first === "boolean" ? first : undefined;
    const options = typeof first === "object" ? first : second;
    const isStyled = Object.keys(options).some((key) => key !== "which" && key !== "axis");
    const sizes =
      (options.which ?? "major") === "both"
        ? (["major", "minor"] as const)
        : ([options.which ?? "major"] as ("major" | "minor")[]);
    for (const axis of chosen(axes, options.axis))
      for (const size of sizes) {
        const isShown = visible ?? (isStyled || axis.grid[size] === undefined);
        const before = axis.grid[size] ?? defaultGrid();
        const color = options.color ?? options.c ?? before.color;
        rgbaOf(color);
        axis.grid[size] = isShown
          ? {
              color,
              linestyle: checkLineStyle(options.linestyle ?? options.ls ?? before.linestyle),
              linewidth: options.linewidth ?? options.lw ?? before.linewidth,
              alpha: options.alpha ?? before.alpha,
            }
          : undefined;
      }
  },

  /** How ticks and their texts look, and on which sides they are. */
  tickParams(axes: Axes, given: Which | "both" | TickParams = {}, options: TickParams = {}): void {
    const params = typeof given === "string" ? { ...options, axis: given } : given;
    for (const axis of chosen(axes, params.axis)) {
      const which = params.which ?? "major";
      for (const look of [...(which !== "minor" ? [axis.major] : []), ...(which !== "major" ? [axis.minor] : [])]) {
        for (const key of [
          "direction",
          "length",
          "width",
          "color",
          "pad",
          "labelsize",
          "labelcolor",
          "labelrotation",
        ] as const)
          if (params[key] !== undefined) Reflect.set(look, key, params[key]);
        if (params.rotation !== undefined) look.labelrotation = params.rotation;
        if (params.colors !== undefined) Object.assign(look, { color: params.colors, labelcolor: params.colors });
        rgbaOf(look.color);
        rgbaOf(look.labelcolor, undefined, "labelcolor");
      }
      const [low, high] = axis.which === "x" ? (["bottom", "top"] as const) : (["left", "right"] as const);
      const on = axis.ticksOn;
      on.low = params[low] ?? on.low;
      on.high = params[high] ?? on.high;
      on.labelLow = params[`label${low}`] ?? on.labelLow;
      on.labelHigh = params[`label${high}`] ?? on.labelHigh;
    }
  },

  /** How numbers on the axes are written. */
  ticklabelFormat(
    axes: Axes,
    options: {
      axis?: Which | "both";
      style?: "sci" | "scientific" | "plain";
      scilimits?: readonly [number, number];
      useOffset?: boolean;
    } = {},
  ): void {
    for (const axis of chosen(axes, options.axis)) {
      const { formatter } = axis.state;
      if (!(formatter instanceof ScalarFormatter))
        throw new TypeError("ticklabelFormat() only works with ScalarFormatter axes");
      if (options.style !== undefined) formatter.scientific = options.style !== "plain";
      if (options.scilimits !== undefined) formatter.powerlimits = options.scilimits;
      if (options.useOffset !== undefined) formatter.useOffset = options.useOffset;
    }
  },

  /** At most `nbins` intervals between ticks, whole numbers only with `integer`. */
  locatorParams(axes: Axes, options: { axis?: Which | "both"; nbins?: number; integer?: boolean }): void {
    for (const axis of chosen(axes, options.axis))
      axis.state.locator = MaxNLocator({
        nbins: options.nbins ?? "auto",
        integer: options.integer,
        steps: [1, 2, 2.5, 5, 10],
      });
  },

  minorticksOn(axes: Axes): void {
    for (const axis of chosen(axes))
      if (axis.state.scale.name === "linear") axis.state.minorLocator = autoMinor(axis.state.locator);
  },

  minorticksOff(axes: Axes): void {
    for (const axis of chosen(axes)) axis.state.minorLocator = nullLocator;
  },

  setMajorLocator(axes: Axes, which: Which, locator: Locator): void {
    chosen(axes, which)[0].state.locator = locator;
  },

  setMinorLocator(axes: Axes, which: Which, locator: Locator): void {
    chosen(axes, which)[0].state.minorLocator = locator;
  },

  /** A formatter, or a function from a value to its text. */
  setMajorFormatter(
    axes: Axes,
    which: Which,
    formatter: Formatter | ((value: number, position: number) => string),
  ): void {
    chosen(axes, which)[0].state.formatter = typeof formatter === "function" ? FuncFormatter(formatter) : formatter;
  },

  /** Hides texts of ticks that other axes of the grid show. */
  labelOuter(axes: Axes): void {
    const { spec } = axes;
    if (spec === undefined) return;
    if (spec.rows[1] < spec.grid.rows) {
      axes.xaxis.ticksOn.labelLow = false;
      axes.xaxis.label = "";
    }
    if (spec.columns[0] > 0) {
      axes.yaxis.ticksOn.labelLow = false;
      axes.yaxis.label = "";
    }
  },

  /** @see Axes.setTitle */
  title(axes: Axes, label: string, options?: TitleOptions): void {
    axes.setTitle(label, options);
  },
};

/** Small ticks in four or five parts of the large ones. */
function autoMinor(major: Locator): Locator {
  return {
    ticks(low, high, axis) {
      const large = (major === nullLocator ? AutoLocator() : major).ticks(low, high, axis);
      if (large.length < 2) return [];
      const step = large[1] - large[0];
      const mantissa = 10 ** (((Math.log10(step) % 1) + 1) % 1);
      const parts = [1, 2.5, 5, 10].some((nice) => Math.abs(mantissa - nice) < 1e-5) ? 5 : 4;
      const from = Math.round((low - large[0]) / (step / parts));
      const to = Math.round((high - large[0]) / (step / parts)) + 1;
      return Array.from({ length: Math.max(0, to - from) }, (_, i) => ((from + i) * step) / parts + large[0]);
    },
  };
}
