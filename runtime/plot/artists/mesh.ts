/** Cells of a grid, each with a value. */

import type { Axes } from "../axes/axes.ts";
import type { Color } from "../color/color.ts";
import { rgbaOf } from "../color/color.ts";
import type { Renderer } from "../render/renderer.ts";
import { BaseArtist, type Bounds, spanOf } from "./artist.ts";
import { type MappableOptions, ScalarMap } from "./mappable.ts";

export interface MeshLook extends MappableOptions {
  alpha?: number;
  edgecolors?: Color | "none";
  linewidth?: number;
}

export class QuadMesh extends BaseArtist {
  override zorder = 1;
  /** Edges of columns and rows. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly map: ScalarMap;
  readonly look: MeshLook;
  readonly sticky: { x: readonly number[]; y: readonly number[] };

  constructor(x: Float64Array, y: Float64Array, values: Float64Array, look: MeshLook) {
    super();
    this.x = x;
    this.y = y;
    this.look = look;
    this.map = new ScalarMap(values, look);
    this.sticky = { x: [x[0], x[x.length - 1]], y: [y[0], y[y.length - 1]] };
  }

  bounds(): Bounds {
    return { x: spanOf(this.x), y: spanOf(this.y) };
  }

  setClim(vmin: number, vmax: number): this {
    this.map.setClim(vmin, vmax);
    return this;
  }

  draw(renderer: Renderer, axes: Axes): void {
    const [px, py] = [axes.xaxis.pixels(this.x), axes.yaxis.pixels(this.y)];
    const columns = px.length - 1;
    const { values } = this.map;
    const edge = this.look.edgecolors;
    const stroke =
      edge === undefined || edge === "none"
        ? undefined
        : { color: rgbaOf(edge, this.look.alpha), width: renderer.px(this.look.linewidth ?? 0.15) };
    for (let r = 0; r + 1 < py.length; r++)
      for (let c = 0; c < columns; c++) {
        const fill = this.map.rgba(values[r * columns + c], this.look.alpha);
        if (fill[3] === 0 && stroke === undefined) continue;
        renderer.rect(
          { x0: px[c], x1: px[c + 1], y0: py[r], y1: py[r + 1] },
          { fill, stroke, clip: axes.box, snap: true },
        );
      }
  }

  toString(): string {
    return `<QuadMesh of ${this.y.length - 1} by ${this.x.length - 1} cells>`;
  }
}
