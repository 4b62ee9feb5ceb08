/** A line through points, with or without markers. */

import type { Context } from "../canvas.ts";
import type { LineStyle, Marker } from "../format.ts";
import { extentOf } from "../values.ts";
import type { Bounds, Mark, Projection } from "./mark.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

export interface LineStyling {
  readonly color: string;
  readonly linestyle: LineStyle;
  /** In points. */
  readonly linewidth: number;
  readonly marker: Marker | null;
  /** In points. */
  readonly markersize: number;
  readonly alpha: number;
  readonly label: string;
}

/** Dashes and gaps in line widths. */
const dashes: Readonly<Record<LineStyle, readonly number[]>> = {
  "-": [],
  "--": [3.7, 1.6],
  "-.": [6.4, 1.6, 1, 1.6],
  ":": [1, 1.65],
  none: [],
};

export class Line implements Mark {
  readonly sticky = false;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly styling: LineStyling;

  constructor(x: Float64Array, y: Float64Array, styling: LineStyling) {
    this.x = x;
    this.y = y;
    this.styling = styling;
  }

  get label(): string {
    return this.styling.label;
  }

  bounds(): Bounds | undefined {
    const [x, y] = [extentOf(this.x), extentOf(this.y)];
    return x === undefined || y === undefined ? undefined : [...x, ...y];
  }

  draw(context: Context, projection: Projection): void {
    const points = Array.from(this.x, (x, i) => [projection.x(x), projection.y(this.y[i])] as const);
    this.#stroke(context, points, projection.point);
    for (const [x, y] of points) if (Number.isFinite(x + y)) this.#mark(context, x, y, projection.point);
  }

  drawKey(context: Context, x: number, y: number, width: number, point: number): void {
    this.#stroke(
      context,
      [
        [x, y],
        [x + width, y],
      ],
      point,
    );
    this.#mark(context, x + width / 2, y, point);
  }

  vertices(projection: Projection): readonly (readonly [number, number])[] {
    return Array.from(this.x, (x, i) => [projection.x(x), projection.y(this.y[i])] as const);
  }

  toString(): string {
    return `Line2D(${this.label})`;
  }

  [inspect](): string {
    return this.toString();
  }

  #stroke(context: Context, points: readonly (readonly [number, number])[], point: number): void {
    const { color, linestyle, linewidth, alpha } = this.styling;
    if (linestyle === "none") return;
    context.save();
    context.globalAlpha = alpha;
    context.strokeStyle = color;
    context.lineWidth = linewidth * point;
    context.lineJoin = "round";
    context.lineCap = linestyle === "-" ? "square" : "butt";
    context.setLineDash(dashes[linestyle].map((length) => length * linewidth * point));
    context.beginPath();
    let isDown = false;
    for (const [x, y] of points) {
      const there = Number.isFinite(x + y);
      if (there && isDown) context.lineTo(x, y);
      else if (there) context.moveTo(x, y);
      isDown = there;
    }
    context.stroke();
    context.restore();
  }

  #mark(context: Context, x: number, y: number, point: number): void {
    const { color, marker, markersize, alpha } = this.styling;
    if (marker === null) return;
    const half = (markersize * point) / 2;
    context.save();
    context.globalAlpha = alpha;
    context.fillStyle = color;
    context.strokeStyle = color;
    context.lineWidth = point;
    context.translate(x, y);
    context.beginPath();
    shapes[marker](context, half);
    if (marker === "x" || marker === "+") context.stroke();
    else {
      context.fill();
      context.stroke();
    }
    context.restore();
  }
}

function polygon(context: Context, corners: readonly (readonly [number, number])[]): void {
  corners.forEach(([x, y], i) => {
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.closePath();
}

const shapes: Readonly<Record<Marker, (context: Context, half: number) => void>> = {
  o: (context, half) => context.arc(0, 0, half, 0, 2 * Math.PI),
  ".": (context, half) => context.arc(0, 0, half / 2, 0, 2 * Math.PI),
  s: (context, half) => context.rect(-half, -half, 2 * half, 2 * half),
  D: (context, half) => {
    const tip = half * Math.SQRT2;
    polygon(context, [
      [0, -tip],
      [tip, 0],
      [0, tip],
      [-tip, 0],
    ]);
  },
  "^": (context, half) =>
    polygon(context, [
      [0, -half],
      [half, half],
      [-half, half],
    ]),
  v: (context, half) =>
    polygon(context, [
      [0, half],
      [half, -half],
      [-half, -half],
    ]),
  x: (context, half) => {
    context.moveTo(-half, -half);
    context.lineTo(half, half);
    context.moveTo(-half, half);
    context.lineTo(half, -half);
  },
  "+": (context, half) => {
    context.moveTo(-half, 0);
    context.lineTo(half, 0);
    context.moveTo(0, -half);
    context.lineTo(0, half);
  },
};
