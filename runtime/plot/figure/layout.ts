/** Where axes lie: places of the grid, aspects, and layouts that make room for texts. */

import type { Anchor, Axes } from "../axes/axes.ts";
import type { SubplotPars, SubplotSpec } from "../axes/gridspec.ts";
import { rcParams } from "../rc-params.ts";
import { type Box, union } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import type { Figure } from "./figure.ts";

const anchors: Readonly<Record<Anchor, readonly [number, number]>> = {
  C: [0.5, 0.5],
  N: [0.5, 1],
  S: [0.5, 0],
  E: [1, 0.5],
  W: [0, 0.5],
  NE: [1, 1],
  NW: [0, 1],
  SE: [1, 0],
  SW: [0, 0],
};

/** Gives all axes their boxes in pixels. */
export function placeAxes(figure: Figure, dpi: number): void {
  const [width, height] = [figure.pixelWidth(dpi), figure.pixelHeight(dpi)];
  for (const axes of figure.axes) {
    const { x0, y0, x1, y1 } = positionOf(figure, axes);
    place(axes, { x0: x0 * width, x1: x1 * width, y0: y0 * height, y1: y1 * height });
  }
  // Twins lie where the first of them does.
  for (const axes of figure.axes)
    for (const twin of axes.twins) if (figure.axes.indexOf(twin) > figure.axes.indexOf(axes)) twin.box = axes.box;
}

function place(axes: Axes, box: Box): void {
  axes.box = box;
  applyAspect(axes);
  const { x0, x1, y0, y1 } = axes.box;
  for (const { axes: inner, bounds } of axes.inner) {
    const [left, bottom, width, height] = bounds;
    const at = (share: number, from: number, to: number): number => from + share * (to - from);
    place(inner, {
      x0: at(left, x0, x1),
      x1: at(left + width, x0, x1),
      y0: at(bottom, y0, y1),
      y1: at(bottom + height, y0, y1),
    });
  }
}

/** In shares of the figure, before an aspect is kept. */
export function positionOf(figure: Figure, axes: Axes): Box {
  if (axes.spec !== undefined) return axes.spec.position(figure.subplotpars);
  const [left, bottom, width, height] = axes.rect ?? [0, 0, 1, 1];
  return { x0: left, y0: bottom, x1: left + width, y1: bottom + height };
}

function applyAspect(axes: Axes): void {
  const { box, aspect } = axes;
  if (aspect === "auto" && axes.boxAspect === undefined) return;
  const [width, height] = [box.x1 - box.x0, box.y1 - box.y0];
  const spanOf = (axis: Axes["xaxis"]): number => {
    const [first, last] = axis.state.limits();
    return Math.max(Math.abs(axis.state.scale.forward(last) - axis.state.scale.forward(first)), 1e-30);
  };
  if (axes.boxAspect !== undefined || (aspect !== "auto" && axes.adjustable === "box")) {
    const ratio = axes.boxAspect ?? (aspect as number) * (spanOf(axes.yaxis) / spanOf(axes.xaxis));
    const [w, h] = width * ratio <= height ? [width, width * ratio] : [height / ratio, height];
    const [ax, ay] = typeof axes.anchor === "string" ? anchors[axes.anchor] : axes.anchor;
    const [x0, y0] = [box.x0 + ax * (width - w), box.y0 + ay * (height - h)];
    axes.box = { x0, y0, x1: x0 + w, y1: y0 + h };
    return;
  }
  widen(axes, height / width / (aspect as number), spanOf(axes.xaxis), spanOf(axes.yaxis));
}

/** Wider limits on one axis, so that a unit is as long on both. */
function widen(axes: Axes, ratio: number, xSize: number, ySize: number): void {
  const expander = (ratio * xSize) / ySize - 1;
  if (Math.abs(expander) < 0.005) return;
  const [newX, newY] = [ySize / ratio, ratio * xSize];
  const dataOf = (axis: Axes["xaxis"]): number => {
    const { low, high } = axis.span();
    return Number.isFinite(low) ? 1.05 * (axis.state.scale.forward(high) - axis.state.scale.forward(low)) : 0;
  };
  const [xRest, yRest] = [xSize - dataOf(axes.xaxis), ySize - dataOf(axes.yaxis)];
  const sharesY = axes.yaxis.state.members.length > 1;
  const sharesX = axes.xaxis.state.members.length > 1;
  const prefersY =
    xRest > 0 && yRest > 0
      ? (newY - dataOf(axes.yaxis) > 0 && expander < 0) || (newX - dataOf(axes.xaxis) < 0 && expander > 0)
      : expander > 0;
  const axis = !sharesY && (sharesX || prefersY) ? axes.yaxis : axes.xaxis;
  const size = axis === axes.yaxis ? newY : newX;
  const { scale } = axis.state;
  const [first, last] = axis.state.limits().map(scale.forward);
  const middle = (first + last) / 2;
  const way = first <= last ? 1 : -1;
  axis.state.adjust(scale.inverse(middle - (way * size) / 2), scale.inverse(middle + (way * size) / 2));
}

export interface TightOptions {
  /** In font sizes, around the figure and between axes; 1.08. */
  pad?: number;
  hPad?: number;
  wPad?: number;
  /** @internal How often the figure's title has the padding around it. */
  titlePads?: number;
  /** [left, bottom, right, top] in shares of the figure that the axes fill. */
  rect?: readonly [number, number, number, number];
}

/** Edges and gaps that leave room for the texts of all axes; undefined where there is none. */
export function tightPars(
  figure: Figure,
  renderer: Renderer,
  options: TightOptions = {},
): Partial<SubplotPars> | undefined {
  const { pad = 1.08, hPad, wPad, rect, titlePads = 1 } = options;
  const found = figure.axes.filter(({ spec, visible }) => spec !== undefined && visible);
  if (found.length === 0) return undefined;
  placeAxes(figure, renderer.dpi);
  const groups: { spec: SubplotSpec; axes: Axes[] }[] = [];
  for (const axes of found) {
    const spec = (axes.spec as SubplotSpec).topmost;
    const group = groups.find((each) => each.spec.equals(spec));
    if (group === undefined) groups.push({ spec, axes: [axes] });
    else group.axes.push(axes);
  }
  const rows = Math.max(...groups.map(({ spec }) => spec.grid.rows));
  const columns = Math.max(...groups.map(({ spec }) => spec.grid.columns));
  const [width, height] = [figure.pixelWidth(renderer.dpi), figure.pixelHeight(renderer.dpi)];
  const vertical = Array.from({ length: rows + 1 }, () => new Float64Array(columns));
  const horizontal = Array.from({ length: rows }, () => new Float64Array(columns + 1));
  for (const { spec, axes } of groups) {
    const cell = spec.position(figure.subplotpars);
    const tight = union(axes.map((each) => each.tightBox(renderer)).filter((box) => box !== undefined)) as Box;
    const [down, across] = [rows / spec.grid.rows, columns / spec.grid.columns];
    if (!Number.isInteger(down) || !Number.isInteger(across)) return undefined;
    const [r0, r1] = spec.rows.map((row) => row * down);
    const [c0, c1] = spec.columns.map((column) => column * across);
    for (let r = r0; r < r1; r++) {
      horizontal[r][c0] += cell.x0 - tight.x0 / width;
      horizontal[r][c1] += tight.x1 / width - cell.x1;
    }
    for (let c = c0; c < c1; c++) {
      vertical[r0][c] += tight.y1 / height - cell.y1;
      vertical[r1][c] += cell.y0 - tight.y0 / height;
    }
  }
  const most = (lists: readonly ArrayLike<number>[]): number =>
    Math.max(0, ...lists.flatMap((list) => Array.from(list)));
  const inch = rcParams["font.size"] / 72;
  const [figureWidth, figureHeight] = figure.figsize;
  const [padX, padY] = [(pad * inch) / figureWidth, (pad * inch) / figureHeight];
  let left = most(horizontal.map((row) => [row[0]])) + padX;
  let right = most(horizontal.map((row) => [row[columns]])) + padX;
  let top = most([vertical[0]]) + padY;
  let bottom = most([vertical[rows]]) + padY;
  const extra = figure.labelSizes(renderer);
  if (extra.top > 0) top += extra.top / height + padY * titlePads;
  if (extra.left > 0) left += extra.left / width + padX;
  if (extra.bottom > 0) bottom += extra.bottom / height + padY;
  if (rect !== undefined) {
    left += rect[0];
    bottom += rect[1];
    right += 1 - rect[2];
    top += 1 - rect[3];
  }
  // As matplotlib: where texts need more than there is, nothing changes.
  if (left + right >= 1 || top + bottom >= 1) return undefined;
  const pars: Partial<SubplotPars> = { left, right: 1 - right, bottom, top: 1 - top };
  if (columns > 1) {
    const gap =
      Math.max(...horizontal.flatMap((row) => Array.from(row.subarray(1, columns)))) +
      ((wPad ?? pad) * inch) / figureWidth;
    const size = (1 - left - right - gap * (columns - 1)) / columns;
    if (size < 0) return undefined;
    pars.wspace = gap / size;
  }
  if (rows > 1) {
    const gap =
      Math.max(...vertical.slice(1, rows).flatMap((row) => Array.from(row))) + ((hPad ?? pad) * inch) / figureHeight;
    const size = (1 - top - bottom - gap * (rows - 1)) / rows;
    if (size < 0) return undefined;
    pars.hspace = gap / size;
  }
  return pars;
}
