/** Norms: from values to the places 0 to 1 of a colour map. */

import { linearScale, logScale, type Scale, symlogScale } from "../ticks/scales.ts";
import { extentOf } from "../values.ts";

export interface NormOptions {
  /** The values at the two ends of the map; the least and the largest of the data. */
  vmin?: number;
  vmax?: number;
}

/** Linear from `vmin` to `vmax`. */
export class Normalize {
  vmin: number | undefined;
  vmax: number | undefined;
  /** @internal What the colour bar's axis is scaled by. */
  readonly scale: Scale;

  constructor({ vmin, vmax }: NormOptions = {}, scale: Scale = linearScale) {
    this.vmin = vmin;
    this.vmax = vmax;
    this.scale = scale;
  }

  /** Takes the ends that are not set from the data. */
  autoscaleNone(values: ArrayLike<number>): void {
    const extent = extentOf(this.scale.name === "log" ? Array.from(values).filter((value) => value > 0) : values);
    this.vmin ??= extent?.[0] ?? 0;
    this.vmax ??= extent?.[1] ?? 1;
    if (this.vmin > this.vmax)
      throw new RangeError(`vmin must be less or equal to vmax, got ${this.vmin} and ${this.vmax}`);
    if (this.scale.name === "log" && this.vmin <= 0)
      throw new RangeError(`LogNorm needs positive vmin and vmax, got ${this.vmin} and ${this.vmax}`);
  }

  /** The place of a value; NaN stays NaN. */
  apply(value: number): number {
    const [low, high] = [this.vmin ?? 0, this.vmax ?? 1];
    if (low === high) return Number.isNaN(value) ? value : 0;
    const [from, to] = [this.scale.forward(low), this.scale.forward(high)];
    return (this.scale.forward(value) - from) / (to - from);
  }

  /** The value at a place. */
  inverse(place: number): number {
    const [from, to] = [this.scale.forward(this.vmin ?? 0), this.scale.forward(this.vmax ?? 1)];
    return this.scale.inverse(from + place * (to - from));
  }
}

/** Logarithmic: needs positive values. */
export class LogNorm extends Normalize {
  constructor(options: NormOptions = {}) {
    super(options, logScale());
  }
}

/** Logarithmic on both sides of zero, linear from -linthresh to linthresh. */
export class SymLogNorm extends Normalize {
  constructor(linthresh: number, options: NormOptions = {}) {
    super(options, symlogScale(linthresh));
  }
}

/** Linear on either side of `vcenter`, which is the middle of the map. */
export class TwoSlopeNorm extends Normalize {
  readonly vcenter: number;

  constructor(vcenter: number, options: NormOptions = {}) {
    super(options);
    this.vcenter = vcenter;
  }

  override apply(value: number): number {
    const [low, high] = [this.vmin ?? 0, this.vmax ?? 1];
    return value < this.vcenter
      ? (0.5 * (value - low)) / (this.vcenter - low)
      : 0.5 + (0.5 * (value - this.vcenter)) / (high - this.vcenter);
  }

  override inverse(place: number): number {
    const [low, high] = [this.vmin ?? 0, this.vmax ?? 1];
    return place < 0.5
      ? low + 2 * place * (this.vcenter - low)
      : this.vcenter + 2 * (place - 0.5) * (high - this.vcenter);
  }
}

/** One colour for each interval between boundaries. */
export class BoundaryNorm extends Normalize {
  readonly boundaries: readonly number[];
  readonly #colors: number;

  constructor(boundaries: readonly number[], colors: number) {
    super({ vmin: boundaries[0], vmax: boundaries.at(-1) });
    if (boundaries.length < 2) throw new RangeError("BoundaryNorm(): boundaries must hold at least two values");
    this.boundaries = boundaries;
    this.#colors = colors;
  }

  override apply(value: number): number {
    if (Number.isNaN(value)) return value;
    const regions = this.boundaries.length - 1;
    let at = this.boundaries.findLastIndex((boundary) => value >= boundary);
    if (at >= regions) at = value > (this.boundaries.at(-1) as number) ? this.#colors : regions - 1;
    const index = regions === 1 ? 0 : Math.floor(((this.#colors - 1) / (regions - 1)) * at);
    return (index + 0.5) / this.#colors;
  }
}
