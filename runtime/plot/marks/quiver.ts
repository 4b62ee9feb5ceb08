import { isOptions } from "../../tensor/options.ts";
import { BaseArtist, type Bounds, boundsOf } from "../artists/artist.ts";
import { type MappableOptions, ScalarMap } from "../artists/mappable.ts";
import type { Axes } from "../axes/axes.ts";
import { type Color, rgbaOf } from "../color/color.ts";
import type { Renderer } from "../render/renderer.ts";
import { type Data, flat, valuesOf } from "../values.ts";
import { known, onAxes } from "./on-axes.ts";

export interface QuiverOptions extends MappableOptions {
  color?: Color;
  /** How many units of data an arrow as long as the axes are wide stands for. */
  scale?: number;
  /** "xy": lengths are in units of the axes. */
  scaleUnits?: "xy" | "width";
  angles?: "uv" | "xy";
  /** Of the shafts, in widths of the axes. */
  width?: number;
  headwidth?: number;
  headlength?: number;
  headaxislength?: number;
  pivot?: "tail" | "middle" | "tip" | "mid";
  alpha?: number;
  zorder?: number;
}

const keys =
  "color scale scaleUnits angles width headwidth headlength headaxislength pivot alpha zorder cmap vmin vmax norm".split(
    " ",
  );

/** A field of arrows. */
export class Quiver extends BaseArtist {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly map: ScalarMap | undefined;
  readonly options: QuiverOptions;

  constructor(
    x: Float64Array,
    y: Float64Array,
    u: Float64Array,
    v: Float64Array,
    c: Float64Array | undefined,
    options: QuiverOptions,
  ) {
    super();
    this.x = x;
    this.y = y;
    this.u = u;
    this.v = v;
    this.options = options;
    this.map = c === undefined ? undefined : new ScalarMap(c, options);
    if (options.zorder !== undefined) this.zorder = options.zorder;
  }

  bounds(): Bounds {
    return boundsOf(this.x, this.y);
  }

  draw(renderer: Renderer, axes: Axes): void {
    const {
      color = "black",
      headwidth = 3,
      headlength = 5,
      headaxislength = 4.5,
      pivot = "tail",
      alpha,
    } = this.options;
    const count = this.u.length;
    const span = axes.box.x1 - axes.box.x0;
    const width = (this.options.width ?? 0.06 / Math.min(Math.max(Math.sqrt(count), 8), 25)) * span;
    const isData = this.options.scaleUnits === "xy";
    const perX = Math.abs(axes.xaxis.px(1) - axes.xaxis.px(0));
    const sizes = Array.from(this.u, (u, i) => Math.hypot(u, this.v[i]));
    const mean = sizes.filter(Number.isFinite).reduce((a, b) => a + b, 0) / Math.max(1, count);
    const scale = this.options.scale ?? 1.8 * mean * Math.max(10, Math.sqrt(count));
    const unit = isData ? perX / (this.options.scale ?? 1) : span / scale;
    const shortest = headlength;
    for (let i = 0; i < count; i++) {
      const length = (sizes[i] * unit) / width;
      if (!Number.isFinite(length)) continue;
      const fill = this.map?.rgba(this.map.values[i], alpha) ?? rgbaOf(color, alpha);
      const [px, py] = [axes.xaxis.px(this.x[i]), axes.yaxis.px(this.y[i])];
      if (length < 1) {
        renderer.markers(
          [px, py],
          (context) => context.arc(0, 0, width / 2, 0, 2 * Math.PI),
          { fill: () => fill, stroke: () => undefined },
          axes.box,
          false,
        );
        continue;
      }
      const shrink = Math.min(1, length / shortest);
      const tip = Math.max(length, shortest) * shrink;
      let along = [
        0,
        tip - headaxislength * shrink,
        tip - headlength * shrink,
        tip,
        tip - headlength * shrink,
        tip - headaxislength * shrink,
        0,
      ];
      const side = [0.5, 0.5, 0.5 * headwidth, 0, -0.5 * headwidth, -0.5, -0.5].map((part) => part * shrink);
      const back = pivot === "middle" || pivot === "mid" ? tip / 2 : pivot === "tip" ? tip : 0;
      along = along.map((part) => part - back);
      const [cos, sin] = [this.u[i] / sizes[i], this.v[i] / sizes[i]];
      const points = along.flatMap((a, k) => [
        px + (a * cos - side[k] * sin) * width,
        py + (a * sin + side[k] * cos) * width,
      ]);
      renderer.path(points, { fill, closed: true, clip: axes.box, snap: false });
    }
  }

  toString(): string {
    return `<Quiver of ${this.u.length} arrows>`;
  }
}

/** Arrows (u, v): `quiver(U, V)`, `quiver(X, Y, U, V)`, and values for the colours at the end. */
export const quiver = onAxes("quiver", (axes: Axes, ...args: (Data | QuiverOptions)[]): Quiver => {
  const options = known("quiver", isOptions(args.at(-1)) ? (args.pop() as QuiverOptions) : {}, keys);
  if (args.length < 2 || args.length > 5) throw new TypeError(`quiver() takes from 2 to 5 lists, got ${args.length}`);
  const c = args.length === 3 || args.length === 5 ? flat(args.pop() as Data, "quiver(): C") : undefined;
  const [uData, vData] = args.slice(-2) as Data[];
  const { values: u, shape } = valuesOf(uData, "quiver(): U");
  const v = flat(vData, "quiver(): V");
  const columns = shape.at(-1) ?? 1;
  let [x, y] =
    args.length === 4
      ? [flat(args[0] as Data, "quiver(): X"), flat(args[1] as Data, "quiver(): Y")]
      : [u.map((_, i) => i % columns), u.map((_, i) => Math.floor(i / columns))];
  // Lists of columns and rows stand for the grid between them.
  if (x.length !== u.length && x.length * y.length === u.length) {
    const [xs, ys] = [x, y];
    x = u.map((_, i) => xs[i % xs.length]);
    y = u.map((_, i) => ys[Math.floor(i / xs.length)]);
  }
  for (const [name, list] of [
    ["X", x],
    ["Y", y],
    ["V", v],
    ["C", c ?? u],
  ] as const)
    if (list.length !== u.length)
      throw new RangeError(`quiver(): ${name} has ${list.length} values, but the number of arrows is ${u.length}`);
  const field = new Quiver(x, y, u, v, c, options);
  if (c !== undefined) axes.mappable = field;
  return axes.add(field);
});
