/** Matplotlib's pyplot: calls that go to the current figure and axes. */

import { resolve } from "node:path";
import { host } from "../host.ts";
import { isOptions } from "../tensor/options.ts";
import type { Image as Picture } from "../vision/image.ts";
import type { Axes, AxisSetting, ImshowOptions, PlotOptions } from "./axes.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import type { Location } from "./legend.ts";
import type { Image } from "./marks/image.ts";
import type { Line } from "./marks/line.ts";
import type { Data } from "./values.ts";

/** Axes as `subplots` gives them: one, a row or column, or rows of columns. */
export type Grid<Rows extends number, Columns extends number> = Rows extends 1
  ? Columns extends 1
    ? Axes
    : Axes[]
  : Columns extends 1
    ? Axes[]
    : Axes[][];

export interface SubplotsOptions<Rows extends number = number, Columns extends number = number> extends FigureOptions {
  nrows?: Rows;
  ncols?: Columns;
}

let open: Figure[] = [];
let current: Axes | null = null;
let written = 0;
let listensTo: unknown = null;

/** In a notebook, what is open at the end of a cell is shown then. */
function listen(): void {
  const kernel = host();
  if (kernel === undefined || listensTo === kernel) return;
  listensTo = kernel;
  kernel.onCellEnd(show);
}

/** Begins a new figure. */
export function figure(options: FigureOptions = {}): Figure {
  listen();
  const made = new Figure(options);
  open.push(made);
  current = null;
  return made;
}

/** The current figure; a new one where there is none. */
export function gcf(): Figure {
  return open.at(-1) ?? figure();
}

/** The current axes; new ones where there are none. */
export function gca(): Axes {
  current ??= gcf().axes.at(-1) ?? gcf().addSubplot();
  return current;
}

/** The axes at place `index`, from 1, of the current figure's grid, which become the current ones. */
export function subplot(rows = 1, columns?: number, index?: number): Axes {
  const axes = gcf();
  const before = axes.axes.length;
  const made = axes.addSubplot(rows, columns, index);
  const same = axes.axes.slice(0, before).find(({ place }) => place.join() === made.place.join());
  if (same !== undefined) axes.axes.pop();
  current = same ?? made;
  return current;
}

/** A new figure with a grid of axes, as a list of rows where there are several of both. */
export function subplots<Rows extends number = 1, Columns extends number = 1>(
  nrows?: Rows | SubplotsOptions<Rows, Columns>,
  ncols?: Columns | Omit<SubplotsOptions<Rows, Columns>, "nrows">,
  options?: FigureOptions,
): [Figure, Grid<Rows, Columns>] {
  const tail = [nrows, ncols, options].find((value) => isOptions(value)) as SubplotsOptions | undefined;
  const rows = typeof nrows === "number" ? nrows : (tail?.nrows ?? 1);
  const columns = typeof ncols === "number" ? ncols : (tail?.ncols ?? 1);
  const made = figure({ figsize: tail?.figsize, dpi: tail?.dpi });
  const grid = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => made.addSubplot(rows, columns, row * columns + column + 1)),
  );
  current = made.axes.at(-1) as Axes;
  const flat = rows === 1 ? grid[0] : columns === 1 ? grid.map(([axes]) => axes) : grid;
  return [made, (rows === 1 && columns === 1 ? grid[0][0] : flat) as Grid<Rows, Columns>];
}

/** @see Axes.plot */
export function plot(...args: (Data | string | PlotOptions)[]): Line[] {
  return gca().plot(...args);
}

/** @see Axes.imshow */
export function imshow(image: Data | Picture, options?: ImshowOptions | string): Image {
  return gca().imshow(image, options);
}

export function title(label: string): void {
  gca().setTitle(label);
}

export function suptitle(text: string): void {
  gcf().suptitle(text);
}

export function xlabel(label: string): void {
  gca().setXlabel(label);
}

export function ylabel(label: string): void {
  gca().setYlabel(label);
}

export function xlim(left: number, right: number): void {
  gca().setXlim(left, right);
}

export function ylim(bottom: number, top: number): void {
  gca().setYlim(bottom, top);
}

/** @see Axes.axis */
export function axis(setting: AxisSetting): void {
  gca().axis(setting);
}

/** @see Axes.grid */
export function grid(visible = true): void {
  gca().grid(visible);
}

/** @see Axes.legend */
export function legend(options?: { loc?: Location }): void {
  gca().legend(options);
}

/** Writes the current figure as PNG. */
export function savefig(path: string): void {
  gcf().savefig(path);
}

/** Forgets the current figure, the given one, or "all". */
export function close(which?: Figure | "all"): void {
  const gone = which ?? open.at(-1);
  open = which === "all" ? [] : open.filter((each) => each !== gone);
  current = null;
}

/** Shows the open figures and forgets them: in a notebook below the cell; in a script it writes PNG files and says where. */
export function show(): void {
  const shown = open.filter(({ isEmpty }) => !isEmpty);
  close("all");
  const kernel = host();
  for (const each of shown) {
    if (kernel !== undefined) {
      kernel.display({ "text/plain": String(each), "image/png": each.toPng().toString("base64") });
      continue;
    }
    const path = resolve(`figure-${++written}.png`);
    each.savefig(path);
    console.log(`${each}: ${path}`);
  }
}
