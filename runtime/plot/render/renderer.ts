/** Draws on a canvas in matplotlib's pixels: y grows upwards, and straight lines fall on whole pixels. */

import { css, type Rgba } from "../color/color.ts";
import { type Box, heightOf, widthOf } from "./box.ts";
import { type Canvas, type Context, createCanvas, createImageData } from "./canvas.ts";
import { drawLaidOut, layOut, type TextStyle } from "./text.ts";

/** Points of a path, x and y in turn; NaN lifts the pen. */
export type Points = Float64Array | readonly number[];

export interface Stroke {
  readonly color: Rgba;
  /** Pixels. */
  readonly width: number;
  /** Pixels of dashes and gaps; none: solid. */
  readonly dashes?: readonly number[];
  readonly dashOffset?: number;
  readonly cap?: "butt" | "round" | "projecting";
  readonly join?: "round" | "miter" | "bevel";
}

export interface PathOptions {
  readonly fill?: Rgba;
  readonly stroke?: Stroke;
  readonly closed?: boolean;
  readonly clip?: Box | null;
  /** Whether to keep straight lines on whole pixels: undefined where all of them are upright or level. */
  readonly snap?: boolean;
  readonly hatch?: string;
}

/** How the i-th marker looks. */
export interface MarkerLook {
  readonly fill: (i: number) => Rgba | undefined;
  readonly stroke: (i: number) => Stroke | undefined;
  readonly scale?: (i: number) => number;
  /** Whether all look as the first does. */
  readonly isUniform?: boolean;
}

/** Fewer markers are drawn one by one. */
const fewestStamped = 500;
const stampsPerPixel = 4;
const pointsPerInch = 72;
/** Longer paths are not looked at for snapping. */
const longestSnapped = 1024;

export class Renderer {
  readonly width: number;
  readonly height: number;
  readonly dpi: number;
  readonly canvas: Canvas;
  readonly context: Context;
  readonly type: "svg" | "pdf" | undefined;

  constructor(width: number, height: number, dpi: number, type?: "svg" | "pdf") {
    this.width = width;
    this.height = height;
    this.dpi = dpi;
    this.type = type;
    this.canvas = createCanvas(width, height, type);
    this.context = this.canvas.getContext("2d");
  }

  /** Pixels of so many points. */
  px(points: number): number {
    return (points * this.dpi) / pointsPerInch;
  }

  /** Moves everything that is drawn from here on. */
  translate(x: number, y: number): void {
    this.context.translate(x, -y);
  }

  path(points: Points, options: PathOptions): void {
    this.trace(options, (context) => {
      const width = options.stroke?.width ?? 0;
      const snap = options.snap ?? this.#isRectilinear(points, options.closed === true);
      const shift = snap ? (Math.round(width) % 2 === 1 ? 0.5 : 0) : undefined;
      this.#add(context, points, options.closed === true, shift);
    });
  }

  /** Several paths that look alike, as one. */
  paths(many: readonly Points[], options: PathOptions): void {
    this.trace(options, (context) => {
      const width = options.stroke?.width ?? 0;
      for (const points of many) {
        const snap = options.snap ?? this.#isRectilinear(points, options.closed === true);
        this.#add(context, points, options.closed === true, snap ? (Math.round(width) % 2 === 1 ? 0.5 : 0) : undefined);
      }
    });
  }

  /** Fills and strokes what `draw` adds to the path, in canvas's own coordinates. */
  trace({ fill, stroke, clip }: PathOptions, draw: (context: Context) => void): void {
    const { context } = this;
    context.save();
    this.clip(clip);
    context.beginPath();
    draw(context);
    if (fill !== undefined && fill[3] > 0) {
      context.fillStyle = css(fill);
      context.fill();
    }
    if (stroke !== undefined && stroke.width > 0 && stroke.color[3] > 0) {
      this.#pen(stroke);
      context.stroke();
    }
    context.restore();
  }

  clip(clip: Box | null | undefined): void {
    if (clip === null || clip === undefined) return;
    const { context, height } = this;
    const [left, right] = [Math.floor(clip.x0 + 0.5), Math.floor(clip.x1 + 0.5)];
    const [top, bottom] = [Math.floor(height - clip.y1 + 0.5), Math.floor(height - clip.y0 + 0.5)];
    context.beginPath();
    context.rect(left, top, right - left + 1, bottom - top + 1);
    context.clip();
  }

  rect({ x0, y0, x1, y1 }: Box, options: PathOptions): void {
    this.path([x0, y0, x1, y0, x1, y1, x0, y1], { closed: true, ...options });
  }

  /** A box with round corners. */
  roundRect(box: Box, radius: number, options: PathOptions): void {
    this.trace(options, (context) =>
      context.roundRect(box.x0, this.height - box.y1, widthOf(box), heightOf(box), Math.max(0, radius)),
    );
  }

  /**
   * The same shape at many places. `draw` adds it to the path around the origin, in canvas's coordinates; `place`
   * gives each one's x, y, fill, edge and scale.
   */
  markers(
    places: Points,
    draw: (context: Context, scale: number) => void,
    look: MarkerLook,
    clip?: Box | null,
    snap = true,
  ): void {
    const { context, height } = this;
    context.save();
    this.clip(clip);
    if (look.isUniform === true && this.type === undefined && places.length > 2 * fewestStamped) {
      this.#stamp(places, draw, look);
      context.restore();
      return;
    }
    let before: Stroke | undefined;
    for (let i = 0; 2 * i + 1 < places.length; i++) {
      let [x, y] = [places[2 * i], height - places[2 * i + 1]];
      if (!(Math.abs(x) < 1e6 && Math.abs(y) < 1e6)) continue;
      const [fill, stroke] = [look.fill(i), look.stroke(i)];
      if (snap) [x, y] = [Math.floor(x) + 0.5, Math.floor(y) + 0.5];
      context.translate(x, y);
      context.beginPath();
      draw(context, look.scale?.(i) ?? 1);
      context.translate(-x, -y);
      if (fill !== undefined && fill[3] > 0) {
        context.fillStyle = css(fill);
        context.fill();
      }
      if (stroke !== undefined && stroke.width > 0 && stroke.color[3] > 0) {
        if (stroke !== before) this.#pen(stroke);
        before = stroke;
        context.stroke();
      }
    }
    context.restore();
  }

  /** Many markers that look alike: drawn once for each of 16 places within a pixel, and copied from there. */
  #stamp(places: Points, draw: (context: Context, scale: number) => void, look: MarkerLook): void {
    const [fill, stroke, scale] = [look.fill(0), look.stroke(0), look.scale?.(0) ?? 1];
    const half = Math.ceil(scale * 0.75 + (stroke?.width ?? 0)) + 2;
    const stamps = new Map<number, Canvas>();
    for (let i = 0; 2 * i + 1 < places.length; i++) {
      const [x, y] = [places[2 * i], this.height - places[2 * i + 1]];
      if (!(Math.abs(x) < 1e6 && Math.abs(y) < 1e6)) continue;
      const [fx, fy] = [Math.floor(x * stampsPerPixel), Math.floor(y * stampsPerPixel)];
      const [wholeX, wholeY] = [Math.floor(fx / stampsPerPixel), Math.floor(fy / stampsPerPixel)];
      const key = (fx - wholeX * stampsPerPixel) * stampsPerPixel + (fy - wholeY * stampsPerPixel);
      let stamp = stamps.get(key);
      if (stamp === undefined) {
        const small = new Renderer(2 * half, 2 * half, this.dpi);
        const place = [
          half + (fx - wholeX * stampsPerPixel + 0.5) / stampsPerPixel,
          half - (fy - wholeY * stampsPerPixel + 0.5) / stampsPerPixel,
        ];
        small.markers(place, draw, { fill: () => fill, stroke: () => stroke, scale: () => scale }, null, false);
        stamp = small.canvas;
        stamps.set(key, stamp);
      }
      this.context.drawImage(stamp, wholeX - half, wholeY - half);
    }
  }

  /** A picture of RGBA bytes, its first row on top, stretched to a box. */
  image(
    pixels: Uint8ClampedArray,
    columns: number,
    into: Box,
    options: { alpha?: number; smooth?: boolean; clip?: Box | null },
  ): void {
    const { context, height } = this;
    const source = createCanvas(columns, pixels.length / 4 / columns);
    source.getContext("2d").putImageData(createImageData(pixels, columns), 0, 0);
    context.save();
    this.clip(options.clip);
    context.globalAlpha = options.alpha ?? 1;
    context.imageSmoothingEnabled = options.smooth ?? false;
    if (!(options.smooth ?? false)) context.patternQuality = "nearest";
    context.translate(into.x0, height - into.y1);
    context.scale(widthOf(into) / source.width, heightOf(into) / source.height);
    context.drawImage(source, 0, 0);
    context.restore();
  }

  /** Text at a place. Returns its box, around the turned text. */
  text(text: string, x: number, y: number, style: TextStyle, clip?: Box | null): Box {
    const laid = layOut(text, style, this.dpi);
    const at = { x0: x + laid.box.x0, y0: y + laid.box.y0, x1: x + laid.box.x1, y1: y + laid.box.y1 };
    if (text === "") return at;
    this.context.save();
    this.clip(clip);
    drawLaidOut(this.context, laid, x, this.height - y, style);
    this.context.restore();
    return at;
  }

  /** A box around text, turned with it; with a radius its corners are round. */
  textBox(
    text: string,
    x: number,
    y: number,
    style: TextStyle,
    pad: number,
    radius: number,
    options: PathOptions,
  ): void {
    const laid = layOut(text, style, this.dpi);
    const { context } = this;
    context.save();
    context.translate(x + laid.originX, this.height - y - laid.originY);
    context.rotate((-(style.rotation ?? 0) * Math.PI) / 180);
    this.trace(options, () =>
      context.roundRect(-pad, -pad, laid.width + 2 * pad, laid.height + 2 * pad, Math.max(0, radius)),
    );
    context.restore();
  }

  /** The box that text at a place would take. */
  measure(text: string, x: number, y: number, style: TextStyle): Box {
    const { box } = layOut(text, style, this.dpi);
    return { x0: x + box.x0, y0: y + box.y0, x1: x + box.x1, y1: y + box.y1 };
  }

  #pen({ color, width, dashes = [], dashOffset = 0, cap = "butt", join = "round" }: Stroke): void {
    const { context } = this;
    context.strokeStyle = css(color);
    context.lineWidth = width;
    context.setLineDash([...dashes]);
    context.lineDashOffset = dashOffset;
    context.lineCap = cap === "projecting" ? "square" : cap;
    context.lineJoin = join;
  }

  #add(context: Context, points: Points, closed: boolean, shift: number | undefined): void {
    const { height } = this;
    let isDown = false;
    for (let i = 0; i + 1 < points.length; i += 2) {
      let x = points[i];
      let y = height - points[i + 1];
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        isDown = false;
        continue;
      }
      if (shift !== undefined) {
        x = Math.floor(x + 0.5) + shift;
        y = Math.floor(y + 0.5) + shift;
      }
      // Cairo's coordinates have 24 bits before the point.
      x = Math.min(Math.max(x, -1e6), 1e6);
      y = Math.min(Math.max(y, -1e6), 1e6);
      if (isDown) context.lineTo(x, y);
      else context.moveTo(x, y);
      isDown = true;
    }
    if (closed) context.closePath();
  }

  #isRectilinear(points: Points, closed: boolean): boolean {
    const count = points.length / 2;
    if (count > longestSnapped || count < 2) return false;
    let [x, y] = closed ? [points[points.length - 2], points[points.length - 1]] : [points[0], points[1]];
    for (let i = closed ? 0 : 2; i + 1 < points.length; i += 2) {
      if (Math.abs(points[i] - x) >= 1e-4 && Math.abs(points[i + 1] - y) >= 1e-4) return false;
      [x, y] = [points[i], points[i + 1]];
    }
    return true;
  }
}
