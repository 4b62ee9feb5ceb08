/** Axes: a box with coordinates, to which marks are added. */

import { type Artist, BaseArtist, inspectSymbol } from "../artists/artist.ts";
import type { Mappable } from "../artists/mappable.ts";
import type { Patch } from "../artists/patch.ts";
import { Text, type TextOptions, textStyle } from "../artists/text.ts";
import { type Color, cycled, rgbaOf } from "../color/color.ts";
import type { Figure } from "../figure/figure.ts";
import type * as marks from "../marks/index.ts";
import type { FontSize } from "../rc-params.ts";
import { pointsOf, rcParams } from "../rc-params.ts";
import type { Box } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import { type ScaleName, type ScaleOptions, scaleOf } from "../ticks/scales.ts";
import { Axis, type Side } from "./axis.ts";
import { drawAxes, tightBox } from "./draw.ts";
import type { SubplotSpec } from "./gridspec.ts";
import { Legend, type LegendOptions } from "./legend.ts";
import { settings } from "./settings.ts";

type Marks = typeof marks;
type Settings = typeof settings extends infer S
  ? { [K in keyof S]: S[K] extends (axes: Axes, ...rest: infer R) => infer O ? (...rest: R) => O : never }
  : never;

export interface TitleOptions extends TextOptions {
  loc?: "left" | "center" | "right";
  pad?: number;
  y?: number;
}

export interface LabelOptions {
  fontsize?: FontSize;
  color?: Color;
  weight?: string;
  fontweight?: string;
  rotation?: number;
  labelpad?: number;
  loc?: "left" | "center" | "right" | "bottom" | "top";
}

/** A line around the axes. */
export interface Spine {
  visible: boolean;
  color: Color;
  linewidth: number;
  setVisible(visible: boolean): void;
  setColor(color: Color): void;
  setLinewidth(linewidth: number): void;
}

export type Anchor = "C" | "N" | "S" | "E" | "W" | "NE" | "NW" | "SE" | "SW";

// The methods that marks and settings give are attached when the entry point loads.
export interface Axes extends Marks, Settings {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: both lists are attached to the prototype
export class Axes {
  readonly figure: Figure;
  readonly xaxis: Axis;
  readonly yaxis: Axis;
  /** @internal In the order of addition. */
  readonly artists: (Artist & { axes?: Axes })[] = [];
  /** Cells of a grid, or undefined where the axes have a place of their own. */
  spec: SubplotSpec | undefined;
  /** A place of its own: left, bottom, width and height in shares of the figure. */
  rect: readonly [number, number, number, number] | undefined;
  /** @internal Where it lies in pixels, since the last layout. */
  box: Box = { x0: 0, y0: 0, x1: 1, y1: 1 };
  titles: { left: TitleText; center: TitleText; right: TitleText } = {
    left: noTitle(),
    center: noTitle(),
    right: noTitle(),
  };
  isOn = true;
  visible = true;
  facecolor: Color | "none";
  aspect: "auto" | number = "auto";
  adjustable: "box" | "datalim" = "box";
  boxAspect: number | undefined;
  anchor: Anchor | readonly [number, number] = "C";
  readonly spines: Record<Side, Spine>;
  isGridBelow: boolean | "line" = rcParams["axes.axisbelow"];
  zorder = 0;
  label = "";
  /** @internal */
  legendBox: Legend | undefined;
  /** @internal Axes that lie on the same place with another x or y axis. */
  twins: Axes[] = [];
  /** @internal Axes within these, and where: in shares of their box. */
  inner: { axes: Axes; bounds: readonly [number, number, number, number] }[] = [];
  /** @internal Axes that these are within. */
  outer: Axes | undefined;
  /** @internal What a colour bar explains where it is not told. */
  mappable: Mappable | undefined;
  /** @internal */
  readonly cycles = { line: 0, patch: 0 };

  /** @internal */
  constructor(
    figure: Figure,
    place: SubplotSpec | readonly [number, number, number, number],
    shared: { x?: Axes; y?: Axes } = {},
  ) {
    this.figure = figure;
    if ("grid" in place) this.spec = place;
    else this.rect = place;
    this.xaxis = new Axis(this, "x", shared.x?.xaxis);
    this.yaxis = new Axis(this, "y", shared.y?.yaxis);
    this.facecolor = rcParams["axes.facecolor"];
    this.spines = { left: spine("left"), right: spine("right"), top: spine("top"), bottom: spine("bottom") };
  }

  /** @internal Adds what is drawn. */
  add<A extends Artist>(artist: A): A {
    this.artists.push(artist);
    if (artist instanceof BaseArtist) artist.axes = this;
    this.stale();
    return artist;
  }

  /** Adds a shape, such as a `Rectangle`. */
  addPatch<P extends Patch>(patch: P): P {
    return this.add(patch);
  }

  /** Adds an artist that was made elsewhere. */
  addArtist<A extends Artist>(artist: A): A {
    return this.add(artist);
  }

  removeArtist(artist: Artist): void {
    const at = this.artists.indexOf(artist);
    if (at >= 0) this.artists.splice(at, 1);
    this.stale();
  }

  /** The lines that were plotted. */
  get lines(): Artist[] {
    return this.artists.filter((artist) => String(artist).startsWith("Line2D"));
  }

  /** The shapes that were added. */
  get patches(): Artist[] {
    return this.artists.filter((artist) => /^(?:Rectangle|Polygon|Wedge|Ellipse)/.test(String(artist)));
  }

  /** Limits are computed anew. */
  stale(): void {
    this.xaxis.state.stale();
    this.yaxis.state.stale();
  }

  /** Takes the axes off their figure. */
  remove(): void {
    this.figure.delaxes(this);
  }

  /** Takes everything off. */
  cla(): void {
    this.artists.length = 0;
    this.legendBox = undefined;
    this.titles = { left: noTitle(), center: noTitle(), right: noTitle() };
    this.cycles.line = 0;
    this.cycles.patch = 0;
    for (const axis of [this.xaxis, this.yaxis]) {
      axis.label = "";
      axis.state.setScale(scaleOf("linear"));
      axis.state.isInverted = false;
      axis.state.unit = undefined;
      axis.state.categories.clear();
      axis.state.autoscale();
    }
  }

  clear(): void {
    this.cla();
  }

  /** @internal The next colour of lines. */
  nextColor(): string {
    return cycled(this.cycles.line++);
  }

  /** @internal The next colour of filled marks. */
  nextFill(): string {
    return cycled(this.cycles.patch++);
  }

  setTitle(label: string, options: TitleOptions = {}): this {
    const { loc = rcParams["axes.titlelocation"], pad, y, ...rest } = options;
    if (!Object.hasOwn(this.titles, loc))
      throw new RangeError(`'${loc}' is not a valid value for loc; supported values are 'left', 'center', 'right'`);
    // What cannot be drawn is refused here, not when the figure is shown.
    textStyle(rest);
    this.titles[loc] = { text: String(label), options: rest, pad, y };
    return this;
  }

  getTitle(loc: "left" | "center" | "right" = "center"): string {
    return this.titles[loc].text;
  }

  setXlabel(label: string, options: LabelOptions = {}): this {
    return this.#setLabel(this.xaxis, label, options);
  }

  setYlabel(label: string, options: LabelOptions = {}): this {
    return this.#setLabel(this.yaxis, label, options);
  }

  #setLabel(axis: Axis, label: string, { labelpad, fontweight, ...style }: LabelOptions): this {
    if (style.fontsize !== undefined) pointsOf(style.fontsize);
    if (style.color !== undefined) rgbaOf(style.color);
    axis.label = String(label);
    axis.labelStyle = { ...style, weight: style.weight ?? fontweight };
    if (labelpad !== undefined) axis.labelpad = labelpad;
    return this;
  }

  setXscale(name: ScaleName, options: ScaleOptions = {}): this {
    this.xaxis.state.setScale(scaleOf(name, options));
    return this;
  }

  setYscale(name: ScaleName, options: ScaleOptions = {}): this {
    this.yaxis.state.setScale(scaleOf(name, options));
    return this;
  }

  /** The least and the largest x, in the order in which they are shown. */
  getXlim(): [number, number] {
    return [...this.xaxis.state.limits()];
  }

  getYlim(): [number, number] {
    return [...this.yaxis.state.limits()];
  }

  /** Names the marks that have a label: `legend()`, `legend(["a", "b"])`, `legend(lines, ["a", "b"])`. */
  legend(
    first?: readonly Artist[] | readonly string[] | LegendOptions,
    second?: readonly string[] | LegendOptions,
    third?: LegendOptions,
  ): Legend {
    this.legendBox = new Legend(this, first, second, third);
    return this.legendBox;
  }

  getLegend(): Legend | undefined {
    return this.legendBox;
  }

  /** Axes on the same place that share x, with a y axis on the right. */
  twinx(): Axes {
    const twin = this.#twin({ x: this });
    twin.yaxis.labelSide = "right";
    twin.yaxis.ticksOn = { low: false, high: true, labelLow: false, labelHigh: true };
    twin.xaxis.visible = false;
    return twin;
  }

  /** Axes on the same place that share y, with an x axis on top. */
  twiny(): Axes {
    const twin = this.#twin({ y: this });
    twin.xaxis.labelSide = "top";
    twin.xaxis.ticksOn = { low: false, high: true, labelLow: false, labelHigh: true };
    twin.yaxis.visible = false;
    return twin;
  }

  #twin(shared: { x?: Axes; y?: Axes }): Axes {
    const twin = new Axes(this.figure, this.spec ?? (this.rect as readonly [number, number, number, number]), shared);
    twin.facecolor = "none";
    const all = [this, ...this.twins, twin];
    for (const axes of all) axes.twins = all.filter((other) => other !== axes);
    this.figure.axes.push(twin);
    return twin;
  }

  /** Smaller axes within, at [left, bottom, width, height] in shares of these. */
  inset(bounds: readonly [number, number, number, number]): Axes {
    const axes = new Axes(this.figure, [0, 0, 1, 1]);
    axes.outer = this;
    axes.zorder = 5;
    this.inner.push({ axes, bounds });
    return axes;
  }

  insetAxes(bounds: readonly [number, number, number, number]): Axes {
    return this.inset(bounds);
  }

  /** Where it lies in shares of the figure. */
  getPosition(): Box {
    return this.figure.positionOf(this);
  }

  /** A place of its own: [left, bottom, width, height] in shares of the figure. */
  setPosition(rect: readonly [number, number, number, number]): this {
    this.rect = rect;
    this.spec = undefined;
    return this;
  }

  /** Text of a place and its style, as `setTitle` left it. @internal */
  draw(renderer: Renderer): void {
    drawAxes(renderer, this);
  }

  /** @internal What it takes with all its texts, in pixels. */
  tightBox(renderer: Renderer): Box | undefined {
    return tightBox(renderer, this);
  }

  /** Whether anything was drawn on it. */
  hasData(): boolean {
    return this.artists.some((artist) => !(artist instanceof Text));
  }

  toString(): string {
    const texts = [
      ["title", this.titles.center.text],
      ["xlabel", this.xaxis.label],
      ["ylabel", this.yaxis.label],
    ].filter(([, text]) => text !== "");
    return `<Axes: ${texts.map(([name, text]) => `${name}='${text}'`).join(", ")}>`;
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}

interface TitleText {
  text: string;
  options: TextOptions;
  pad: number | undefined;
  y: number | undefined;
}

function noTitle(): TitleText {
  return { text: "", options: {}, pad: undefined, y: undefined };
}

function spine(side: Side): Spine {
  return {
    visible: rcParams[`axes.spines.${side}`],
    color: rcParams["axes.edgecolor"],
    linewidth: rcParams["axes.linewidth"],
    setVisible(visible) {
      this.visible = visible;
    },
    setColor(color) {
      rgbaOf(color);
      this.color = color;
    },
    setLinewidth(linewidth) {
      this.linewidth = linewidth;
    },
  };
}

for (const [name, set] of Object.entries(settings))
  Object.defineProperty(Axes.prototype, name, {
    value(this: Axes, ...args: unknown[]) {
      return (set as (axes: Axes, ...rest: unknown[]) => unknown)(this, ...args);
    },
    writable: true,
    configurable: true,
  });
