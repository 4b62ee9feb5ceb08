/** A line through points, with or without markers. */

import type { Axes } from "../axes/axes.ts";
import { type Color, type Rgba, rgbaOf } from "../color/color.ts";
import { checkLineStyle, type LineStyle, strokeOf } from "../format.ts";
import { addMarker, checkMarker, isFilled, isNoMarker, type Marker, markerJoin } from "../markers.ts";
import { rcParams } from "../rc-params.ts";
import type { Box } from "../render/box.ts";
import type { Points, Renderer } from "../render/renderer.ts";
import { type Data, flat } from "../values.ts";
import { BaseArtist, type Bounds, type Coordinates, type Obstacles, spanOf } from "./artist.ts";

export type DrawStyle = "default" | "steps" | "steps-pre" | "steps-mid" | "steps-post";

/** How a line looks. */
export interface LineLook {
  color: Color;
  linestyle: LineStyle;
  /** In points. */
  linewidth: number;
  marker: Marker;
  /** In points. */
  markersize: number;
  markerfacecolor: Color;
  markeredgecolor: Color;
  markeredgewidth: number;
  alpha: number | undefined;
  drawstyle: DrawStyle;
  /** Every so many points have a marker; or [first, every]. */
  markevery: number | readonly [number, number] | undefined;
  solidCapstyle: "projecting" | "butt" | "round";
  fillstyle: "full" | "none";
}

export function lineLook(given: Partial<LineLook>): LineLook {
  const look: LineLook = {
    color: "C0",
    linestyle: rcParams["lines.linestyle"] as LineStyle,
    linewidth: rcParams["lines.linewidth"],
    marker: rcParams["lines.marker"] as Marker,
    markersize: rcParams["lines.markersize"],
    markerfacecolor: "auto",
    markeredgecolor: "auto",
    markeredgewidth: rcParams["lines.markeredgewidth"],
    alpha: undefined,
    drawstyle: "default",
    markevery: undefined,
    solidCapstyle: rcParams["lines.solid_capstyle"],
    fillstyle: "full",
  };
  for (const [key, value] of Object.entries(given)) if (value !== undefined) Reflect.set(look, key, value);
  look.linestyle = checkLineStyle(look.linestyle);
  checkMarker(look.marker);
  rgbaOf(look.color);
  for (const key of ["markerfacecolor", "markeredgecolor"] as const)
    if (look[key] !== "auto") rgbaOf(look[key], undefined, key);
  if (!["default", "steps", "steps-pre", "steps-mid", "steps-post"].includes(look.drawstyle))
    throw new RangeError(
      `'${look.drawstyle}' is not a valid value for drawstyle; supported values are default, steps, steps-pre, steps-mid, steps-post`,
    );
  return look;
}

/** Lines with more points than this for each pixel are thinned: what is left covers the same pixels. */
const densest = 4;

export class Line2D extends BaseArtist {
  override zorder = 2;
  x: Float64Array;
  y: Float64Array;
  readonly look: LineLook;
  /** Limits end here without a margin. */
  sticky: { x?: readonly number[]; y?: readonly number[] } = {};
  /** What limits take it to span, where that is not its points. @internal */
  reach: { x?: readonly number[]; y?: readonly number[] } = {};
  /** How x and y are counted. */
  readonly coordinates: { readonly x: Coordinates; readonly y: Coordinates };

  constructor(
    x: Float64Array,
    y: Float64Array,
    look: Partial<LineLook> = {},
    coordinates: Partial<Line2D["coordinates"]> = {},
  ) {
    super();
    this.x = x;
    this.y = y;
    this.look = lineLook(look);
    this.coordinates = { x: "data", y: "data", ...coordinates };
  }

  /** Other points. */
  setData(x: Data, y: Data): this {
    this.x = flat(x, "setData(): x", this.axes?.xaxis.converter);
    this.y = flat(y, "setData(): y", this.axes?.yaxis.converter);
    if (this.x.length !== this.y.length)
      throw new RangeError(`setData(): x and y must have the same length, got ${this.x.length} and ${this.y.length}`);
    this.axes?.stale();
    return this;
  }

  setColor(color: Color): this {
    rgbaOf(color);
    this.look.color = color;
    return this;
  }

  setLinewidth(linewidth: number): this {
    this.look.linewidth = linewidth;
    return this;
  }

  setLinestyle(linestyle: LineStyle): this {
    this.look.linestyle = checkLineStyle(linestyle);
    return this;
  }

  bounds(): Bounds {
    return {
      x: this.coordinates.x === "data" ? spanOf(this.reach.x ?? this.x) : undefined,
      y: this.coordinates.y === "data" ? spanOf(this.reach.y ?? this.y) : undefined,
    };
  }

  /** Its points in pixels. */
  path(axes: Axes): Float64Array {
    const x =
      this.coordinates.x === "data"
        ? axes.xaxis.pixels(this.x)
        : this.x.map((share) => axes.box.x0 + share * (axes.box.x1 - axes.box.x0));
    const y =
      this.coordinates.y === "data"
        ? axes.yaxis.pixels(this.y)
        : this.y.map((share) => axes.box.y0 + share * (axes.box.y1 - axes.box.y0));
    const points = new Float64Array(2 * x.length);
    for (let i = 0; i < x.length; i++) {
      points[2 * i] = x[i];
      points[2 * i + 1] = y[i];
    }
    return points;
  }

  draw(renderer: Renderer, axes: Axes): void {
    const points = this.path(axes);
    const { look } = this;
    const color = rgbaOf(look.color, look.alpha);
    if (look.linestyle !== "none" && look.linewidth > 0 && points.length > 2) {
      const cap = look.linestyle === "-" ? look.solidCapstyle : "butt";
      const stroke = { ...strokeOf(renderer, color, look.linewidth, look.linestyle), cap };
      renderer.path(thinned(stepped(points, look.drawstyle), axes.box), { stroke, clip: axes.box });
    }
    this.#markers(renderer, everyOf(points, look.markevery), 1, axes.box);
  }

  #markers(renderer: Renderer, points: Points, scale: number, clip: Box | null): void {
    const { look } = this;
    if (isNoMarker(look.marker)) return;
    const { edge, fill } = this.markerColors();
    const size = renderer.px(look.markersize) * scale;
    const stroke = {
      color: edge,
      width: look.marker === "," ? 0 : renderer.px(look.markeredgewidth),
      cap: "butt",
      join: markerJoin(look.marker),
    } as const;
    renderer.markers(
      points,
      (context) => addMarker(context, look.marker, size),
      { fill: () => fill, stroke: () => stroke },
      clip,
    );
  }

  /** The colours of its markers. */
  markerColors(): { edge: Rgba; fill: Rgba } {
    const { look } = this;
    const own = rgbaOf(look.color, look.alpha);
    const of = (color: Color): Rgba => (color === "auto" ? own : rgbaOf(color, look.alpha));
    const isOpen = look.fillstyle === "none" || !isFilled(look.marker);
    return { edge: of(look.markeredgecolor), fill: isOpen ? [0, 0, 0, 0] : of(look.markerfacecolor) };
  }

  /** Its markers at places in pixels. @internal */
  drawMarkers(renderer: Renderer, places: Points): void {
    this.#markers(renderer, places, 1, null);
  }

  drawKey(renderer: Renderer, { x0, x1, y0, y1 }: Box): void {
    const { look } = this;
    const y = (y0 + y1) / 2;
    if (look.linestyle !== "none" && look.linewidth > 0) {
      const cap = look.linestyle === "-" ? look.solidCapstyle : "butt";
      renderer.path([x0, y, x1, y], {
        stroke: { ...strokeOf(renderer, rgbaOf(look.color, look.alpha), look.linewidth, look.linestyle), cap },
      });
    }
    this.#markers(renderer, [(x0 + x1) / 2, y], rcParams["legend.markerscale"], null);
  }

  obstacles(axes: Axes): Obstacles {
    return { lines: [this.path(axes)] };
  }

  toString(): string {
    return `Line2D(${this.label})`;
  }
}

function everyOf(points: Float64Array, every: LineLook["markevery"]): Float64Array {
  if (every === undefined) return points;
  const [first, step] = typeof every === "number" ? [0, every] : every;
  const kept: number[] = [];
  for (let i = first; 2 * i < points.length; i += Math.max(1, step)) kept.push(points[2 * i], points[2 * i + 1]);
  return Float64Array.from(kept);
}

function stepped(points: Float64Array, style: DrawStyle): Float64Array {
  if (style === "default") return points;
  const kept: number[] = [points[0], points[1]];
  for (let i = 2; i < points.length; i += 2) {
    const [x0, y0, x1, y1] = points.subarray(i - 2, i + 2);
    if (style === "steps-post") kept.push(x1, y0, x1, y1);
    else if (style === "steps-mid") kept.push((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1);
    else kept.push(x0, y1, x1, y1);
  }
  return Float64Array.from(kept);
}

/** Of each pixel's column the first, least, largest and last point, where x only grows and points are many. */
export function thinned(points: Float64Array, { x0, x1 }: Box): Float64Array {
  const count = points.length / 2;
  if (count < densest * (x1 - x0)) return points;
  for (let i = 2; i < points.length; i += 2)
    if (!(points[i] >= points[i - 2]) || !Number.isFinite(points[i + 1])) return points;
  const kept: number[] = [];
  let i = 0;
  while (i < count) {
    const column = Math.floor(points[2 * i]);
    let [last, low, high] = [i, i, i];
    while (last + 1 < count && Math.floor(points[2 * (last + 1)]) === column) {
      last++;
      if (points[2 * last + 1] < points[2 * low + 1]) low = last;
      if (points[2 * last + 1] > points[2 * high + 1]) high = last;
    }
    for (const at of [...new Set([i, Math.min(low, high), Math.max(low, high), last])])
      kept.push(points[2 * at], points[2 * at + 1]);
    i = last + 1;
  }
  return Float64Array.from(kept);
}
