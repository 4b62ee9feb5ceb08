/** Filled shapes: rectangles, polygons, wedges and ellipses. */

import type { Axes } from "../axes/axes.ts";
import { type Color, type Rgba, rgbaOf } from "../color/color.ts";
import { checkLineStyle, type LineStyle, strokeOf } from "../format.ts";
import { rcParams } from "../rc-params.ts";
import type { Box } from "../render/box.ts";
import type { PathOptions, Renderer } from "../render/renderer.ts";
import { BaseArtist, type Bounds, type Coordinates, type Obstacles, spanOf } from "./artist.ts";

/** How a filled shape looks. */
export interface PatchLook {
  facecolor: Color;
  /** undefined: none, unless the settings force one. */
  edgecolor: Color | undefined;
  linewidth: number;
  linestyle: LineStyle;
  alpha: number | undefined;
  fill: boolean;
  hatch: string | undefined;
}

export function patchLook(given: Partial<PatchLook>): PatchLook {
  const look: PatchLook = {
    facecolor: rcParams["patch.facecolor"],
    edgecolor: undefined,
    linewidth: rcParams["patch.linewidth"],
    linestyle: "-",
    alpha: undefined,
    fill: true,
    hatch: undefined,
  };
  for (const [key, value] of Object.entries(given)) if (value !== undefined) Reflect.set(look, key, value);
  look.linestyle = checkLineStyle(look.linestyle);
  rgbaOf(look.facecolor, undefined, "facecolor");
  if (look.edgecolor !== undefined) rgbaOf(look.edgecolor, undefined, "edgecolor");
  return look;
}

/** Fill and edge as a renderer takes them. */
export function patchOptions(renderer: Renderer, look: PatchLook, clip: Box | null): PathOptions {
  const forced = rcParams["patch.force_edgecolor"] || !look.fill ? rcParams["patch.edgecolor"] : "none";
  const edge = rgbaOf(
    look.edgecolor ?? forced,
    look.edgecolor === "none" || (look.edgecolor === undefined && forced === "none") ? undefined : look.alpha,
  );
  return {
    fill: look.fill ? faceOf(look) : undefined,
    stroke: edge[3] > 0 ? { ...strokeOf(renderer, edge, look.linewidth, look.linestyle), join: "miter" } : undefined,
    closed: true,
    clip,
  };
}

export function faceOf({ facecolor, alpha }: PatchLook): Rgba {
  return rgbaOf(facecolor, alpha);
}

export abstract class Patch extends BaseArtist {
  readonly look: PatchLook;
  /** Limits end here without a margin. */
  sticky: { x?: readonly number[]; y?: readonly number[] } = {};
  readonly coordinates: { readonly x: Coordinates; readonly y: Coordinates };

  constructor(look: Partial<PatchLook>, coordinates: Partial<Patch["coordinates"]> = {}) {
    super();
    this.look = patchLook(look);
    this.coordinates = { x: "data", y: "data", ...coordinates };
  }

  /** Whether the edge returns to where it began. */
  get closed(): boolean {
    return true;
  }

  /** The outline in its own coordinates, x and y in turn. */
  abstract outline(): Float64Array;

  /** The outline in pixels. */
  path(axes: Axes): Float64Array {
    const points = this.outline();
    const x = points.filter((_, i) => i % 2 === 0);
    const y = points.filter((_, i) => i % 2 === 1);
    const { box } = axes;
    const px =
      this.coordinates.x === "data" ? axes.xaxis.pixels(x) : x.map((share) => box.x0 + share * (box.x1 - box.x0));
    const py =
      this.coordinates.y === "data" ? axes.yaxis.pixels(y) : y.map((share) => box.y0 + share * (box.y1 - box.y0));
    return points.map((_, i) => (i % 2 === 0 ? px[i / 2] : py[(i - 1) / 2]));
  }

  bounds(): Bounds {
    const points = this.outline();
    return {
      x: this.coordinates.x === "data" ? spanOf(points.filter((_, i) => i % 2 === 0)) : undefined,
      y: this.coordinates.y === "data" ? spanOf(points.filter((_, i) => i % 2 === 1)) : undefined,
    };
  }

  setColor(color: Color): this {
    rgbaOf(color);
    this.look.facecolor = color;
    if (this.look.edgecolor !== undefined) this.look.edgecolor = color;
    return this;
  }

  setFacecolor(color: Color): this {
    rgbaOf(color);
    this.look.facecolor = color;
    return this;
  }

  setEdgecolor(color: Color): this {
    rgbaOf(color);
    this.look.edgecolor = color;
    return this;
  }

  draw(renderer: Renderer, axes: Axes): void {
    const options = { ...patchOptions(renderer, this.look, axes.box), closed: this.closed };
    const points = this.path(axes);
    renderer.path(points, options);
    if (this.look.hatch !== undefined) drawHatch(renderer, points, this.look.hatch, options, axes.box);
  }

  drawKey(renderer: Renderer, box: Box): void {
    const options = patchOptions(renderer, this.look, null);
    renderer.rect(box, options);
    if (this.look.hatch !== undefined)
      drawHatch(
        renderer,
        [box.x0, box.y0, box.x1, box.y0, box.x1, box.y1, box.x0, box.y1],
        this.look.hatch,
        options,
        box,
      );
  }

  obstacles(axes: Axes): Obstacles {
    return { lines: [this.path(axes)] };
  }
}

/** Lines across a shape: "/", "\\", "|", "-", "+", "x"; twice is denser. */
function drawHatch(
  renderer: Renderer,
  outline: ArrayLike<number>,
  hatch: string,
  { stroke }: PathOptions,
  clip: Box,
): void {
  const { context, height } = renderer;
  context.save();
  renderer.clip(clip);
  context.beginPath();
  for (let i = 0; i < outline.length; i += 2) context.lineTo(outline[i], height - outline[i + 1]);
  context.closePath();
  context.clip();
  const count = (letters: string): number => [...hatch].filter((letter) => letters.includes(letter)).length;
  const lines: number[][] = [];
  const [w, h] = [clip.x1 - clip.x0, clip.y1 - clip.y0];
  const add = (density: number, slope: number): void => {
    if (density === 0) return;
    const gap = renderer.dpi / (6 * density) / 2;
    for (let at = -h; at < w + h; at += gap) lines.push([clip.x0 + at, clip.y0, clip.x0 + at + slope * h, clip.y1]);
  };
  add(count("/x"), 1);
  add(count("\\x"), -1);
  add(count("|+"), 0);
  const level = count("-+");
  if (level > 0)
    for (let y = clip.y0; y < clip.y1; y += renderer.dpi / (12 * level)) lines.push([clip.x0, y, clip.x1, y]);
  renderer.paths(lines, { stroke: { color: stroke?.color ?? [0, 0, 0, 1], width: renderer.px(1) }, snap: false });
  context.restore();
}

export class Rectangle extends Patch {
  x: number;
  y: number;
  width: number;
  height: number;

  constructor(
    xy: readonly [number, number],
    width: number,
    height: number,
    look: Partial<PatchLook> = {},
    coordinates: Partial<Patch["coordinates"]> = {},
  ) {
    super(look, coordinates);
    [this.x, this.y] = xy;
    this.width = width;
    this.height = height;
  }

  outline(): Float64Array {
    const { x, y, width, height } = this;
    return Float64Array.of(x, y, x + width, y, x + width, y + height, x, y + height);
  }

  setHeight(height: number): this {
    this.height = height;
    this.axes?.stale();
    return this;
  }

  setWidth(width: number): this {
    this.width = width;
    this.axes?.stale();
    return this;
  }

  override obstacles(axes: Axes): Obstacles {
    const points = this.path(axes);
    const [x0, x1] = [Math.min(points[0], points[2]), Math.max(points[0], points[2])];
    const [y0, y1] = [Math.min(points[1], points[5]), Math.max(points[1], points[5])];
    return { boxes: [{ x0, y0, x1, y1 }] };
  }

  toString(): string {
    const { x, y, width, height } = this;
    return `Rectangle(xy=(${x}, ${y}), width=${width}, height=${height}, angle=0)`;
  }
}

export class Polygon extends Patch {
  readonly points: Float64Array;

  constructor(points: Float64Array, look: Partial<PatchLook> = {}, coordinates: Partial<Patch["coordinates"]> = {}) {
    super(look, coordinates);
    this.points = points;
  }

  outline(): Float64Array {
    return this.points;
  }

  toString(): string {
    return `Polygon${this.points.length / 2}((${this.points[0]}, ${this.points[1]}) ...)`;
  }
}

const corners = 128;

/** An ellipse, or with equal sizes a circle. */
export class Ellipse extends Patch {
  readonly center: readonly [number, number];
  readonly size: readonly [number, number];
  readonly angle: number;

  constructor(
    center: readonly [number, number],
    width: number,
    height: number,
    look: Partial<PatchLook> & { angle?: number } = {},
  ) {
    const { angle = 0, ...rest } = look;
    super(rest);
    this.center = center;
    this.size = [width, height];
    this.angle = (angle * Math.PI) / 180;
  }

  outline(): Float64Array {
    const [cos, sin] = [Math.cos(this.angle), Math.sin(this.angle)];
    return Float64Array.from(
      Array.from({ length: corners }, (_, i) => {
        const turn = (2 * Math.PI * i) / corners;
        const [x, y] = [(this.size[0] / 2) * Math.cos(turn), (this.size[1] / 2) * Math.sin(turn)];
        return [this.center[0] + x * cos - y * sin, this.center[1] + x * sin + y * cos];
      }).flat(),
    );
  }

  toString(): string {
    return `Ellipse(xy=(${this.center.join(", ")}), width=${this.size[0]}, height=${this.size[1]})`;
  }
}

export function Circle(center: readonly [number, number], radius = 5, look: Partial<PatchLook> = {}): Ellipse {
  return new Ellipse(center, 2 * radius, 2 * radius, look);
}

/** A slice of a pie, from one angle to another in degrees. */
export class Wedge extends Patch {
  readonly center: readonly [number, number];
  readonly radius: number;
  readonly from: number;
  readonly to: number;
  /** Of a ring; undefined: to the centre. */
  readonly ring: number | undefined;

  constructor(
    center: readonly [number, number],
    radius: number,
    from: number,
    to: number,
    look: Partial<PatchLook> = {},
    ring?: number,
  ) {
    super(look);
    this.center = center;
    this.radius = radius;
    this.from = from;
    this.to = to;
    this.ring = ring;
  }

  outline(): Float64Array {
    const count = Math.max(2, Math.ceil(Math.abs(this.to - this.from)));
    const arc = (radius: number): number[][] =>
      Array.from({ length: count + 1 }, (_, i) => {
        const angle = ((this.from + ((this.to - this.from) * i) / count) * Math.PI) / 180;
        return [this.center[0] + radius * Math.cos(angle), this.center[1] + radius * Math.sin(angle)];
      });
    const inner = this.ring === undefined ? [[...this.center]] : arc(this.radius - this.ring).reverse();
    return Float64Array.from([...arc(this.radius), ...inner].flat());
  }

  toString(): string {
    return `Wedge(center=(${this.center.join(", ")}), r=${this.radius}, theta1=${this.from}, theta2=${this.to})`;
  }
}
