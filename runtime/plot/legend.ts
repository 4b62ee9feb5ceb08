/** The box that names an axes' marks. */

import type { Context } from "./canvas.ts";
import type { Mark, Projection } from "./marks/mark.ts";
import { font, style } from "./style.ts";

export const locations = [
  "best",
  "upper right",
  "upper left",
  "lower left",
  "lower right",
  "right",
  "center left",
  "center right",
  "lower center",
  "upper center",
  "center",
] as const;
export type Location = (typeof locations)[number];

/** A box in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Matplotlib's lengths, in font sizes. */
const [borderPad, labelSpacing, handleLength, handleTextPad, axesPad] = [0.4, 0.5, 2, 0.8, 0.5];
const frame = { face: "rgba(255, 255, 255, 0.8)", edge: "rgba(204, 204, 204, 0.8)", radius: 0.2 };

function placed(where: Location, box: Box, width: number, height: number, gap: number): Box {
  const [left, right] = [box.left + gap, box.left + box.width - gap - width];
  const [top, bottom] = [box.top + gap, box.top + box.height - gap - height];
  const isLeft = where.endsWith("left");
  const isRight = where.endsWith("right");
  return {
    left: isLeft ? left : isRight ? right : (left + right) / 2,
    top: where.startsWith("upper") ? top : where.startsWith("lower") ? bottom : (top + bottom) / 2,
    width,
    height,
  };
}

/** How much of the lines a box would cover: vertices within it, and segments that cross it. */
function covered(
  { left, top, width, height }: Box,
  lines: readonly (readonly (readonly [number, number])[])[],
): number {
  const inside = (x: number, y: number) => x >= left && x <= left + width && y >= top && y <= top + height;
  let count = 0;
  for (const line of lines) {
    for (let i = 0; i < line.length; i++) {
      const [x, y] = line[i];
      if (inside(x, y)) count++;
      if (i === 0) continue;
      const [fromX, fromY] = line[i - 1];
      if (crosses(fromX, fromY, x, y, left, top, left + width, top + height)) count++;
    }
  }
  return count;
}

/** Liang and Barsky's clipping: whether any of the segment lies in the box. */
function crosses(x0: number, y0: number, x1: number, y1: number, l: number, t: number, r: number, b: number): boolean {
  let [from, to] = [0, 1];
  const edges = [
    [x0 - x1, x0 - l],
    [x1 - x0, r - x0],
    [y0 - y1, y0 - t],
    [y1 - y0, b - y0],
  ];
  for (const [along, distance] of edges) {
    if (along === 0) {
      if (distance < 0) return false;
      continue;
    }
    if (along < 0) from = Math.max(from, distance / along);
    else to = Math.min(to, distance / along);
  }
  return from <= to;
}

/** Draws the legend of the marks that have a label, in `box`. */
export function drawLegend(
  context: Context,
  marks: readonly Mark[],
  where: Location,
  box: Box,
  projection: Projection,
): void {
  const { point } = projection;
  const size = style.fontSize * point;
  context.save();
  context.font = font(size);
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  const texts = marks.map(({ label }) => label);
  const widest = Math.max(...texts.map((text) => context.measureText(text).width));
  const row = size * (1 + labelSpacing);
  const width = size * (2 * borderPad + handleLength + handleTextPad) + widest;
  const height = size * 2 * borderPad + row * marks.length - size * labelSpacing;
  const candidates = where === "best" ? locations.slice(1) : [where];
  const lines = marks.map((mark) => mark.vertices(projection));
  const boxes = candidates.map((candidate) => placed(candidate, box, width, height, axesPad * size));
  const costs = boxes.map((candidate) => (boxes.length === 1 ? 0 : covered(candidate, lines)));
  const { left, top } = boxes[costs.indexOf(Math.min(...costs))];
  context.beginPath();
  context.roundRect(left, top, width, height, frame.radius * size);
  context.fillStyle = frame.face;
  context.strokeStyle = frame.edge;
  context.lineWidth = point;
  context.fill();
  context.stroke();
  marks.forEach((mark, i) => {
    const middle = top + size * (borderPad + 0.5) + i * row;
    const x = left + size * borderPad;
    mark.drawKey?.(context, x, middle, handleLength * size, point);
    context.fillStyle = "black";
    context.fillText(mark.label, x + size * (handleLength + handleTextPad), middle + size * 0.36);
  });
  context.restore();
}
