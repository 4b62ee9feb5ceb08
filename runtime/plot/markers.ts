/** Matplotlib's markers: shapes around the origin, in canvas's coordinates, where y grows downwards. */

import type { Context } from "./render/canvas.ts";

type Shape = (context: Context, half: number) => void;

const polygon =
  (corners: readonly (readonly [number, number])[], isClosed = true): Shape =>
  (context, half) => {
    corners.forEach(([x, y], i) => {
      if (i === 0) context.moveTo(x * half, -y * half);
      else context.lineTo(x * half, -y * half);
    });
    if (isClosed) context.closePath();
  };

const strokes =
  (...lines: (readonly [number, number, number, number])[]): Shape =>
  (context, half) => {
    for (const [x0, y0, x1, y1] of lines) {
      context.moveTo(x0 * half, -y0 * half);
      context.lineTo(x1 * half, -y1 * half);
    }
  };

function regular(count: number, turn = 0): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = Math.PI / 2 + turn + (2 * Math.PI * i) / count;
    return [Math.cos(angle), Math.sin(angle)] as const;
  });
}

const starShape = Array.from({ length: 10 }, (_, i): readonly [number, number] => {
  const angle = Math.PI / 2 + (Math.PI * i) / 5;
  const radius = i % 2 === 0 ? 1 : 0.381966;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
});

const circle: Shape = (context, half) => context.arc(0, 0, half, 0, 2 * Math.PI);
const diamond = Math.SQRT2;
const tick = (x: number, y: number): Shape => strokes([0, 0, 2 * x, 2 * y]);
const thick = 1 / 3;

const shapes = {
  o: circle,
  ".": (context: Context, half: number) => circle(context, half / 2),
  ",": (context: Context) => context.rect(-0.5, -0.5, 1, 1),
  s: polygon([
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ]),
  D: polygon([
    [0, -diamond],
    [diamond, 0],
    [0, diamond],
    [-diamond, 0],
  ]),
  d: polygon([
    [0, -diamond],
    [0.6 * diamond, 0],
    [0, diamond],
    [-0.6 * diamond, 0],
  ]),
  "^": polygon([
    [0, 1],
    [-1, -1],
    [1, -1],
  ]),
  v: polygon([
    [0, -1],
    [1, 1],
    [-1, 1],
  ]),
  "<": polygon([
    [-1, 0],
    [1, -1],
    [1, 1],
  ]),
  ">": polygon([
    [1, 0],
    [-1, 1],
    [-1, -1],
  ]),
  p: polygon(regular(5)),
  h: polygon(regular(6)),
  H: polygon(regular(6, Math.PI / 6)),
  "8": polygon(regular(8, Math.PI / 8)),
  "*": polygon(starShape),
  P: polygon([
    [-thick, -1],
    [thick, -1],
    [thick, -thick],
    [1, -thick],
    [1, thick],
    [thick, thick],
    [thick, 1],
    [-thick, 1],
    [-thick, thick],
    [-1, thick],
    [-1, -thick],
    [-thick, -thick],
  ]),
  X: polygon([
    [-0.5, -1],
    [0, -0.5],
    [0.5, -1],
    [1, -0.5],
    [0.5, 0],
    [1, 0.5],
    [0.5, 1],
    [0, 0.5],
    [-0.5, 1],
    [-1, 0.5],
    [-0.5, 0],
    [-1, -0.5],
  ]),
  x: strokes([-1, -1, 1, 1], [-1, 1, 1, -1]),
  "+": strokes([-1, 0, 1, 0], [0, -1, 0, 1]),
  "1": strokes([0, 0, 0, -1], [0, 0, 0.8, 0.5], [0, 0, -0.8, 0.5]),
  "2": strokes([0, 0, 0, 1], [0, 0, 0.8, -0.5], [0, 0, -0.8, -0.5]),
  "3": strokes([0, 0, -1, 0], [0, 0, 0.5, 0.8], [0, 0, 0.5, -0.8]),
  "4": strokes([0, 0, 1, 0], [0, 0, -0.5, 0.8], [0, 0, -0.5, -0.8]),
  "|": strokes([0, -1, 0, 1]),
  _: strokes([-1, 0, 1, 0]),
  tickleft: tick(-1, 0),
  tickright: tick(1, 0),
  tickup: tick(0, 1),
  tickdown: tick(0, -1),
} as const;

export type Marker = keyof typeof shapes | "none" | "None" | "" | " ";

/** Markers that are only lines. */
const unfilled: ReadonlySet<string> = new Set([
  "x",
  "+",
  "1",
  "2",
  "3",
  "4",
  "|",
  "_",
  "tickleft",
  "tickright",
  "tickup",
  "tickdown",
]);

export function isMarker(name: unknown): name is Marker {
  return typeof name === "string" && (Object.hasOwn(shapes, name) || isNoMarker(name));
}

export function isNoMarker(name: string): boolean {
  return name === "none" || name === "None" || name === "" || name === " ";
}

export function isFilled(name: Marker): boolean {
  return !unfilled.has(name);
}

/** @throws RangeError naming `argument` for what is no marker. */
export function checkMarker(name: Marker, argument = "marker"): Marker {
  if (!isMarker(name))
    throw new RangeError(
      `${JSON.stringify(name)?.replaceAll('"', "'")} is not a valid value for ${argument}; supported values are ${Object.keys(
        shapes,
      )
        .map((key) => `'${key}'`)
        .join(", ")} and 'none'`,
    );
  return name;
}

/** Adds a marker to the path; `size` is its whole width in pixels. */
export function addMarker(context: Context, name: Marker, size: number): void {
  if (!isNoMarker(name)) shapes[name as keyof typeof shapes](context, size / 2);
}

/** How the corners of its edge are joined. */
export function markerJoin(name: Marker): "round" | "miter" | "bevel" {
  return name === "*" ? "bevel" : name === "o" || name === "." ? "round" : "miter";
}
