/** Axes with three dimensions: lines, points and surfaces in a box. */

import { checkKeys } from "../../tensor/options.ts";
import { BaseArtist } from "../artists/artist.ts";
import { lineLook } from "../artists/line.ts";
import { type MappableOptions, ScalarMap } from "../artists/mappable.ts";
import { textStyle } from "../artists/text.ts";
import { Axes, type LabelOptions } from "../axes/axes.ts";
import type { SubplotSpec } from "../axes/gridspec.ts";
import { type Color, type Rgba, rgbaOf } from "../color/color.ts";
import type { Figure } from "../figure/figure.ts";
import { type LineStyle, strokeOf } from "../format.ts";
import { addMarker, checkMarker, type Marker } from "../markers.ts";
import { rcParams } from "../rc-params.ts";
import { type Box, union } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import { type Data, extentOf, flat, matrixOf, valuesOf } from "../values.ts";
import { frameOf, type Place } from "./frame.ts";
import { cross, type Limits3D, projector, unit, type Vector } from "./projection.ts";

/** Something to draw, and how near it is. */
interface Piece {
  readonly depth: number;
  draw(): void;
}

export interface SurfaceOptions extends MappableOptions {
  color?: Color;
  alpha?: number;
  edgecolor?: Color;
  linewidth?: number;
  /** At most so many rows and columns are drawn; 50. */
  rcount?: number;
  ccount?: number;
  /** Whether light falls on it; where there is no colour map. */
  shade?: boolean;
}

export interface Scatter3DOptions extends MappableOptions {
  /** Squared points; 20. */
  s?: number;
  c?: Color | Data;
  marker?: Marker;
  alpha?: number;
  label?: string;
}

export interface Plot3DOptions {
  color?: Color;
  linewidth?: number;
  linestyle?: LineStyle;
  marker?: Marker;
  markersize?: number;
  alpha?: number;
  label?: string;
}

/** What is seen of the plane that the box is projected to. */
const [seenLow, seenHigh] = [-0.095, 0.09];
const viewMargin = 1 / 48;
/** The distance of the eye, by which depths are multiplied. */
const tenfold = 10;
/** Light comes from the south-west, low. */
const [lightAzimuth, lightHeight] = [((90 - 225) * Math.PI) / 180, (19.4712 * Math.PI) / 180];
const light: Vector = [
  Math.cos(lightAzimuth) * Math.cos(lightHeight),
  Math.sin(lightAzimuth) * Math.cos(lightHeight),
  Math.sin(lightHeight),
];

const meanHeight = (corners: readonly Vector[]): number =>
  corners.reduce((sum, corner) => sum + corner[2], 0) / corners.length;

/** What a colour bar or a legend knows of something in three dimensions. */
export class Artist3D extends BaseArtist {
  readonly map: ScalarMap | undefined;
  readonly pieces: (renderer: Renderer, place: Place, toScreen: (point: Vector) => [number, number]) => Piece[];
  readonly #key: ((renderer: Renderer, key: Box) => void) | undefined;

  constructor(pieces: Artist3D["pieces"], map?: ScalarMap, key?: (renderer: Renderer, key: Box) => void) {
    super();
    this.pieces = pieces;
    this.map = map;
    this.#key = key;
  }

  /** The axes draw it, among the others by depth. */
  draw(): void {}

  drawKey(renderer: Renderer, key: Box): void {
    this.#key?.(renderer, key);
  }

  toString(): string {
    return "<Artist3D>";
  }
}

export class Axes3D extends Axes {
  elev = 30;
  azim = -60;
  zlabel = "";
  /** Points get a margin along z, too. */
  #hasPoints = false;
  readonly #spans: { low: number; high: number }[] = [0, 1, 2].map(() => ({
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  }));
  readonly #fixed: ([number, number] | undefined)[] = [undefined, undefined, undefined];

  /** @internal */
  constructor(figure: Figure, place: SubplotSpec | readonly [number, number, number, number]) {
    super(figure, place);
    this.boxAspect = 1;
  }

  /** From where the box is seen, in degrees. */
  viewInit(elev = 30, azim = -60): this {
    this.elev = elev;
    this.azim = azim;
    return this;
  }

  setZlabel(label: string, _options: LabelOptions = {}): this {
    this.zlabel = String(label);
    return this;
  }

  setXlim3D(low: number, high: number): this {
    return this.#fix(0, low, high);
  }

  setYlim3D(low: number, high: number): this {
    return this.#fix(1, low, high);
  }

  setZlim(low: number, high: number): this {
    return this.#fix(2, low, high);
  }

  #fix(i: number, low: number, high: number): this {
    if (!Number.isFinite(low + high) || low === high)
      throw new RangeError(`setZlim(): limits must be two numbers, got ${low} and ${high}`);
    this.#fixed[i] = [low, high];
    return this;
  }

  #reach(lists: readonly ArrayLike<number>[]): void {
    lists.forEach((list, i) => {
      const extent = extentOf(list);
      if (extent === undefined) return;
      this.#spans[i].low = Math.min(this.#spans[i].low, extent[0]);
      this.#spans[i].high = Math.max(this.#spans[i].high, extent[1]);
    });
  }

  /** The limits of x, y and z. */
  limits3D(): Limits3D {
    return this.#spans.map(({ low, high }, i): [number, number] => {
      const fixed = this.#fixed[i];
      let [from, to] = fixed ?? (low <= high ? [low, high] : [0, 1]);
      if (from === to) [from, to] = [from - (Math.abs(from) || 1) * 0.05, to + (Math.abs(to) || 1) * 0.05];
      const margin = fixed === undefined && (i < 2 || this.#hasPoints) ? rcParams["axes.xmargin"] * (to - from) : 0;
      const room = fixed === undefined ? (to - from + 2 * margin) * viewMargin : 0;
      return [from - margin - room, to + margin + room];
    }) as unknown as Limits3D;
  }

  #lists(call: string, x: Data, y: Data, z: Data): [Float64Array, Float64Array, Float64Array] {
    const lists = [x, y, z].map((list, i) => flat(list, `${call}(): ${"xyz"[i]}`)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    if (lists[1].length !== lists[0].length || lists[2].length !== lists[0].length)
      throw new RangeError(
        `${call}(): x, y and z must have the same length, got ${lists.map((list) => list.length).join(", ")}`,
      );
    this.#reach(lists);
    return lists;
  }

  /** A line through points. */
  plot3D(x: Data, y: Data, z: Data, options: Plot3DOptions = {}): Artist3D {
    checkKeys("plot3D", options, ["color", "linewidth", "linestyle", "marker", "markersize", "alpha", "label"]);
    const lists = this.#lists("plot3D", x, y, z);
    const { label, ...given } = options;
    const look = lineLook({ ...given, color: options.color ?? this.nextColor() });
    const color = rgbaOf(look.color, look.alpha);
    const artist = new Artist3D(
      (renderer, place, toScreen) => {
        const points = Array.from(lists[0], (_, i): Vector => [lists[0][i], lists[1][i], lists[2][i]]);
        const path = points.flatMap((point) => toScreen(place(point)));
        const depth = points.reduce((sum, point) => sum + place(point)[2], 0) / Math.max(1, points.length);
        const draw = (): void => {
          renderer.path(path, {
            stroke: {
              ...strokeOf(renderer, color, look.linewidth, look.linestyle),
              cap: look.linestyle === "-" ? "projecting" : "butt",
            },
            snap: false,
          });
          renderer.markers(path, (context) => addMarker(context, look.marker, renderer.px(look.markersize)), {
            fill: () => color,
            stroke: () => ({ color, width: renderer.px(1) }),
          });
        };
        return [{ depth, draw }];
      },
      undefined,
      (renderer, { x0, x1, y0, y1 }) =>
        renderer.path([x0, (y0 + y1) / 2, x1, (y0 + y1) / 2], {
          stroke: strokeOf(renderer, color, look.linewidth, look.linestyle),
        }),
    );
    if (label !== undefined) artist.label = label;
    return this.add(artist);
  }

  /** Points; those farther away are paler. */
  scatter3D(x: Data, y: Data, z: Data, options: Scatter3DOptions = {}): Artist3D {
    const { s = 20, c, marker = "o", alpha = 1, label, ...mapping } = options;
    checkMarker(marker);
    const lists = this.#lists("scatter3D", x, y, z);
    this.#hasPoints = true;
    const values = c !== undefined && typeof c !== "string" ? flat(c as Data, "scatter3D(): c") : undefined;
    if (values !== undefined && values.length !== lists[0].length)
      throw new RangeError(
        `'c' argument has ${values.length} elements, which is inconsistent with 'x' and 'y' with size ${lists[0].length}.`,
      );
    const map = values === undefined ? undefined : new ScalarMap(values, mapping);
    const plain = rgbaOf(typeof c === "string" ? c : map === undefined ? this.nextFill() : "C0");
    const size = Math.sqrt(s);
    const artist = new Artist3D(
      (renderer, place, toScreen) => {
        const places = Array.from(lists[0], (_, i) => place([lists[0][i], lists[1][i], lists[2][i]]));
        // As matplotlib: by how much deeper than the nearest a point is, beside how far the points are apart.
        const depths = places.map((each) => 1 / each[2]);
        const nearest = (extentOf(depths)?.[0] ?? 0) * tenfold;
        const spread = (of: readonly number[]): number => {
          const [low, high] = extentOf(of) ?? [0, 0];
          return high - low;
        };
        const apart = Math.hypot(
          spread(places.map((each) => each[0])),
          spread(places.map((each) => each[1])),
          spread(depths) * tenfold,
        );
        return places.map((each, i) => {
          const own = values === undefined || map === undefined ? plain : map.rgba(values[i]);
          const shade = apart > 0 ? Math.min(Math.max(1 - (depths[i] * tenfold - nearest) / apart, 0.3), 1) : 1;
          const color: Rgba = [own[0], own[1], own[2], own[3] * alpha * shade];
          const draw = (): void =>
            renderer.markers(
              toScreen(each),
              (context) => addMarker(context, marker, renderer.px(size)),
              { fill: () => color, stroke: () => ({ color, width: renderer.px(1) }) },
              null,
              false,
            );
          return { depth: each[2], draw };
        });
      },
      map,
      (renderer, { x0, x1, y0, y1 }) =>
        renderer.markers(
          [(x0 + x1) / 2, (y0 + y1) / 2],
          (context) => addMarker(context, marker, renderer.px(size)),
          { fill: () => plain, stroke: () => ({ color: plain, width: renderer.px(1) }) },
          null,
          false,
        ),
    );
    if (label !== undefined) artist.label = label;
    if (map !== undefined) this.mappable = artist;
    return this.add(artist);
  }

  /** A surface over a grid: `x` and `y` are lists or matrices, `z` a matrix. */
  plotSurface(x: Data, y: Data, z: Data, options: SurfaceOptions = {}): Artist3D {
    checkKeys("plotSurface", options, [
      "color",
      "alpha",
      "edgecolor",
      "linewidth",
      "rcount",
      "ccount",
      "shade",
      "cmap",
      "vmin",
      "vmax",
      "norm",
    ]);
    return this.#surface("plotSurface", x, y, z, options, false);
  }

  /** The lines of such a surface. */
  plotWireframe(x: Data, y: Data, z: Data, options: SurfaceOptions = {}): Artist3D {
    checkKeys("plotWireframe", options, ["color", "alpha", "linewidth", "rcount", "ccount"]);
    return this.#surface("plotWireframe", x, y, z, options, true);
  }

  #surface(call: string, x: Data, y: Data, z: Data, options: SurfaceOptions, isWire: boolean): Artist3D {
    const { values, rows, columns } = matrixOf(z, `${call}(): z`);
    const grid = (data: Data, which: "x" | "y"): ((row: number, column: number) => number) => {
      const { values: found, shape } = valuesOf(data, `${call}(): ${which}`);
      const fits =
        shape.length === 2
          ? shape[0] === rows && shape[1] === columns
          : found.length === (which === "x" ? columns : rows);
      if (!fits)
        throw new RangeError(
          `${call}(): ${which} must have the shape (${rows}, ${columns}) of z, or one value for each of its ${which === "x" ? "columns" : "rows"}; got (${shape.join(", ")})`,
        );
      return shape.length === 2
        ? (r, c) => found[r * columns + c]
        : which === "x"
          ? (_, c) => found[c]
          : (r) => found[r];
    };
    const [xAt, yAt] = [grid(x, "x"), grid(y, "y")];
    const point = (r: number, c: number): Vector => [xAt(r, c), yAt(r, c), values[r * columns + c]];
    const all = Array.from(values, (_, i) => point(Math.floor(i / columns), i % columns));
    if (!isWire) this.#reach([0, 1, 2].map((k) => all.map((each) => each[k])));
    const strided = (count: number, most: number): number[] => {
      const step = Math.max(1, Math.ceil(count / most));
      const kept = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
      return kept.at(-1) === count - 1 ? kept : [...kept, count - 1];
    };
    const [rs, cs] = [strided(rows, options.rcount ?? 50), strided(columns, options.ccount ?? 50)];
    if (isWire) {
      const lines = [
        ...rs.map((r) => Array.from({ length: columns }, (_, c) => point(r, c))),
        ...cs.map((c) => Array.from({ length: rows }, (_, r) => point(r, c))),
      ];
      return this.#wires(lines, options);
    }
    const cornersAt = (i: number, j: number): Vector[] => [
      point(rs[i], cs[j]),
      point(rs[i], cs[j + 1]),
      point(rs[i + 1], cs[j + 1]),
      point(rs[i + 1], cs[j]),
    ];
    const means = rs.slice(1).flatMap((_, i) => cs.slice(1).map((__, j) => meanHeight(cornersAt(i, j))));
    const isMapped = options.cmap !== undefined || options.norm !== undefined;
    const map = isMapped ? new ScalarMap(Float64Array.from(means), options) : undefined;
    const base = rgbaOf(options.color ?? this.nextColor(), options.alpha);
    const isShaded = options.shade ?? map === undefined;
    const artist = new Artist3D((renderer, place, toScreen) => {
      const pieces: Piece[] = [];
      for (let i = 0; i + 1 < rs.length; i++)
        for (let j = 0; j + 1 < cs.length; j++) {
          const corners = cornersAt(i, j);
          if (corners.some((corner) => !Number.isFinite(corner[2]))) continue;
          const placed = corners.map(place);
          const depth = placed.reduce((sum, each) => sum + each[2], 0) / 4;
          const path = placed.flatMap((each) => toScreen(each));
          const color = this.#faceColor(corners, map, base, isShaded, options.alpha);
          const draw = (): void => {
            const edge =
              options.edgecolor === undefined || options.edgecolor === "none" ? color : rgbaOf(options.edgecolor);
            // A hair around each cell closes the seams between them.
            renderer.path(path, {
              closed: true,
              snap: false,
              fill: color,
              stroke: {
                color: edge,
                width: options.edgecolor === undefined ? 0.5 : renderer.px(options.linewidth ?? 1),
              },
            });
          };
          pieces.push({ depth, draw });
        }
      return pieces;
    }, map);
    if (map !== undefined) this.mappable = artist;
    return this.add(artist);
  }

  #wires(lines: readonly Vector[][], options: SurfaceOptions): Artist3D {
    this.#reach([0, 1, 2].map((k) => lines.flat().map((each) => each[k])));
    const color = rgbaOf(options.color ?? this.nextColor(), options.alpha);
    return this.add(
      new Artist3D((renderer, place, toScreen) =>
        lines.map((line) => {
          const path = line.flatMap((each) => toScreen(place(each)));
          const stroke = { color, width: renderer.px(options.linewidth ?? rcParams["lines.linewidth"]) };
          return { depth: 0, draw: () => renderer.path(path, { snap: false, stroke }) };
        }),
      ),
    );
  }

  #faceColor(
    corners: readonly Vector[],
    map: ScalarMap | undefined,
    base: Rgba,
    isShaded: boolean,
    alpha?: number,
  ): Rgba {
    const own = map === undefined ? base : map.rgba(meanHeight(corners), alpha);
    if (!isShaded) return own;
    const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    const normal = unit(cross(minus(corners[0], corners[1]), minus(corners[1], corners[2])));
    const shade = 0.3 + 0.7 * ((normal[0] * light[0] + normal[1] * light[1] + normal[2] * light[2] + 1) / 2);
    return [own[0] * shade, own[1] * shade, own[2] * shade, own[3]];
  }

  override draw(renderer: Renderer): void {
    if (!this.visible) return;
    const limits = this.limits3D();
    const place = projector(limits, this.elev, this.azim);
    const toScreen = this.#toScreen();
    if (this.isOn) for (const step of frameOf(renderer, this, limits, place, toScreen)) step.draw();
    const pieces = this.artists.flatMap((artist) =>
      artist instanceof Artist3D && artist.visible ? artist.pieces(renderer, place, toScreen) : [],
    );
    for (const piece of pieces.sort((a, b) => a.depth - b.depth)) piece.draw();
    const { text, options } = this.titles.center;
    if (text !== "")
      renderer.text(
        text,
        (this.box.x0 + this.box.x1) / 2,
        this.box.y1 + renderer.px(rcParams["axes.titlepad"]),
        textStyle({ fontsize: rcParams["axes.titlesize"], ...options, ha: "center", va: "baseline" }),
      );
    this.legendBox?.draw(renderer);
  }

  override tightBox(renderer: Renderer): Box | undefined {
    const boxes = this.isOn
      ? frameOf(
          renderer,
          this,
          this.limits3D(),
          projector(this.limits3D(), this.elev, this.azim),
          this.#toScreen(),
        ).map((step) => step.box)
      : [];
    const { text } = this.titles.center;
    const title =
      text === ""
        ? undefined
        : renderer.measure(
            text,
            (this.box.x0 + this.box.x1) / 2,
            this.box.y1 + renderer.px(6),
            textStyle({ fontsize: "large", ha: "center" }),
          );
    return union([this.box, title, ...boxes].filter((box) => box !== undefined));
  }

  #toScreen(): (point: Vector) => [number, number] {
    const { x0, x1, y0, y1 } = this.box;
    const unitLength = 1 / (seenHigh - seenLow);
    return ([x, y]) => [x0 + (x - seenLow) * unitLength * (x1 - x0), y0 + (y - seenLow) * unitLength * (y1 - y0)];
  }

  override toString(): string {
    return super.toString().replace("<Axes:", "<Axes3D:");
  }
}
