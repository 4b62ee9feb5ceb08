/** What colours a colour bar explains: values, a norm and a colour map. */

import type { Rgba } from "../color/color.ts";
import { type Colormap, colormap } from "../color/colormaps.ts";
import { Normalize } from "../color/norms.ts";
import { rcParams } from "../rc-params.ts";

export interface MappableOptions {
  /** A name or a map; "viridis". */
  cmap?: string | Colormap;
  /** The values at the two ends of the map; the least and the largest. */
  vmin?: number;
  vmax?: number;
  /** In the place of vmin and vmax; "log" is a LogNorm. */
  norm?: Normalize;
}

export class ScalarMap {
  values: Float64Array;
  cmap: Colormap;
  norm: Normalize;
  /** Edges between the colours of a colour bar that shows steps; undefined: it flows. */
  boundaries: readonly number[] | undefined;
  /** Whether the boundaries are lines, with nothing between them. */
  isLines = false;
  /** Colours between boundaries, where they are not the map's own. */
  stepColors: readonly Rgba[] | undefined;

  constructor(values: Float64Array, { cmap = rcParams["image.cmap"], vmin, vmax, norm }: MappableOptions = {}) {
    if (norm !== undefined && (vmin !== undefined || vmax !== undefined))
      throw new TypeError("Passing a norm together with vmin or vmax is not supported: give them to the norm");
    this.values = values;
    this.cmap = colormap(cmap);
    this.norm = norm ?? new Normalize({ vmin, vmax });
    this.norm.autoscaleNone(values);
  }

  rgba(value: number, alpha?: number): Rgba {
    const [red, green, blue, own] = this.cmap.rgba(this.norm.apply(value));
    return [red, green, blue, own === 0 ? 0 : (alpha ?? own)];
  }

  /** RGBA bytes of values. */
  bytes(values: Float64Array): Uint8ClampedArray {
    const { cmap, norm } = this;
    const pixels = new Uint8ClampedArray(4 * values.length);
    const last = cmap.N - 1;
    for (let i = 0; i < values.length; i++) {
      const place = norm.apply(values[i]);
      if (Number.isNaN(place)) continue;
      const at = 4 * (place >= 1 ? last : place <= 0 ? 0 : Math.min(Math.floor(place * cmap.N), last));
      pixels[4 * i] = cmap.table[at];
      pixels[4 * i + 1] = cmap.table[at + 1];
      pixels[4 * i + 2] = cmap.table[at + 2];
      pixels[4 * i + 3] = cmap.table[at + 3];
    }
    return pixels;
  }

  setClim(vmin: number, vmax: number): void {
    this.norm.vmin = vmin;
    this.norm.vmax = vmax;
  }
}

/** Artists that a colour bar can explain. */
export interface Mappable {
  readonly map: ScalarMap | undefined;
}
