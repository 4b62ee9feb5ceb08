/** What a mark is: something that is drawn in the box of axes. */

import type { Context } from "../canvas.ts";

/** [least x, largest x, least y, largest y] in data coordinates. */
export type Bounds = readonly [number, number, number, number];

/** From data coordinates to pixels. */
export interface Projection {
  x(value: number): number;
  y(value: number): number;
  /** Pixels of a typographic point. */
  readonly point: number;
}

export interface Mark {
  /** What the legend calls it; "" leaves it out. */
  readonly label: string;
  /** Whether limits end at its edges, without a margin. */
  readonly sticky: boolean;
  bounds(): Bounds | undefined;
  draw(context: Context, projection: Projection): void;
  /** Its sample in a legend, from (x, y) to the right; marks without one have no label either. */
  drawKey?(context: Context, x: number, y: number, width: number, point: number): void;
  /** Vertices in pixels, which a legend keeps clear of. */
  vertices(projection: Projection): readonly (readonly [number, number])[];
}
