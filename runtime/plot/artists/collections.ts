/** Many shapes as one artist: areas, segments, points. */

import type { Axes } from "../axes/axes.ts";
import { type Color, type Rgba, rgbaOf } from "../color/color.ts";
import { type LineStyle, strokeOf } from "../format.ts";
import { addMarker, isFilled, type Marker, markerJoin } from "../markers.ts";
import type { Box } from "../render/box.ts";
import type { Points, Renderer, Stroke } from "../render/renderer.ts";
import { BaseArtist, type Bounds, boundsOf, type Coordinates, type Obstacles } from "./artist.ts";
import { thinned } from "./line.ts";
import { type MappableOptions, ScalarMap } from "./mappable.ts";
import { type PatchLook, patchLook, patchOptions } from "./patch.ts";

/** Points in data coordinates to pixels. */
export function toPixels(axes: Axes, points: ArrayLike<number>): Float64Array {
  const count = Math.floor(points.length / 2);
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    x[i] = points[2 * i];
    y[i] = points[2 * i + 1];
  }
  const [px, py] = [axes.xaxis.pixels(x), axes.yaxis.pixels(y)];
  const result = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    result[2 * i] = px[i];
    result[2 * i + 1] = py[i];
  }
  return result;
}

function boundsOfAll(many: readonly Points[]): Bounds {
  const [x, y]: number[][] = [[], []];
  for (const points of many)
    for (let i = 0; i < points.length; i++) {
      // A point counts only where both of its coordinates are there.
      if (Number.isFinite(points[i - (i % 2)] + points[i - (i % 2) + 1])) (i % 2 === 0 ? x : y).push(points[i]);
    }
  return boundsOf(x, y);
}

/** A band's two sides, there and back, each with no more points than its pixels need. */
function thinnedBand(points: Float64Array, box: Box): Float64Array {
  const half = 2 * Math.floor(points.length / 4);
  const there = thinned(points.subarray(0, half), box);
  const back = thinned(reversed(points.subarray(half)), box);
  return there.length + back.length < points.length ? Float64Array.of(...there, ...reversed(back)) : points;
}

function reversed(points: Float64Array): Float64Array {
  const last = points.length - 2;
  return points.map((_, i) => points[i % 2 === 0 ? last - i : last - i + 2]);
}

/** Filled areas that look alike. */
export class PolyCollection extends BaseArtist {
  polygons: readonly Points[];
  readonly look: PatchLook;
  sticky: { x?: readonly number[]; y?: readonly number[] } = {};

  constructor(polygons: readonly Points[], look: Partial<PatchLook>) {
    super();
    this.polygons = polygons;
    this.look = patchLook(look);
  }

  bounds(): Bounds {
    return boundsOfAll(this.polygons);
  }

  draw(renderer: Renderer, axes: Axes): void {
    const options = patchOptions(renderer, this.look, axes.box);
    for (const polygon of this.polygons) renderer.path(thinnedBand(toPixels(axes, polygon), axes.box), options);
  }

  drawKey(renderer: Renderer, box: Box): void {
    renderer.rect(box, patchOptions(renderer, this.look, null));
  }

  obstacles(axes: Axes): Obstacles {
    return { lines: this.polygons.map((polygon) => toPixels(axes, polygon)) };
  }

  toString(): string {
    return `<PolyCollection of ${this.polygons.length} polygons>`;
  }
}

export interface SegmentLook {
  colors: readonly Color[];
  linewidths: readonly number[];
  linestyle: LineStyle;
  alpha?: number;
  cap?: Stroke["cap"];
}

/** Lines that share a look, or take turns with colours and widths. */
export class LineCollection extends BaseArtist {
  override zorder = 2;
  segments: readonly Points[];
  readonly look: SegmentLook;
  readonly coordinates: { readonly x: Coordinates; readonly y: Coordinates };

  constructor(
    segments: readonly Points[],
    look: SegmentLook,
    coordinates: Partial<LineCollection["coordinates"]> = {},
  ) {
    super();
    for (const color of look.colors) rgbaOf(color, undefined, "colors");
    this.segments = segments;
    this.look = look;
    this.coordinates = { x: "data", y: "data", ...coordinates };
  }

  bounds(): Bounds {
    const { x, y } = boundsOfAll(this.segments);
    return { x: this.coordinates.x === "data" ? x : undefined, y: this.coordinates.y === "data" ? y : undefined };
  }

  draw(renderer: Renderer, axes: Axes): void {
    const { colors, linewidths, linestyle, alpha, cap = "butt" } = this.look;
    this.segments.forEach((segment, i) => {
      const stroke = strokeOf(
        renderer,
        rgbaOf(colors[i % colors.length], alpha),
        linewidths[i % linewidths.length],
        linestyle,
      );
      renderer.path(toPixels(axes, segment), { stroke: { ...stroke, cap }, clip: axes.box });
    });
  }

  drawKey(renderer: Renderer, { x0, x1, y0, y1 }: Box): void {
    const { colors, linewidths, linestyle, alpha } = this.look;
    const y = (y0 + y1) / 2;
    renderer.path([x0, y, x1, y], { stroke: strokeOf(renderer, rgbaOf(colors[0], alpha), linewidths[0], linestyle) });
  }

  toString(): string {
    return `<LineCollection of ${this.segments.length} segments>`;
  }
}

export interface PointsLook {
  /** Squared points, one for all or one each. */
  sizes: readonly number[];
  marker: Marker;
  /** One for all or one each; undefined: through a colour map. */
  colors: readonly Color[] | undefined;
  /** "face": as the fill. */
  edgecolors: readonly Color[] | "face";
  linewidths: readonly number[];
  alpha?: number;
}

/** Markers at points, each with a size and a colour of its own. */
export class PathCollection extends BaseArtist {
  x: Float64Array;
  y: Float64Array;
  readonly look: PointsLook;
  /** What turns values into colours; undefined where colours are given. */
  readonly map: ScalarMap | undefined;

  constructor(
    x: Float64Array,
    y: Float64Array,
    look: PointsLook,
    values?: Float64Array,
    mapping: MappableOptions = {},
  ) {
    super();
    this.x = x;
    this.y = y;
    this.look = look;
    this.map = values === undefined ? undefined : new ScalarMap(values, mapping);
  }

  bounds(): Bounds {
    const there = (_: number, i: number): boolean => Number.isFinite(this.x[i] + this.y[i]);
    return boundsOf(this.x.filter(there), this.y.filter(there));
  }

  /** The fill of the i-th point. */
  faceOf(i: number): Rgba {
    const { colors, alpha } = this.look;
    if (this.map !== undefined) return this.map.rgba(this.map.values[i], alpha);
    return rgbaOf((colors as readonly Color[])[i % (colors as readonly Color[]).length], alpha);
  }

  draw(renderer: Renderer, axes: Axes): void {
    const [x, y] = [axes.xaxis.pixels(this.x), axes.yaxis.pixels(this.y)];
    const places = new Float64Array(2 * x.length);
    for (let i = 0; i < x.length; i++) {
      places[2 * i] = x[i];
      places[2 * i + 1] = y[i];
    }
    this.#draw(renderer, places, axes.box, 1);
  }

  #draw(renderer: Renderer, places: Points, clip: Box | null, scale: number): void {
    const { sizes, marker, edgecolors, linewidths, alpha } = this.look;
    const cache = new Map<string, Stroke>();
    const isLine = !isFilled(marker);
    const edge = (i: number): Stroke => {
      const color = edgecolors === "face" || isLine ? this.faceOf(i) : rgbaOf(edgecolors[i % edgecolors.length], alpha);
      const width = renderer.px(linewidths[i % linewidths.length]);
      const key = `${color.join()} ${width}`;
      let stroke = cache.get(key);
      if (stroke === undefined) {
        stroke = { color, width, cap: "butt", join: markerJoin(marker) };
        cache.set(key, stroke);
      }
      return stroke;
    };
    renderer.markers(
      places,
      (context, size) => addMarker(context, marker, size),
      {
        fill: (i) => (isLine ? undefined : this.faceOf(i)),
        stroke: edge,
        scale: (i) => renderer.px(Math.sqrt(sizes[i % sizes.length])) * scale,
        isUniform:
          sizes.length === 1 &&
          linewidths.length === 1 &&
          this.map === undefined &&
          (this.look.colors?.length ?? 0) === 1 &&
          (edgecolors === "face" || edgecolors.length === 1),
      },
      clip,
      false,
    );
  }

  drawKey(renderer: Renderer, { x0, x1, y0, y1 }: Box): void {
    this.#draw(renderer, [(x0 + x1) / 2, y0 + 0.375 * (y1 - y0)], null, 1);
  }

  obstacles(axes: Axes): Obstacles {
    const [x, y] = [axes.xaxis.pixels(this.x), axes.yaxis.pixels(this.y)];
    return { points: Float64Array.from({ length: 2 * x.length }, (_, i) => (i % 2 === 0 ? x[i / 2] : y[(i - 1) / 2])) };
  }

  toString(): string {
    return `<PathCollection of ${this.x.length} points>`;
  }
}
