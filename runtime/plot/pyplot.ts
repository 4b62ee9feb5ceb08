/** Matplotlib's pyplot: calls that go to the current figure and axes. The marks come from `marks`. */

import { resolve } from "node:path";
import { host } from "../host.ts";
import { checkKeys, isOptions } from "../tensor/options.ts";
import type { Artist } from "./artists/artist.ts";
import type { Mappable } from "./artists/mappable.ts";
import type { TextOptions } from "./artists/text.ts";
import type { Axes, LabelOptions, TitleOptions } from "./axes/axes.ts";
import { GridSpec, type GridSpecOptions, type SubplotPars, type SubplotSpec } from "./axes/gridspec.ts";
import type { Legend, LegendOptions } from "./axes/legend.ts";
import type { AxisSetting, GridOptions, Limit, Limits, TickOptions, TickParams } from "./axes/settings.ts";
import type { Colorbar, ColorbarOptions } from "./figure/colorbar.ts";
import { type AddSubplotOptions, Figure, type FigureOptions, figureKeys } from "./figure/figure.ts";
import type { TightOptions } from "./figure/layout.ts";
import type { SaveOptions } from "./figure/save.ts";
import { useCurrentAxes } from "./marks/on-axes.ts";
import type { Axes3D } from "./three/axes3d.ts";
import type { ScaleName, ScaleOptions } from "./ticks/scales.ts";
import type { Data } from "./values.ts";

/** Axes as `subplots` gives them: one, a row or column, or rows of columns. */
export type Grid<Rows extends number, Columns extends number> = Rows extends 1
  ? Columns extends 1
    ? Axes
    : Axes[]
  : Columns extends 1
    ? Axes[]
    : Axes[][];

/** Which axes of a grid share an axis: all, those of a row, those of a column, or none. */
export type Sharing = boolean | "all" | "none" | "row" | "col";

export interface GridOfAxesOptions extends FigureOptions {
  sharex?: Sharing;
  sharey?: Sharing;
  /** Options of the grid: widthRatios, heightRatios, wspace, hspace. */
  gridspecKw?: GridSpecOptions;
  widthRatios?: readonly number[];
  heightRatios?: readonly number[];
  /** Whether single rows and columns lose their list; true. */
  squeeze?: boolean;
}

export interface SubplotsOptions<Rows extends number = number, Columns extends number = number>
  extends GridOfAxesOptions {
  nrows?: Rows;
  ncols?: Columns;
}

const gridKeys = ["nrows", "ncols", "sharex", "sharey", "gridspecKw", "widthRatios", "heightRatios", "squeeze"];

let open: { figure: Figure; number: number }[] = [];
let current: Axes | null = null;
let written = 0;
let listensTo: unknown = null;
let isInteractive = true;

/** In a notebook, what is open at the end of a cell is shown then. */
function listen(): void {
  const kernel = host();
  if (kernel === undefined || listensTo === kernel) return;
  listensTo = kernel;
  kernel.onCellEnd(() => {
    if (isInteractive) show();
  });
}

/** Begins a new figure, or with the number of an open one makes that the current one. */
export function figure(first?: number | FigureOptions, options?: FigureOptions): Figure {
  listen();
  const number = typeof first === "number" ? first : undefined;
  const known = open.find((each) => each.number === number);
  if (known !== undefined) {
    open = [...open.filter((each) => each !== known), known];
    current = known.figure.axes.at(-1) ?? null;
    return known.figure;
  }
  const made = new Figure(typeof first === "object" ? first : options);
  open.push({ figure: made, number: number ?? Math.max(0, ...open.map((each) => each.number)) + 1 });
  current = null;
  return made;
}

/** The current figure; a new one where there is none. */
export function gcf(): Figure {
  return open.at(-1)?.figure ?? figure();
}

/** The current axes; new ones where there are none. */
export function gca(): Axes {
  current ??= gcf().axes.findLast((axes) => axes.label !== "<colorbar>") ?? gcf().addSubplot();
  return current;
}

useCurrentAxes(gca);

/** Makes axes, and their figure, the current ones. */
export function sca(axes: Axes): void {
  const known = open.find((each) => each.figure === axes.figure);
  if (known !== undefined) open = [...open.filter((each) => each !== known), known];
  current = axes;
}

/** Numbers of the open figures. */
export function getFignums(): number[] {
  return open.map((each) => each.number).sort((a, b) => a - b);
}

/** Empties the current figure. */
export function clf(): void {
  gcf().clear();
  current = null;
}

/** Empties the current axes. */
export function cla(): void {
  gca().cla();
}

/** The axes at place `index`, from 1, of the current figure's grid, which become the current ones. */
export function subplot(
  rows: number | SubplotSpec = 1,
  columns?: number | AddSubplotOptions,
  index?: number | readonly [number, number],
  options?: AddSubplotOptions,
): Axes {
  const whole = gcf();
  const made = whole.addSubplot(rows, columns, index, options);
  const spec = made.spec as SubplotSpec;
  const same = whole.axes.find((axes) => axes !== made && axes.spec?.equals(spec));
  if (same !== undefined) whole.delaxes(made);
  current = same ?? made;
  return current;
}

/** Axes over several cells of a grid: `subplot2grid([3, 3], [0, 0], { colspan: 2 })`. */
export function subplot2grid(
  shape: readonly [number, number],
  location: readonly [number, number],
  { rowspan = 1, colspan = 1 }: { rowspan?: number; colspan?: number } = {},
): Axes {
  const grid = new GridSpec(shape[0], shape[1]);
  current = gcf().addSubplot(grid.at([location[0], location[0] + rowspan], [location[1], location[1] + colspan]));
  return current;
}

/** Axes at [left, bottom, width, height] in shares of the figure; without a place they fill its subplot area. */
export function axes(place: { projection: "3d" }): Axes3D;
export function axes(place?: readonly [number, number, number, number]): Axes;
export function axes(place?: readonly [number, number, number, number] | { projection: "3d" }): Axes {
  if (place === undefined) current = gcf().addSubplot();
  else current = "projection" in place ? gcf().addSubplot(place) : gcf().addAxes(place);
  return current;
}

/** A new figure with a grid of axes, as a list of rows where there are several of both. */
export function subplots<Rows extends number, Columns extends number>(
  nrows: Rows,
  ncols: Columns,
  options?: GridOfAxesOptions,
): [Figure, Grid<Rows, Columns>];
export function subplots<Rows extends number>(nrows: Rows, options?: SubplotsOptions<1, 1>): [Figure, Grid<Rows, 1>];
export function subplots<Rows extends number, Columns extends number>(
  options: GridOfAxesOptions & { nrows: Rows; ncols: Columns },
): [Figure, Grid<Rows, Columns>];
export function subplots<Rows extends number>(options: GridOfAxesOptions & { nrows: Rows }): [Figure, Grid<Rows, 1>];
export function subplots<Columns extends number>(
  options: GridOfAxesOptions & { ncols: Columns },
): [Figure, Grid<1, Columns>];
export function subplots(options?: GridOfAxesOptions): [Figure, Axes];
export function subplots(
  nrows?: number | SubplotsOptions,
  ncols?: number | SubplotsOptions,
  options?: GridOfAxesOptions,
): [Figure, Axes | Axes[] | Axes[][]] {
  const tail = ([nrows, ncols, options].find((value) => isOptions(value)) ?? {}) as SubplotsOptions;
  checkKeys("subplots", tail, [...figureKeys, ...gridKeys]);
  const rows = typeof nrows === "number" ? nrows : (tail.nrows ?? 1);
  const columns = typeof ncols === "number" ? ncols : (tail.ncols ?? 1);
  const { figsize, dpi, facecolor, layout, tightLayout, constrainedLayout } = tail;
  const { widthRatios, heightRatios } = tail;
  const grid = new GridSpec(rows, columns, {
    ...tail.gridspecKw,
    ...(widthRatios && { widthRatios }),
    ...(heightRatios && { heightRatios }),
  });
  const made = figure({ figsize, dpi, facecolor, layout, tightLayout, constrainedLayout });
  const cells = axesOf(made, grid, tail);
  current = made.axes.at(-1) as Axes;
  if (tail.squeeze === false) return [made, cells];
  const flat = rows === 1 ? cells[0] : columns === 1 ? cells.map(([first]) => first) : cells;
  return [made, rows === 1 && columns === 1 ? cells[0][0] : flat];
}

function axesOf(made: Figure, grid: GridSpec, { sharex = false, sharey = false }: GridOfAxesOptions): Axes[][] {
  for (const [name, sharing] of [
    ["sharex", sharex],
    ["sharey", sharey],
  ] as const)
    if (![true, false, "all", "none", "row", "col"].includes(sharing))
      throw new RangeError(
        `'${String(sharing)}' is not a valid value for ${name}; supported values are true, false, 'all', 'none', 'row', 'col'`,
      );
  const cells: Axes[][] = [];
  for (let row = 0; row < grid.rows; row++) {
    cells.push([]);
    for (let column = 0; column < grid.columns; column++) {
      const first = (sharing: Sharing): Axes | undefined =>
        sharing === true || sharing === "all"
          ? cells[0][0]
          : sharing === "row"
            ? cells[row][0]
            : sharing === "col"
              ? cells[0][column]
              : undefined;
      cells[row].push(made.addSubplot(grid.at(row, column), { sharex: first(sharex), sharey: first(sharey) }));
    }
  }
  // What rows or columns share is written once, at the edge of the grid.
  for (const [row, list] of cells.entries())
    for (const [column, each] of list.entries()) {
      if ((sharex === true || sharex === "all" || sharex === "col") && row < grid.rows - 1)
        each.xaxis.ticksOn.labelLow = false;
      if ((sharey === true || sharey === "all" || sharey === "row") && column > 0) each.yaxis.ticksOn.labelLow = false;
    }
  return cells;
}

/** Axes by name, from a picture of the grid: `subplotMosaic("AB;CC")` or rows of names; "." is left empty. */
export function subplotMosaic(
  mosaic: string | readonly (readonly string[])[],
  options: GridOfAxesOptions & { emptySentinel?: string } = {},
): [Figure, Record<string, Axes>] {
  checkKeys("subplotMosaic", options, [...figureKeys, ...gridKeys, "emptySentinel"]);
  const rows =
    typeof mosaic === "string"
      ? mosaic
          .split(/[;\n]/)
          .map((row) => [...row.trim()])
          .filter((row) => row.length > 0)
      : mosaic.map((row) => [...row]);
  const [height, width] = [rows.length, rows[0]?.length ?? 0];
  if (height === 0 || rows.some((row) => row.length !== width))
    throw new RangeError("subplotMosaic(): all rows must be the same length");
  const {
    figsize,
    dpi,
    facecolor,
    layout,
    tightLayout,
    constrainedLayout,
    widthRatios,
    heightRatios,
    emptySentinel = ".",
  } = options;
  const grid = new GridSpec(height, width, {
    ...options.gridspecKw,
    ...(widthRatios && { widthRatios }),
    ...(heightRatios && { heightRatios }),
  });
  const made = figure({ figsize, dpi, facecolor, layout, tightLayout, constrainedLayout });
  const named: Record<string, Axes> = {};
  for (const name of new Set(rows.flat())) {
    if (name === emptySentinel) continue;
    const places = rows.flatMap((row, r) => row.flatMap((each, c) => (each === name ? [[r, c] as const] : [])));
    const [r0, r1] = [Math.min(...places.map(([r]) => r)), Math.max(...places.map(([r]) => r)) + 1];
    const [c0, c1] = [Math.min(...places.map(([, c]) => c)), Math.max(...places.map(([, c]) => c)) + 1];
    if (places.length !== (r1 - r0) * (c1 - c0)) throw new RangeError(`subplotMosaic(): '${name}' is not a rectangle`);
    const first = Object.values(named)[0];
    named[name] = made.addSubplot(grid.at([r0, r1], [c0, c1]), {
      sharex: options.sharex ? first : undefined,
      sharey: options.sharey ? first : undefined,
    });
  }
  current = made.axes.at(-1) ?? null;
  return [made, named];
}

export function title(label: string, options?: TitleOptions): void {
  gca().setTitle(label, options);
}

export function suptitle(text: string, options?: TextOptions & { x?: number; y?: number }): void {
  gcf().suptitle(text, options);
}

/** Text at a place in shares of the figure. */
export function figtext(x: number, y: number, text: string, options?: TextOptions): void {
  gcf().text(x, y, text, options);
}

export function xlabel(label: string, options?: LabelOptions): void {
  gca().setXlabel(label, options);
}

export function ylabel(label: string, options?: LabelOptions): void {
  gca().setYlabel(label, options);
}

/** Sets the limits of x, and gives them. */
export function xlim(left?: Limit | readonly [Limit, Limit] | Limits, right?: Limit): [number, number] {
  return left === undefined && right === undefined ? gca().getXlim() : gca().setXlim(left, right);
}

export function ylim(bottom?: Limit | readonly [Limit, Limit] | Limits, top?: Limit): [number, number] {
  return bottom === undefined && top === undefined ? gca().getYlim() : gca().setYlim(bottom, top);
}

/** Sets ticks and their texts: `xticks([0, 1], ["no", "yes"])`, or how they look: `xticks({ rotation: 45 })`. Gives both. */
export function xticks(
  ticks?: Data | TickOptions,
  labels?: readonly unknown[] | TickOptions,
  options?: TickOptions,
): [number[], string[]] {
  return ticksOf("x", ticks, labels, options);
}

export function yticks(
  ticks?: Data | TickOptions,
  labels?: readonly unknown[] | TickOptions,
  options?: TickOptions,
): [number[], string[]] {
  return ticksOf("y", ticks, labels, options);
}

function ticksOf(
  which: "x" | "y",
  ticks?: Data | TickOptions,
  labels?: readonly unknown[] | TickOptions,
  options?: TickOptions,
): [number[], string[]] {
  const on = gca();
  const [setTicks, getTicks, getLabels] =
    which === "x"
      ? ([on.setXticks, on.getXticks, on.getXticklabels] as const)
      : ([on.setYticks, on.getYticks, on.getYticklabels] as const);
  const tail = [ticks, labels, options].find((value) => isOptions(value)) as TickOptions | undefined;
  const texts = Array.isArray(labels) ? labels : undefined;
  if (ticks !== undefined && !isOptions(ticks)) setTicks.call(on, ticks as Data, texts, tail);
  else if (tail !== undefined) {
    const axis = which === "x" ? on.xaxis : on.yaxis;
    const { state } = axis;
    const { locator, formatter } = state;
    setTicks.call(on, [], undefined, tail);
    Object.assign(state, { locator, formatter });
  }
  return [getTicks.call(on), getLabels.call(on)];
}

export function xscale(name: ScaleName, options?: ScaleOptions): void {
  gca().setXscale(name, options);
}

export function yscale(name: ScaleName, options?: ScaleOptions): void {
  gca().setYscale(name, options);
}

/** @see Axes.axis */
export function axis(setting?: AxisSetting): [number, number, number, number] {
  return gca().axis(setting);
}

/** @see Axes.grid */
export function grid(visible?: boolean | GridOptions, options?: GridOptions): void {
  gca().grid(visible, options);
}

export function margins(first: number | { x?: number; y?: number }, second?: number): void {
  gca().margins(first, second);
}

export function tickParams(params?: "x" | "y" | "both" | TickParams, options?: TickParams): void {
  gca().tickParams(params, options);
}

export function ticklabelFormat(options?: Parameters<Axes["ticklabelFormat"]>[0]): void {
  gca().ticklabelFormat(options);
}

export function locatorParams(options: Parameters<Axes["locatorParams"]>[0]): void {
  gca().locatorParams(options);
}

export function minorticksOn(): void {
  gca().minorticksOn();
}

export function minorticksOff(): void {
  gca().minorticksOff();
}

/** Hides or shows the frame. */
export function box(on = true): void {
  for (const spine of Object.values(gca().spines)) spine.visible = on;
}

/** @see Axes.legend */
export function legend(
  first?: readonly Artist[] | readonly string[] | LegendOptions,
  second?: readonly string[] | LegendOptions,
  third?: LegendOptions,
): Legend {
  return gca().legend(first, second, third);
}

/** Explains the colours of the given or the latest image, scatter or contours. */
export function colorbar(mappable?: Mappable | ColorbarOptions, options: ColorbarOptions = {}): Colorbar {
  const given = isOptions(mappable) ? undefined : (mappable as Mappable | undefined);
  const settings = isOptions(mappable) ? (mappable as ColorbarOptions) : options;
  const found = given ?? gca().mappable;
  if (found === undefined)
    throw new TypeError(
      "No mappable was found to use for colorbar creation. First define a mappable such as an image (with imshow) or a contour set (with contourf).",
    );
  return gcf().colorbar(found, { ...settings, ax: settings.ax ?? (given === undefined ? gca() : undefined) });
}

/** The ends of the colour map of the latest image. */
export function clim(vmin: number, vmax: number): void {
  gca().mappable?.map?.setClim(vmin, vmax);
}

export function twinx(): Axes {
  current = gca().twinx();
  return current;
}

export function twiny(): Axes {
  current = gca().twiny();
  return current;
}

export function subplotsAdjust(pars: Partial<SubplotPars>): void {
  gcf().subplotsAdjust(pars);
}

/** Makes room for the texts that are there now. */
export function tightLayout(options?: TightOptions): void {
  gcf().tightLayout(options);
}

/** Makes room for texts when the figure is drawn. */
export function constrainedLayout(): void {
  gcf().setLayoutEngine("constrained");
}

/** Writes the current figure; the name's end says as what: PNG, SVG or PDF. */
export function savefig(path: string, options?: SaveOptions & { format?: "png" | "svg" | "pdf" }): void {
  gcf().savefig(path, options);
}

/** Forgets the current figure, the given one or the one of that number, or "all". */
export function close(which?: Figure | number | "all"): void {
  const gone = which ?? open.at(-1)?.figure;
  open = which === "all" ? [] : open.filter((each) => each.figure !== gone && each.number !== gone);
  current = null;
}

/** Figures are shown at the end of a cell; they are anyway. */
export function ion(): void {
  isInteractive = true;
}

/** Figures are shown by `show` only. */
export function ioff(): void {
  isInteractive = false;
}

/** Shows the open figures and forgets them: in a notebook below the cell; in a script it writes PNG files and says where. */
export function show(): void {
  const shown = open.map((each) => each.figure).filter(({ isEmpty }) => !isEmpty);
  close("all");
  const kernel = host();
  for (const each of shown) {
    if (kernel !== undefined) {
      kernel.display({ "text/plain": String(each), "image/png": each.toPng({ bbox: "tight" }).toString("base64") });
      continue;
    }
    const path = resolve(`figure-${++written}.png`);
    each.savefig(path);
    console.log(`${each}: ${path}`);
  }
}
