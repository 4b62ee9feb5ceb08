/** A figure: axes in rows and columns, drawn as PNG, SVG or PDF. */

import { displaySymbol, type MimeBundle } from "../../host.ts";
import { checkKeys } from "../../tensor/options.ts";
import { inspectSymbol } from "../artists/artist.ts";
import type { Mappable } from "../artists/mappable.ts";
import { type TextOptions, textStyle } from "../artists/text.ts";
import { Axes } from "../axes/axes.ts";
import { GridSpec, type GridSpecOptions, type SubplotPars, SubplotSpec } from "../axes/gridspec.ts";
import type { LegendOptions } from "../axes/legend.ts";
import { type Color, rgbaOf } from "../color/color.ts";
import { rcParams } from "../rc-params.ts";
import { type Box, union } from "../render/box.ts";
import { Renderer } from "../render/renderer.ts";
import type { TextStyle } from "../render/text.ts";
import { Axes3D } from "../three/axes3d.ts";
import { addColorbar, type Colorbar, type ColorbarOptions } from "./colorbar.ts";
import { placeAxes, positionOf, type TightOptions, tightPars } from "./layout.ts";
import { bytesOf, type SaveOptions, saveFigure } from "./save.ts";

export type Layout = "tight" | "constrained" | "none" | null;

export interface FigureOptions {
  /** Width and height in inches; [6.4, 4.8]. */
  figsize?: readonly [number, number];
  /** Pixels of an inch; 100. */
  dpi?: number;
  facecolor?: Color;
  /** Makes room for texts when the figure is drawn. */
  layout?: Layout;
  tightLayout?: boolean;
  constrainedLayout?: boolean;
}

export const figureKeys = ["figsize", "dpi", "facecolor", "layout", "tightLayout", "constrainedLayout"];

export interface AddSubplotOptions {
  /** "3d": axes with three dimensions. */
  projection?: "3d";
  sharex?: Axes;
  sharey?: Axes;
  title?: string;
  xlabel?: string;
  ylabel?: string;
}

/** Matplotlib's constrained layout has three points on each side of axes. */
const constrainedPads = { pad: 0.3, hPad: 0.6, wPad: 0.6, titlePads: 2 };
const longest = 2 ** 15;
/** Places of the figure's own texts. */
const [titleTop, labelLeft, labelBottom] = [0.98, 0.02, 0.01];

interface FigureText {
  text: string;
  x: number;
  y: number;
  style: TextStyle;
}

export class Figure {
  figsize: readonly [number, number];
  dpi: number;
  facecolor: Color;
  readonly axes: Axes[] = [];
  readonly subplotpars: SubplotPars;
  layout: Layout;
  #title: FigureText | undefined;
  #xlabel: FigureText | undefined;
  #ylabel: FigureText | undefined;
  readonly #texts: FigureText[] = [];
  #legend: { axes: Axes; options: LegendOptions } | undefined;

  constructor(options: FigureOptions = {}) {
    checkKeys("figure", options, figureKeys);
    const {
      figsize = rcParams["figure.figsize"],
      dpi = rcParams["figure.dpi"],
      facecolor = rcParams["figure.facecolor"],
    } = options;
    const [width, height] = figsize;
    if (!(width > 0 && height > 0 && dpi > 0 && width * dpi < longest && height * dpi < longest))
      throw new RangeError(
        `figure size must be positive and less than ${longest} pixels, got [${figsize}] at ${dpi} dpi`,
      );
    rgbaOf(facecolor, undefined, "facecolor");
    this.figsize = [width, height];
    this.dpi = dpi;
    this.facecolor = facecolor;
    const {
      tightLayout = rcParams["figure.autolayout"],
      constrainedLayout = rcParams["figure.constrained_layout.use"],
    } = options;
    this.layout = options.layout ?? (constrainedLayout ? "constrained" : tightLayout ? "tight" : null);
    this.subplotpars = {
      left: rcParams["figure.subplot.left"],
      right: rcParams["figure.subplot.right"],
      bottom: rcParams["figure.subplot.bottom"],
      top: rcParams["figure.subplot.top"],
      wspace: rcParams["figure.subplot.wspace"],
      hspace: rcParams["figure.subplot.hspace"],
    };
  }

  /** @internal */
  pixelWidth(dpi = this.dpi): number {
    return Math.max(1, Math.floor(this.figsize[0] * dpi + 1e-6));
  }

  /** @internal */
  pixelHeight(dpi = this.dpi): number {
    return Math.max(1, Math.floor(this.figsize[1] * dpi + 1e-6));
  }

  setSizeInches(width: number | readonly [number, number], height?: number): this {
    const size = typeof width === "number" ? [width, height ?? this.figsize[1]] : width;
    this.figsize = [size[0], size[1]];
    return this;
  }

  /** Axes with three dimensions, over the whole figure or at a place of a grid. */
  addSubplot(options: AddSubplotOptions & { projection: "3d" }): Axes3D;
  addSubplot(
    rows: number | SubplotSpec,
    columns: number,
    index: number | readonly [number, number],
    options: AddSubplotOptions & { projection: "3d" },
  ): Axes3D;
  addSubplot(rows: number | SubplotSpec, options: AddSubplotOptions & { projection: "3d" }): Axes3D;
  /** The axes at place `index`, from 1, of a grid; `addSubplot(234)` is `addSubplot(2, 3, 4)`. A list is the first and the last place. */
  addSubplot(
    rows?: number | SubplotSpec,
    columns?: number | AddSubplotOptions,
    index?: number | readonly [number, number],
    options?: AddSubplotOptions,
  ): Axes;
  addSubplot(
    place: number | SubplotSpec | AddSubplotOptions = 1,
    columns?: number | AddSubplotOptions,
    index: number | readonly [number, number] = 1,
    options: AddSubplotOptions = {},
  ): Axes {
    const isGiven = typeof place === "object" && !(place instanceof SubplotSpec);
    const rows = isGiven ? 1 : place;
    const given = isGiven ? place : typeof columns === "object" ? columns : options;
    if (given.projection !== undefined && given.projection !== "3d")
      throw new RangeError(`Unknown projection '${String(given.projection)}': supported is '3d'`);
    const shared = { x: given.sharex, y: given.sharey };
    let spec: SubplotSpec;
    if (rows instanceof SubplotSpec) spec = rows;
    else {
      if (typeof columns !== "number" && rows > 99)
        return this.addSubplot(Math.floor(rows / 100), Math.floor(rows / 10) % 10, rows % 10, given);
      const count = typeof columns === "number" ? columns : 1;
      const grid = new GridSpec(rows, count);
      const [first, last] = typeof index === "number" ? [index, index] : index;
      for (const place of [first, last])
        if (!Number.isInteger(place) || place < 1 || place > rows * count)
          throw new RangeError(`num must be an integer with 1 <= num <= ${rows * count}, not ${place}`);
      const [from, to] = [first - 1, last - 1];
      spec = new SubplotSpec(
        grid,
        [Math.floor(from / count), Math.floor(to / count) + 1],
        [Math.min(from % count, to % count), Math.max(from % count, to % count) + 1],
      );
    }
    const axes = given.projection === "3d" ? new Axes3D(this, spec) : new Axes(this, spec, shared);
    this.axes.push(axes);
    if (given.title !== undefined) axes.setTitle(given.title);
    if (given.xlabel !== undefined) axes.setXlabel(given.xlabel);
    if (given.ylabel !== undefined) axes.setYlabel(given.ylabel);
    return axes;
  }

  /** Axes at [left, bottom, width, height] in shares of the figure. */
  addAxes(place: readonly [number, number, number, number] | SubplotSpec): Axes {
    const axes = new Axes(this, place);
    this.axes.push(axes);
    return axes;
  }

  addGridspec(rows = 1, columns = 1, options: GridSpecOptions = {}): GridSpec {
    return new GridSpec(rows, columns, options);
  }

  /** Takes axes off. */
  delaxes(axes: Axes): void {
    const at = this.axes.indexOf(axes);
    if (at >= 0) this.axes.splice(at, 1);
    for (const axis of [axes.xaxis, axes.yaxis]) {
      const place = axis.state.members.indexOf(axis);
      if (place >= 0 && axis.state.members.length > 1) axis.state.members.splice(place, 1);
    }
  }

  /** Takes everything off. */
  clear(): void {
    this.axes.length = 0;
    this.#texts.length = 0;
    this.#title = undefined;
    this.#xlabel = undefined;
    this.#ylabel = undefined;
    this.#legend = undefined;
  }

  clf(): void {
    this.clear();
  }

  /** A title above all axes. */
  suptitle(text: string, options: TextOptions & { x?: number; y?: number } = {}): this {
    const { x = 0.5, y = titleTop, ...rest } = options;
    const style = textStyle({
      fontsize: rcParams["figure.titlesize"],
      weight: rcParams["figure.titleweight"],
      ha: "center",
      va: "top",
      ...rest,
    });
    this.#title = { text: String(text), x, y, style };
    return this;
  }

  /** A label below all axes. */
  supxlabel(text: string, options: TextOptions = {}): this {
    this.#xlabel = {
      text: String(text),
      x: 0.5,
      y: labelBottom,
      style: textStyle({ fontsize: "large", ha: "center", va: "bottom", ...options }),
    };
    return this;
  }

  /** A label left of all axes. */
  supylabel(text: string, options: TextOptions = {}): this {
    const style = textStyle({
      fontsize: "large",
      ha: "left",
      va: "center",
      rotation: 90,
      rotationMode: "anchor",
      ...options,
    });
    this.#ylabel = { text: String(text), x: labelLeft, y: 0.5, style: { ...style, ha: "center", va: "top" } };
    return this;
  }

  /** Text at a place in shares of the figure. */
  text(x: number, y: number, text: string, options: TextOptions = {}): this {
    this.#texts.push({ text: String(text), x, y, style: textStyle(options) });
    return this;
  }

  /** One legend for the marks of all axes. */
  legend(options: LegendOptions = {}): this {
    const axes = new Axes(this, [0, 0, 1, 1]);
    const all = this.axes
      .flatMap((each) => each.artists)
      .filter(({ label, drawKey }) => drawKey !== undefined && label !== "" && !label.startsWith("_"));
    axes.legend({ loc: "upper right", handles: all, ...options });
    this.#legend = { axes, options };
    return this;
  }

  /** Explains the colours of an image, a scatter or contours. */
  colorbar(mappable: Mappable, options: ColorbarOptions = {}): Colorbar {
    const owner = (mappable as { axes?: Axes }).axes;
    const given = options.ax === undefined ? [owner ?? this.axes.at(-1)] : [options.ax].flat(2);
    const parents = given.filter((axes): axes is Axes => axes instanceof Axes);
    if (parents.length === 0 && options.cax === undefined)
      throw new TypeError("colorbar(): unable to determine Axes to steal space for: give ax or cax");
    return addColorbar(this, mappable, options, parents);
  }

  subplotsAdjust(pars: Partial<SubplotPars>): this {
    checkKeys("subplotsAdjust", pars, ["left", "right", "bottom", "top", "wspace", "hspace"]);
    const next = { ...this.subplotpars, ...pars };
    if (next.left >= next.right)
      throw new RangeError(`subplotsAdjust(): left (${next.left}) cannot be >= right (${next.right})`);
    if (next.bottom >= next.top)
      throw new RangeError(`subplotsAdjust(): bottom (${next.bottom}) cannot be >= top (${next.top})`);
    Object.assign(this.subplotpars, next);
    return this;
  }

  /** Makes room for the texts that are there now. */
  tightLayout(options: TightOptions = {}): this {
    checkKeys("tightLayout", options, ["pad", "hPad", "wPad", "rect"]);
    const pars = tightPars(this, this.#ruler(this.dpi), options);
    if (pars !== undefined) Object.assign(this.subplotpars, pars);
    return this;
  }

  setLayoutEngine(layout: Layout): this {
    this.layout = layout;
    return this;
  }

  /** Turns the texts of dates so that they do not touch. */
  autofmtXdate({ rotation = 30, ha = "right" }: { rotation?: number; ha?: TextStyle["ha"] } = {}): this {
    for (const { xaxis } of this.axes) {
      xaxis.major.labelrotation = rotation;
      xaxis.tickAlign.ha = ha;
    }
    return this.subplotsAdjust({ bottom: 0.2 });
  }

  /** @internal In shares of the figure. */
  positionOf(axes: Axes): Box {
    return positionOf(this, axes);
  }

  /** @internal Sizes of the figure's own texts in pixels. */
  labelSizes(renderer: Renderer): { top: number; left: number; bottom: number } {
    const size = (text: FigureText | undefined): Box | undefined =>
      text && renderer.measure(text.text, 0, 0, text.style);
    const [title, x, y] = [size(this.#title), size(this.#xlabel), size(this.#ylabel)];
    return { top: title ? title.y1 - title.y0 : 0, left: y ? y.x1 - y.x0 : 0, bottom: x ? x.y1 - x.y0 : 0 };
  }

  #ruler(dpi: number): Renderer {
    return new Renderer(1, 1, dpi);
  }

  /** @internal Gives all axes their boxes. */
  laidOut(dpi = this.dpi): Renderer {
    const ruler = this.#ruler(dpi);
    if (this.layout === "tight" || this.layout === "constrained") {
      const options = this.layout === "tight" ? {} : constrainedPads;
      for (let i = 0; i < 2; i++) {
        const pars = tightPars(this, ruler, options);
        if (pars !== undefined) Object.assign(this.subplotpars, pars);
      }
    }
    placeAxes(this, dpi);
    return ruler;
  }

  #allTexts(): FigureText[] {
    return [this.#title, this.#xlabel, this.#ylabel, ...this.#texts].filter((text) => text !== undefined);
  }

  /** @internal Draws everything but the background. */
  drawOn(renderer: Renderer): void {
    const [width, height] = [this.pixelWidth(renderer.dpi), this.pixelHeight(renderer.dpi)];
    for (const axes of [...this.axes].sort((a, b) => a.zorder - b.zorder)) axes.draw(renderer);
    // A constrained layout moves a title that was not placed to the top.
    const top = this.layout === "constrained" ? 1 - renderer.px(3) / height : undefined;
    for (const each of this.#allTexts()) {
      const isMoved = top !== undefined && each === this.#title && each.y === titleTop;
      renderer.text(each.text, each.x * width, (isMoved ? top : each.y) * height, each.style);
    }
    if (this.#legend !== undefined) {
      this.#legend.axes.box = { x0: 0, y0: 0, x1: width, y1: height };
      this.#legend.axes.legendBox?.draw(renderer);
    }
  }

  /** @internal Around all that is drawn, in pixels. */
  tightBox(renderer: Renderer): Box {
    const [width, height] = [this.pixelWidth(renderer.dpi), this.pixelHeight(renderer.dpi)];
    const texts = this.#allTexts().map(({ text, x, y, style }) => renderer.measure(text, x * width, y * height, style));
    if (this.#legend !== undefined) this.#legend.axes.box = { x0: 0, y0: 0, x1: width, y1: height };
    const legend = this.#legend?.axes.legendBox?.extent(renderer);
    const boxes = [...this.axes.map((axes) => axes.tightBox(renderer)), ...texts, legend].filter(
      (box) => box !== undefined,
    );
    return union(boxes) ?? { x0: 0, y0: 0, x1: width, y1: height };
  }

  /** Whether there is nothing to see. */
  get isEmpty(): boolean {
    return this.axes.length === 0 && this.#allTexts().length === 0;
  }

  /** The figure as PNG; with `bbox` "tight" cut to what is drawn. */
  toPng(options: SaveOptions = {}): Buffer {
    return bytesOf(this, "png", options);
  }

  toSvg(options: SaveOptions = {}): string {
    return bytesOf(this, "svg", options).toString("utf8");
  }

  toPdf(options: SaveOptions = {}): Buffer {
    return bytesOf(this, "pdf", options);
  }

  /** Writes the figure; the name's end, or `format`, says as what: PNG, SVG or PDF. */
  savefig(path: string, options: SaveOptions & { format?: "png" | "svg" | "pdf" } = {}): void {
    saveFigure(this, path, options);
  }

  toString(): string {
    return `<Figure size ${this.pixelWidth()}x${this.pixelHeight()} with ${this.axes.length} Axes>`;
  }

  [inspectSymbol](): string {
    return this.toString();
  }

  [displaySymbol](): MimeBundle {
    return { "text/plain": this.toString(), "image/png": this.toPng({ bbox: "tight" }).toString("base64") };
  }
}
