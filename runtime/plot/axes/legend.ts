/** The box that names an axes' marks. */

import { checkKeys } from "../../tensor/options.ts";
import type { Artist } from "../artists/artist.ts";
import { textStyle } from "../artists/text.ts";
import { type Color, rgbaOf } from "../color/color.ts";
import { type FontSize, rcParams } from "../rc-params.ts";
import type { Box } from "../render/box.ts";
import type { Points, Renderer } from "../render/renderer.ts";
import type { Axes } from "./axes.ts";

const locations = [
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

export interface LegendOptions {
  /** Where; "best" covers the least. A number is matplotlib's code. */
  loc?: Location | number;
  /** A point in shares of the axes, or a box [x, y, width, height], that `loc` is counted from. */
  bboxToAnchor?: readonly number[];
  ncol?: number;
  ncols?: number;
  title?: string;
  fontsize?: FontSize;
  titleFontsize?: FontSize;
  frameon?: boolean;
  framealpha?: number;
  facecolor?: Color;
  edgecolor?: Color;
  labelcolor?: Color;
  fancybox?: boolean;
  shadow?: boolean;
  handles?: readonly Artist[];
  labels?: readonly string[];
  markerscale?: number;
  /** Lengths in font sizes. */
  handlelength?: number;
  handletextpad?: number;
  labelspacing?: number;
  columnspacing?: number;
  borderpad?: number;
  borderaxespad?: number;
}

const keys =
  "loc bboxToAnchor ncol ncols title fontsize titleFontsize frameon framealpha facecolor edgecolor labelcolor fancybox shadow handles labels markerscale handlelength handletextpad labelspacing columnspacing borderpad borderaxespad".split(
    " ",
  );

interface Entry {
  readonly artist: Artist;
  readonly label: string;
}

interface Laid {
  readonly box: Box;
  readonly rowHeights: readonly (readonly number[])[];
  readonly columnWidths: readonly number[];
  readonly columns: readonly (readonly Entry[])[];
}

/** Of the parts of a text's line, in font sizes, above and below its baseline. */
const [lineAscent, lineDescent] = [0.75977, 0.24023];
const handleHeight = 0.7;

export class Legend {
  readonly axes: Axes;
  readonly options: LegendOptions;
  readonly #given: readonly Entry[] | undefined;

  constructor(
    axes: Axes,
    first?: readonly Artist[] | readonly string[] | LegendOptions,
    second?: readonly string[] | LegendOptions,
    third?: LegendOptions,
  ) {
    const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
    const options = [first, second, third].find((value) => value !== undefined && !isList(value)) as
      | LegendOptions
      | undefined;
    checkKeys("legend", options, keys);
    this.axes = axes;
    this.options = options ?? {};
    const { loc } = this.options;
    if (loc !== undefined && !(typeof loc === "number" ? loc in locations : locations.includes(loc)))
      throw new RangeError(
        `'${loc}' is not a valid value for loc; supported values are ${locations.map((each) => `'${each}'`).join(", ")}`,
      );
    let handles = this.options.handles;
    let labels = this.options.labels;
    if (isList(first) && isList(second)) [handles, labels] = [first as readonly Artist[], second];
    else if (isList(first)) {
      if (first.every((each) => typeof each === "string")) labels = first as readonly string[];
      else handles = first as readonly Artist[];
    }
    if (handles !== undefined || labels !== undefined) {
      const found =
        handles ?? axes.artists.filter((artist) => artist.drawKey !== undefined && artist.label !== "_nolegend_");
      const count = Math.min(found.length, labels?.length ?? found.length);
      this.#given = found.slice(0, count).map((artist, i) => ({ artist, label: String(labels?.[i] ?? artist.label) }));
    }
  }

  /** What it lists. */
  entries(): readonly Entry[] {
    if (this.#given !== undefined) return this.#given;
    const all = this.axes.artists;
    const named = all.filter(({ label, drawKey }) => drawKey !== undefined && label !== "" && !label.startsWith("_"));
    const isContainer = (artist: Artist): boolean => "isContainer" in artist;
    return [...named.filter((artist) => !isContainer(artist)), ...named.filter(isContainer)].map((artist) => ({
      artist,
      label: artist.label,
    }));
  }

  /** The texts, in their order. */
  getTexts(): string[] {
    return this.entries().map(({ label }) => label);
  }

  #style() {
    const { fontsize = rcParams["legend.fontsize"], labelcolor = rcParams["text.color"] } = this.options;
    return textStyle({ fontsize, color: labelcolor, ha: "left", va: "baseline" });
  }

  #titleStyle() {
    const { titleFontsize = rcParams["legend.title_fontsize"] ?? rcParams["legend.fontsize"] } = this.options;
    return textStyle({ fontsize: titleFontsize ?? "medium", ha: "center", va: "baseline" });
  }

  /** In units of the font's size. */
  #spaces() {
    const {
      handlelength = 2,
      handletextpad = 0.8,
      labelspacing = 0.5,
      columnspacing = 2,
      borderpad = 0.4,
    } = this.options;
    return { handlelength, handletextpad, labelspacing, columnspacing, borderpad };
  }

  #layout(renderer: Renderer): Laid | undefined {
    const entries = this.entries();
    const { title = "" } = this.options;
    if (entries.length === 0 && title === "") return undefined;
    const style = this.#style();
    const size = renderer.px(style.size);
    const { handlelength, handletextpad, labelspacing, columnspacing, borderpad } = this.#spaces();
    const count = Math.min(this.options.ncols ?? this.options.ncol ?? 1, Math.max(1, entries.length));
    const columns: Entry[][] = [];
    let at = 0;
    for (let i = 0; i < count; i++) {
      const length = Math.floor(entries.length / count) + (i < entries.length % count ? 1 : 0);
      columns.push(entries.slice(at, at + length));
      at += length;
    }
    const textOf = ({ label }: Entry): Box => renderer.measure(label, 0, 0, style);
    const columnWidths = columns.map((column) =>
      Math.max(0, ...column.map((entry) => size * (handlelength + handletextpad) + textOf(entry).x1)),
    );
    const rowHeights = columns.map((column) =>
      column.map((entry) => {
        const text = textOf(entry);
        const lines = entry.label.split("\n").length;
        return lines === 1
          ? Math.max(Math.round(lineAscent * size), text.y1) + Math.max(lineDescent * size, -text.y0)
          : text.y1 - text.y0;
      }),
    );
    const heights = rowHeights.map(
      (rows) => rows.reduce((a, b) => a + b, 0) + labelspacing * size * Math.max(0, rows.length - 1),
    );
    let width = columnWidths.reduce((a, b) => a + b, 0) + columnspacing * size * (columns.length - 1);
    let height = Math.max(0, ...heights);
    if (title !== "") {
      const box = renderer.measure(title, 0, 0, this.#titleStyle());
      width = Math.max(width, box.x1 - box.x0);
      height += box.y1 - box.y0 + (entries.length > 0 ? labelspacing * size : 0);
    }
    width += 2 * borderpad * size;
    height += 2 * borderpad * size;
    return { box: this.#place(renderer, width, height, size), rowHeights, columnWidths, columns };
  }

  #place(renderer: Renderer, width: number, height: number, size: number): Box {
    const { loc = rcParams["legend.loc"] as Location, bboxToAnchor, borderaxespad = 0.5 } = this.options;
    const name = typeof loc === "number" ? locations[loc] : loc;
    const { box } = this.axes;
    const gap = borderaxespad * size;
    let around = box;
    if (bboxToAnchor !== undefined) {
      const [x, y, w = 0, h = 0] = bboxToAnchor;
      const [across, up] = [box.x1 - box.x0, box.y1 - box.y0];
      around = {
        x0: box.x0 + x * across,
        y0: box.y0 + y * up,
        x1: box.x0 + (x + w) * across,
        y1: box.y0 + (y + h) * up,
      };
    }
    const at = (where: Location): Box => {
      const isLeft = where.endsWith("left");
      const isRight = where.endsWith("right");
      const x0 = isLeft ? around.x0 + gap : isRight ? around.x1 - gap - width : (around.x0 + around.x1 - width) / 2;
      const y0 = where.startsWith("upper")
        ? around.y1 - gap - height
        : where.startsWith("lower")
          ? around.y0 + gap
          : (around.y0 + around.y1 - height) / 2;
      return { x0, y0, x1: x0 + width, y1: y0 + height };
    };
    if (name !== "best") return at(name);
    const obstacles = this.axes.artists
      .filter((artist) => artist.visible)
      .map((artist) => artist.obstacles?.(this.axes) ?? {});
    const texts = this.axes.artists.flatMap((artist) =>
      String(artist).startsWith("Text(") ? [artist.extent?.(renderer, this.axes)] : [],
    );
    const boxes = [...obstacles.flatMap(({ boxes = [] }) => boxes), ...texts.filter((each) => each !== undefined)];
    let [best, least] = [at("upper right"), Number.POSITIVE_INFINITY];
    for (const candidate of locations.slice(1)) {
      const place = at(candidate);
      let badness = boxes.filter((each) => overlaps(place, each)).length;
      for (const { lines = [], points } of obstacles) {
        for (const line of lines) badness += inside(place, line) + (crosses(place, line) ? 1 : 0);
        if (points !== undefined) badness += inside(place, points);
      }
      if (badness < least) [best, least] = [place, badness];
      if (badness === 0) break;
    }
    return best;
  }

  extent(renderer: Renderer): Box | undefined {
    return this.#layout(renderer)?.box;
  }

  draw(renderer: Renderer): void {
    const laid = this.#layout(renderer);
    if (laid === undefined) return;
    const style = this.#style();
    const size = renderer.px(style.size);
    const { handlelength, handletextpad, labelspacing, columnspacing, borderpad } = this.#spaces();
    const { title = "" } = this.options;
    const { box } = laid;
    this.#drawFrame(renderer, box, size);
    let top = box.y1 - borderpad * size;
    if (title !== "") {
      const measured = renderer.measure(title, 0, 0, this.#titleStyle());
      renderer.text(title, (box.x0 + box.x1) / 2, top - measured.y1, this.#titleStyle());
      top -= measured.y1 - measured.y0 + labelspacing * size;
    }
    let x = box.x0 + borderpad * size;
    laid.columns.forEach((column, c) => {
      let y = top;
      column.forEach(({ artist, label }, r) => {
        const height = laid.rowHeights[c][r];
        const text = renderer.measure(label, 0, 0, style);
        const lines = label.split("\n").length;
        // Several lines stand with their middle where one line would.
        const ascent = lines === 1 ? Math.max(Math.round(lineAscent * size), text.y1) : text.y1;
        const baseline = y - ascent;
        const middle = lines === 1 ? baseline : y - height / 2 - 0.26 * size;
        artist.drawKey?.(
          renderer,
          { x0: x, x1: x + handlelength * size, y0: middle, y1: middle + handleHeight * size },
          size,
        );
        renderer.text(label, x + (handlelength + handletextpad) * size, baseline, style);
        y -= height + labelspacing * size;
      });
      x += laid.columnWidths[c] + columnspacing * size;
    });
  }

  #drawFrame(renderer: Renderer, box: Box, size: number): void {
    const {
      frameon = rcParams["legend.frameon"],
      framealpha,
      facecolor = rcParams["legend.facecolor"],
      edgecolor = rcParams["legend.edgecolor"],
      fancybox = rcParams["legend.fancybox"],
    } = this.options;
    if (!frameon) return;
    const alpha = framealpha ?? (this.options.shadow ? 1 : rcParams["legend.framealpha"]);
    const face = facecolor === "inherit" ? rcParams["axes.facecolor"] : facecolor;
    const snapped = {
      x0: Math.round(box.x0) + 0.5,
      x1: Math.round(box.x1) + 0.5,
      y0: Math.round(box.y0) + 0.5,
      y1: Math.round(box.y1) + 0.5,
    };
    if (this.options.shadow) {
      const by = renderer.px(2);
      renderer.roundRect(
        { x0: snapped.x0 + by, x1: snapped.x1 + by, y0: snapped.y0 - by, y1: snapped.y1 - by },
        fancybox ? 0.2 * size : 0,
        { fill: [0.3, 0.3, 0.3, 0.5] },
      );
    }
    renderer.roundRect(snapped, fancybox ? 0.2 * size : 0, {
      fill: rgbaOf(face, alpha),
      stroke: { color: rgbaOf(edgecolor, alpha), width: renderer.px(rcParams["patch.linewidth"]) },
    });
  }
}

function inside({ x0, x1, y0, y1 }: Box, points: Points): number {
  let count = 0;
  for (let i = 0; i + 1 < points.length; i += 2)
    if (points[i] > x0 && points[i] < x1 && points[i + 1] > y0 && points[i + 1] < y1) count++;
  return count;
}

function overlaps(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

/** Whether any segment of a path lies in the box: Liang and Barsky's clipping. */
function crosses({ x0, y0, x1, y1 }: Box, points: Points): boolean {
  for (let i = 2; i + 1 < points.length; i += 2) {
    const [ax, ay, bx, by] = [points[i - 2], points[i - 1], points[i], points[i + 1]];
    if ((ax < x0 && bx < x0) || (ax > x1 && bx > x1) || (ay < y0 && by < y0) || (ay > y1 && by > y1)) continue;
    let [from, to] = [0, 1];
    let isOut = false;
    for (const [along, distance] of [
      [ax - bx, ax - x0],
      [bx - ax, x1 - ax],
      [ay - by, ay - y0],
      [by - ay, y1 - ay],
    ]) {
      if (along === 0) isOut ||= distance < 0;
      else if (along < 0) from = Math.max(from, distance / along);
      else to = Math.min(to, distance / along);
    }
    if (!isOut && from <= to) return true;
  }
  return false;
}
