/** Draws axes: frame, ticks, texts, marks, legend. */

import type { Axes } from "./axes.ts";
import type { Context } from "./canvas.ts";
import { type Box, drawLegend } from "./legend.ts";
import type { Projection } from "./marks/mark.ts";
import { font, style } from "./style.ts";
import { ticksOf, tickText } from "./ticks.ts";

/** Where an axes lies in a figure of so many pixels, before its aspect is kept. */
export function boxOf(axes: Axes, width: number, height: number): Box {
  const [row, column, rows, columns] = axes.place;
  const { left, right, bottom, top, wspace, hspace } = style.subplots;
  const cellWidth = ((right - left) * width) / (columns + wspace * (columns - 1));
  const cellHeight = ((top - bottom) * height) / (rows + hspace * (rows - 1));
  return {
    left: left * width + column * cellWidth * (1 + wspace),
    top: (1 - top) * height + row * cellHeight * (1 + hspace),
    width: cellWidth,
    height: cellHeight,
  };
}

/** The box made smaller around its centre, so that a unit is as long on both axes. */
function withAspect(box: Box, xRange: number, yRange: number): Box {
  const unit = Math.min(box.width / xRange, box.height / yRange);
  const [width, height] = [unit * xRange, unit * yRange];
  return { left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2, width, height };
}

interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Ticks within the limits, and the multiplier that is written apart. */
function ticksWithin(limits: readonly [number, number], points: number, share: number): [Tick[], string] {
  const [low, high] = [Math.min(...limits), Math.max(...limits)];
  const all = ticksOf(low, high, Math.floor(points / (style.fontSize * share)));
  const { labels, multiplier } = tickText(all);
  const slack = (high - low) * 1e-10;
  const ticks = all
    .map((at, i) => ({ at, text: labels[i] }))
    .filter(({ at }) => at >= low - slack && at <= high + slack);
  return [ticks, multiplier];
}

/** How many font sizes a tick's text takes along each axis. */
const [tickShareX, tickShareY] = [3, 2];

export function drawAxes(context: Context, axes: Axes, width: number, height: number, point: number): void {
  const { x, y } = axes.limits();
  const whole = boxOf(axes, width, height);
  const box = axes.isEqual ? withAspect(whole, Math.abs(x[1] - x[0]), Math.abs(y[1] - y[0])) : whole;
  const projection: Projection = {
    x: (value) => box.left + ((value - x[0]) / (x[1] - x[0])) * box.width,
    y: (value) => box.top + box.height - ((value - y[0]) / (y[1] - y[0])) * box.height,
    point,
  };
  const [xTicks, xMultiplier] = ticksWithin(x, box.width / point, tickShareX);
  const [yTicks, yMultiplier] = ticksWithin(y, box.height / point, tickShareY);
  if (axes.isOn) {
    context.fillStyle = "white";
    context.fillRect(box.left, box.top, box.width, box.height);
  }
  if (axes.isOn && axes.hasGrid) drawGrid(context, box, projection, xTicks, yTicks);
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  for (const mark of axes.marks) mark.draw(context, projection);
  context.restore();
  const extent = axes.isOn
    ? drawFrame(context, box, projection, { xTicks, yTicks, xMultiplier, yMultiplier })
    : { below: 0, beside: 0 };
  drawTexts(context, axes, box, extent, point);
  const labelled = axes.marks.filter(({ label }) => label !== "");
  if (axes.legendAt !== null && labelled.length > 0) drawLegend(context, labelled, axes.legendAt, box, projection);
}

/** A horizontal or vertical line, on whole pixels: between them it would be grey and wide. */
function stroke(context: Context, fromX: number, fromY: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(crisp(context, fromX), crisp(context, fromY));
  context.lineTo(crisp(context, toX), crisp(context, toY));
  context.stroke();
}

function crisp(context: Context, at: number): number {
  return context.lineWidth % 2 === 1 ? Math.floor(at) + 0.5 : Math.round(at);
}

/** Of frames, ticks and grids, in whole pixels. */
function hairline(point: number): number {
  return Math.max(1, Math.round(style.frameWidth * point));
}

function drawGrid(
  context: Context,
  box: Box,
  projection: Projection,
  xTicks: readonly Tick[],
  yTicks: readonly Tick[],
): void {
  context.strokeStyle = style.gridColor;
  context.lineWidth = hairline(projection.point);
  for (const { at } of xTicks) stroke(context, projection.x(at), box.top, projection.x(at), box.top + box.height);
  for (const { at } of yTicks) stroke(context, box.left, projection.y(at), box.left + box.width, projection.y(at));
}

/** Pixels that ticks and their texts take. */
interface Extent {
  readonly below: number;
  readonly beside: number;
}

interface Ticks {
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly xMultiplier: string;
  readonly yMultiplier: string;
}

/** A digit's height in font sizes. */
const digitHeight = 0.73;

function drawFrame(context: Context, box: Box, projection: Projection, ticks: Ticks): Extent {
  const { point } = projection;
  const size = style.fontSize * point;
  const [bottom, right] = [box.top + box.height, box.left + box.width];
  const reach = (style.tickLength + style.tickPad) * point;
  context.strokeStyle = "black";
  context.fillStyle = "black";
  context.lineWidth = hairline(point);
  context.font = font(size);
  const [left, top] = [crisp(context, box.left), crisp(context, box.top)];
  context.strokeRect(left, top, crisp(context, right) - left, crisp(context, bottom) - top);
  context.textBaseline = "alphabetic";
  context.textAlign = "center";
  for (const { at, text } of ticks.xTicks) {
    stroke(context, projection.x(at), bottom, projection.x(at), bottom + style.tickLength * point);
    context.fillText(text, projection.x(at), bottom + reach + digitHeight * size);
  }
  context.textAlign = "right";
  let widest = 0;
  for (const { at, text } of ticks.yTicks) {
    stroke(context, box.left, projection.y(at), box.left - style.tickLength * point, projection.y(at));
    context.fillText(text, box.left - reach, projection.y(at) + (digitHeight / 2) * size);
    widest = Math.max(widest, context.measureText(text).width);
  }
  if (ticks.xMultiplier !== "") context.fillText(ticks.xMultiplier, right, bottom + reach + 2 * size);
  context.textAlign = "left";
  if (ticks.yMultiplier !== "") context.fillText(ticks.yMultiplier, box.left, box.top - style.tickPad * point);
  return { below: reach + size, beside: reach + widest };
}

function drawTexts(context: Context, axes: Axes, box: Box, extent: Extent, point: number): void {
  const { title, xlabel, ylabel } = axes.texts;
  const size = style.fontSize * point;
  const pad = style.labelPad * point;
  const [centerX, centerY] = [box.left + box.width / 2, box.top + box.height / 2];
  context.fillStyle = "black";
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.font = font(style.titleSize * point);
  const lines = title.split("\n");
  lines.forEach((line, i) => {
    const up = style.titlePad * point + (lines.length - 1 - i) * 1.2 * style.titleSize * point;
    context.fillText(line, centerX, box.top - up);
  });
  if (!axes.isOn) return;
  context.font = font(size);
  context.fillText(xlabel, centerX, box.top + box.height + extent.below + pad + digitHeight * size);
  context.save();
  context.translate(box.left - extent.beside - pad, centerY);
  context.rotate(-Math.PI / 2);
  context.fillText(ylabel, 0, 0);
  context.restore();
}
