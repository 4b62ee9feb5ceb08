import { isOptions } from "../../tensor/options.ts";
import { BaseArtist } from "../artists/artist.ts";
import { LineCollection } from "../artists/collections.ts";
import { Line2D } from "../artists/line.ts";
import type { Axes } from "../axes/axes.ts";
import { rgbaOf } from "../color/color.ts";
import { parseFormat } from "../format.ts";
import { rcParams } from "../rc-params.ts";
import type { Box } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import { type Data, extentOf, flat } from "../values.ts";
import { known, onAxes } from "./on-axes.ts";

export interface StemOptions {
  /** Formats as `plot` takes them. */
  linefmt?: string;
  markerfmt?: string;
  basefmt?: string;
  /** Where stems begin; 0. */
  bottom?: number;
  label?: string;
  orientation?: "vertical" | "horizontal";
}

/** Where the head stands in a legend, in heights of the sample. */
const headHeight = 0.6875;

/** Stems, their heads and the line that they stand on. */
export class StemContainer extends BaseArtist {
  readonly isContainer = true;
  readonly markerline: Line2D;
  readonly stemlines: LineCollection;
  readonly baseline: Line2D;

  constructor(markerline: Line2D, stemlines: LineCollection, baseline: Line2D) {
    super();
    this.markerline = markerline;
    this.stemlines = stemlines;
    this.baseline = baseline;
  }

  /** Its parts draw themselves. */
  draw(): void {}

  drawKey(renderer: Renderer, key: Box): void {
    const middle = (key.x0 + key.x1) / 2;
    const top = key.y0 + headHeight * (key.y1 - key.y0);
    this.baseline.drawKey(renderer, { ...key, y1: key.y0 });
    const { colors, linewidths } = this.stemlines.look;
    renderer.path([middle, key.y0, middle, top], {
      stroke: { color: rgbaOf(colors[0]), width: renderer.px(linewidths[0]) },
    });
    this.markerline.drawMarkers(renderer, [middle, top]);
  }

  toString(): string {
    return "<StemContainer object of 3 artists>";
  }
}

/** Values as heads on stems: `stem(y)`, `stem(x, y)`. */
export const stem = onAxes(
  "stem",
  (axes: Axes, first: Data, second?: Data | StemOptions, options: StemOptions = {}): StemContainer => {
    const given = known("stem", isOptions(second) ? (second as StemOptions) : options, [
      "linefmt",
      "markerfmt",
      "basefmt",
      "bottom",
      "label",
      "orientation",
    ]);
    const { bottom = 0, orientation = "vertical" } = given;
    const isVertical = orientation === "vertical";
    const [along, across] = isVertical ? [axes.xaxis, axes.yaxis] : [axes.yaxis, axes.xaxis];
    const heads = flat(
      second === undefined || isOptions(second) ? first : (second as Data),
      "stem(): heads",
      across.converter,
    );
    const places =
      second === undefined || isOptions(second) ? heads.map((_, i) => i) : flat(first, "stem(): locs", along.converter);
    if (places.length !== heads.length)
      throw new RangeError(
        `stem(): locs and heads must have the same length, got ${places.length} and ${heads.length}`,
      );
    const line = { color: "C0", linestyle: "-" as const, ...parseFormat(given.linefmt ?? "") };
    const marker = { color: line.color, marker: "o" as const, ...parseFormat(given.markerfmt ?? "") };
    const base = { color: "C3", linestyle: "-" as const, ...parseFormat(given.basefmt ?? "") };
    const turn = (x: number, y: number): [number, number] => (isVertical ? [x, y] : [y, x]);
    const stemlines = new LineCollection(
      Array.from(places, (place, i) => [...turn(place, bottom), ...turn(place, heads[i])]),
      { colors: [line.color], linewidths: [rcParams["lines.linewidth"]], linestyle: line.linestyle },
    );
    const [xs, ys] = isVertical ? [places, heads] : [heads, places];
    const markerline = new Line2D(xs, ys, { ...marker, linestyle: "none" });
    const [low, high] = extentOf(places) ?? [0, 0];
    const [from, to] = [turn(low, bottom), turn(high, bottom)];
    const baseline = new Line2D(Float64Array.of(from[0], to[0]), Float64Array.of(from[1], to[1]), base);
    for (const part of [stemlines, markerline, baseline]) axes.add(part).label = "_nolegend_";
    const container = new StemContainer(markerline, stemlines, baseline);
    if (given.label !== undefined) container.label = given.label;
    return axes.add(container);
  },
);
