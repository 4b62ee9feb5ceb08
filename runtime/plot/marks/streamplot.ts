import { BaseArtist, type Bounds, spanOf } from "../artists/artist.ts";
import { toPixels } from "../artists/collections.ts";
import { type MappableOptions, ScalarMap } from "../artists/mappable.ts";
import type { Axes } from "../axes/axes.ts";
import { type Color, type Rgba, rgbaOf } from "../color/color.ts";
import { strokeOf } from "../format.ts";
import { rcParams } from "../rc-params.ts";
import type { Renderer } from "../render/renderer.ts";
import { type Data, matrixOf } from "../values.ts";
import { known, onAxes } from "./on-axes.ts";
import { axisOf } from "./pcolormesh.ts";
import { Field, type Trajectory } from "./streamlines.ts";

export interface StreamplotOptions extends MappableOptions {
  /** How close lines are; 1. */
  density?: number | readonly [number, number];
  linewidth?: number;
  /** A colour, or a matrix of values that go through the colour map. */
  color?: Color | Data;
  arrowsize?: number;
  minlength?: number;
  maxlength?: number;
  zorder?: number;
}

/** Lines along a field, with arrows. */
export class StreamplotSet extends BaseArtist {
  override zorder = 2;
  readonly lines: readonly Trajectory[];
  readonly map: ScalarMap | undefined;
  readonly sticky: { x: readonly number[]; y: readonly number[] };
  readonly #look: { color: Color; linewidth: number; arrowsize: number };

  constructor(
    lines: readonly Trajectory[],
    extent: readonly [number, number, number, number],
    map: ScalarMap | undefined,
    look: { color: Color; linewidth: number; arrowsize: number },
  ) {
    super();
    this.lines = lines;
    this.map = map;
    this.#look = look;
    this.sticky = { x: extent.slice(0, 2), y: extent.slice(2) };
  }

  bounds(): Bounds {
    return { x: spanOf(this.sticky.x), y: spanOf(this.sticky.y) };
  }

  draw(renderer: Renderer, axes: Axes): void {
    const { color, linewidth, arrowsize } = this.#look;
    const plain = rgbaOf(color);
    for (const { points, values } of this.lines) {
      const pixels = toPixels(axes, points);
      const at = (i: number): Rgba =>
        this.map === undefined || values === undefined ? plain : this.map.rgba(values[i]);
      if (this.map === undefined)
        renderer.path(pixels, { stroke: strokeOf(renderer, plain, linewidth), clip: axes.box, snap: false });
      else
        for (let i = 0; 2 * i + 3 < pixels.length; i++)
          renderer.path(pixels.subarray(2 * i, 2 * i + 4), {
            stroke: strokeOf(renderer, at(i), linewidth),
            clip: axes.box,
            snap: false,
          });
      this.#arrow(renderer, pixels, middleOf(points), at, renderer.px(10 * arrowsize), linewidth);
    }
  }

  #arrow(
    renderer: Renderer,
    pixels: Float64Array,
    i: number,
    at: (i: number) => Rgba,
    size: number,
    linewidth: number,
  ): void {
    const [x0, y0, x1, y1] = pixels.subarray(2 * i, 2 * i + 4);
    const [tx, ty] = [(x0 + x1) / 2, (y0 + y1) / 2];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (!(length > 0)) return;
    const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
    const [long, wide] = [0.4 * size, 0.2 * size];
    const points = [
      tx,
      ty,
      tx - ux * long - uy * wide,
      ty - uy * long + ux * wide,
      tx - ux * long + uy * wide,
      ty - uy * long - ux * wide,
    ];
    const color = at(i);
    renderer.path(points, {
      closed: true,
      fill: color,
      stroke: { color, width: renderer.px(linewidth), join: "miter" },
      snap: false,
    });
  }

  toString(): string {
    return `<StreamplotSet of ${this.lines.length} lines>`;
  }
}

/** The segment at half of a line's length. */
function middleOf(points: ArrayLike<number>): number {
  const lengths: number[] = [];
  let total = 0;
  for (let i = 2; i + 1 < points.length; i += 2) {
    total += Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
    lengths.push(total);
  }
  return Math.max(
    0,
    lengths.findIndex((length) => length >= total / 2),
  );
}

/** Lines along the field (u, v) on the grid of x and y. */
export const streamplot = onAxes(
  "streamplot",
  (axes: Axes, x: Data, y: Data, u: Data, v: Data, options: StreamplotOptions = {}): StreamplotSet => {
    const given = known(
      "streamplot",
      options,
      "density linewidth color arrowsize minlength maxlength zorder cmap vmin vmax norm".split(" "),
    );
    const [xs, ys] = [axisOf(x, "x", "streamplot"), axisOf(y, "y", "streamplot")];
    const [us, vs] = [matrixOf(u, "streamplot(): u"), matrixOf(v, "streamplot(): v")];
    for (const { rows, columns } of [us, vs])
      if (rows !== ys.length || columns !== xs.length)
        throw new RangeError(
          `'u' and 'v' must match the shape of the (x, y) grid: got (${rows}, ${columns}), needed (${ys.length}, ${xs.length})`,
        );
    const {
      color,
      density = 1,
      minlength = 0.1,
      maxlength = 4,
      linewidth = rcParams["lines.linewidth"],
      arrowsize = 1,
    } = given;
    const isMapped =
      color !== undefined && typeof color !== "string" && !(Array.isArray(color) && typeof color[0] === "number");
    const values = isMapped ? matrixOf(color as Data, "streamplot(): color").values : undefined;
    const field = new Field(xs, ys, us.values, vs.values, typeof density === "number" ? [density, density] : density);
    const lines = field.trajectories(minlength, maxlength, values);
    const map = values === undefined ? undefined : new ScalarMap(values, given);
    const extent = [xs[0], xs[xs.length - 1], ys[0], ys[ys.length - 1]] as const;
    const set = new StreamplotSet(lines, extent, map, {
      color: isMapped || color === undefined ? axes.nextColor() : (color as Color),
      linewidth,
      arrowsize,
    });
    if (given.zorder !== undefined) set.zorder = given.zorder;
    if (map !== undefined) axes.mappable = set;
    return axes.add(set);
  },
);
