import { BaseArtist, type Bounds, spanOf } from "../artists/artist.ts";
import { toPixels } from "../artists/collections.ts";
import { ScalarMap } from "../artists/mappable.ts";
import type { MeshLook } from "../artists/mesh.ts";
import type { Axes } from "../axes/axes.ts";
import type { Renderer } from "../render/renderer.ts";
import { type Data, extentOf, flat } from "../values.ts";
import { known, onAxes } from "./on-axes.ts";

export interface HexbinOptions extends MeshLook {
  /** Hexagons across, or across and up; 100. */
  gridsize?: number | readonly [number, number];
  /** Hexagons with fewer points have no colour; 0. */
  mincnt?: number;
  /** "log": colours by the logarithm. */
  bins?: "log";
}

/** Points counted in hexagons. */
export const hexbin = onAxes("hexbin", (axes: Axes, x: Data, y: Data, options: HexbinOptions = {}): HexMesh => {
  const {
    gridsize = 100,
    mincnt = 0,
    bins,
    ...look
  } = known("hexbin", options, [
    "gridsize",
    "mincnt",
    "bins",
    "cmap",
    "vmin",
    "vmax",
    "norm",
    "alpha",
    "edgecolors",
    "linewidth",
  ]);
  const [xs, ys] = [flat(x, "hexbin(): x"), flat(y, "hexbin(): y")];
  if (xs.length !== ys.length)
    throw new RangeError(`hexbin(): x and y must have the same length, got ${xs.length} and ${ys.length}`);
  const [nx, ny] = typeof gridsize === "number" ? [gridsize, Math.trunc(gridsize / Math.sqrt(3))] : gridsize;
  const room = ([low, high]: [number, number]): [number, number] =>
    low === high ? [low - 0.1, high + 0.1] : [low - 1e-9 * (high - low), high + 1e-9 * (high - low)];
  const [[xmin, xmax], [ymin, ymax]] = [room(extentOf(xs) ?? [0, 1]), room(extentOf(ys) ?? [0, 1])];
  const [sx, sy] = [(xmax - xmin) / nx, (ymax - ymin) / ny];
  const [first, second] = [new Float64Array((nx + 1) * (ny + 1)), new Float64Array(nx * ny)];
  for (let i = 0; i < xs.length; i++) {
    const [ix, iy] = [(xs[i] - xmin) / sx, (ys[i] - ymin) / sy];
    const [ix1, iy1, ix2, iy2] = [Math.round(ix), Math.round(iy), Math.floor(ix), Math.floor(iy)];
    const isFirst = (ix - ix1) ** 2 + 3 * (iy - iy1) ** 2 < (ix - ix2 - 0.5) ** 2 + 3 * (iy - iy2 - 0.5) ** 2;
    if (isFirst && ix1 >= 0 && ix1 <= nx && iy1 >= 0 && iy1 <= ny) first[ix1 * (ny + 1) + iy1]++;
    else if (!isFirst && ix2 >= 0 && ix2 < nx && iy2 >= 0 && iy2 < ny) second[ix2 * ny + iy2]++;
  }
  const centers: number[] = [];
  const counts: number[] = [];
  const add = (count: number, cx: number, cy: number): void => {
    if (count < mincnt) return;
    centers.push(cx, cy);
    counts.push(bins === "log" ? Math.log10(count + 1) : count);
  };
  first.forEach((count, i) => {
    add(count, xmin + Math.floor(i / (ny + 1)) * sx, ymin + (i % (ny + 1)) * sy);
  });
  second.forEach((count, i) => {
    add(count, xmin + (Math.floor(i / ny) + 0.5) * sx, ymin + ((i % ny) + 0.5) * sy);
  });
  const mesh = new HexMesh(
    Float64Array.from(centers),
    [sx, sy / 3],
    Float64Array.from(counts),
    [xmin, xmax, ymin, ymax],
    look,
  );
  axes.mappable = mesh;
  return axes.add(mesh);
});

/** Hexagons with colours. */
export class HexMesh extends BaseArtist {
  readonly centers: Float64Array;
  readonly size: readonly [number, number];
  readonly map: ScalarMap;
  readonly look: MeshLook;
  readonly #around: readonly [number, number, number, number];

  constructor(
    centers: Float64Array,
    size: readonly [number, number],
    counts: Float64Array,
    around: readonly [number, number, number, number],
    look: MeshLook,
  ) {
    super();
    this.centers = centers;
    this.size = size;
    this.map = new ScalarMap(counts, look);
    this.look = look;
    this.#around = around;
  }

  bounds(): Bounds {
    const [xmin, xmax, ymin, ymax] = this.#around;
    return { x: spanOf([xmin, xmax]), y: spanOf([ymin, ymax]) };
  }

  draw(renderer: Renderer, axes: Axes): void {
    const [sx, sy] = this.size;
    const shape = [0.5, -0.5, 0.5, 0.5, 0, 1, -0.5, 0.5, -0.5, -0.5, 0, -1];
    for (let i = 0; i < this.map.values.length; i++) {
      const fill = this.map.rgba(this.map.values[i], this.look.alpha);
      const points = shape.map((part, k) =>
        k % 2 === 0 ? this.centers[2 * i] + part * sx : this.centers[2 * i + 1] + part * sy,
      );
      renderer.path(toPixels(axes, points), {
        fill,
        stroke: { color: fill, width: renderer.px(1), join: "miter" },
        closed: true,
        clip: axes.box,
      });
    }
  }

  toString(): string {
    return `<PolyCollection of ${this.map.values.length} hexagons>`;
  }
}
