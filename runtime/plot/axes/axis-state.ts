/** What the axes that share an axis share: limits, scale, ticks and units. */

import { DateFormatter, DateLocator } from "../ticks/dates.ts";
import { FixedFormatter, type Formatter } from "../ticks/formatters.ts";
import { FixedLocator, type Locator, nonsingular, type TickSpace } from "../ticks/locators.ts";
import { linearScale, type Scale } from "../ticks/scales.ts";
import { dateToNumber, type Unit } from "../values.ts";
import type { Axis } from "./axis.ts";

export class AxisState {
  readonly members: Axis[] = [];
  scale: Scale = linearScale;
  locator: Locator = linearScale.locator();
  formatter: Formatter = linearScale.formatter();
  minorLocator: Locator = linearScale.minorLocator();
  minorFormatter: Formatter = linearScale.minorFormatter();
  isInverted = false;
  isAuto = true;
  /** Of the data's range, on each side. */
  margin: number;
  unit: Unit | undefined;
  readonly categories = new Map<string, number>();
  #limits: [number, number] | undefined;

  constructor(margin: number) {
    this.margin = margin;
  }

  setScale(scale: Scale): void {
    this.scale = scale;
    this.locator = scale.locator();
    this.formatter = scale.formatter();
    this.minorLocator = scale.minorLocator();
    this.minorFormatter = scale.minorFormatter();
    this.stale();
  }

  /** Limits are computed anew when they are asked for. */
  stale(): void {
    if (this.isAuto) this.#limits = undefined;
  }

  /** Fixes the limits; undefined leaves an end as it is. */
  setLimits(first: number | undefined, last: number | undefined, axis: string): void {
    const [oldFirst, oldLast] = this.limits();
    let [low, high] = [first ?? oldFirst, last ?? oldLast];
    if (!Number.isFinite(low) || !Number.isFinite(high))
      throw new RangeError(`Axis limits cannot be NaN or Inf: set${axis.toUpperCase()}lim() got ${low} and ${high}`);
    if (this.scale.name === "log" || this.scale.name === "logit") {
      const isBad = (value: number): boolean => value <= 0 || (this.scale.name === "logit" && value >= 1);
      // Matplotlib warns and keeps the end that was there.
      if (isBad(low)) low = oldFirst;
      if (isBad(high)) high = oldLast;
    }
    if (low === high) [low, high] = nonsingular(low, high);
    this.isInverted = low > high;
    this.isAuto = false;
    this.#limits = [low, high];
  }

  /** From the data again. */
  autoscale(): void {
    this.isAuto = true;
    this.#limits = undefined;
  }

  invert(isInverted: boolean): void {
    if (isInverted === this.isInverted) return;
    this.isInverted = isInverted;
    if (this.#limits !== undefined) this.#limits = [this.#limits[1], this.#limits[0]];
  }

  limits(): [number, number] {
    this.#limits ??= this.#automatic();
    return this.#limits;
  }

  /** Other limits until the data or the settings change, as an equal aspect asks for. @internal */
  adjust(first: number, last: number): void {
    this.#limits = [first, last];
  }

  /** The least positive value of the data. */
  least(): number {
    return Math.min(...this.members.map((axis) => axis.span().least));
  }

  get tickSpace(): TickSpace {
    return { space: 9, least: this.least() };
  }

  #automatic(): [number, number] {
    const spans = this.members.map((axis) => axis.span());
    let low = Math.min(...spans.map((span) => span.low));
    let high = Math.max(...spans.map((span) => span.high));
    const least = Math.min(...spans.map((span) => span.least));
    const space = { space: 9, least };
    const isEmpty = !Number.isFinite(low);
    const makeRoom = (from: number, to: number): [number, number] =>
      this.locator.nonsingular?.(from, to, space) ?? this.#makeRoom(from, to);
    if (isEmpty && this.scale.name === "linear" && this.members.every((axis) => !axis.isUsed()))
      return this.isInverted ? [1, 0] : [0, 1];
    [low, high] = makeRoom(low, high);
    const sticky = this.members
      .flatMap((axis) => axis.sticky())
      .filter((value) => this.scale.name !== "log" || value > 0);
    const tolerance = 1e-5 * Math.abs(high - low);
    const below = sticky.filter((value) => value < low + tolerance);
    const above = sticky.filter((value) => value >= high - tolerance);
    const floor = below.length > 0 ? Math.max(...below) : Number.NEGATIVE_INFINITY;
    const ceiling = above.length > 0 ? Math.min(...above) : Number.POSITIVE_INFINITY;
    [low, high] = this.scale.limitRange(low, high, least);
    const [from, to] = [this.scale.forward(low), this.scale.forward(high)];
    const delta = (to - from) * this.margin;
    low = Math.max(this.scale.inverse(from - delta), floor);
    high = Math.min(this.scale.inverse(to + delta), ceiling);
    [low, high] = makeRoom(low, high);
    return this.isInverted ? [high, low] : [low, high];
  }

  #makeRoom(low: number, high: number): [number, number] {
    return nonsingular(low, high);
  }

  date(value: Date): number {
    if (this.unit === undefined) {
      this.unit = "date";
      this.locator = new DateLocator();
      this.formatter = new DateFormatter();
      this.stale();
    }
    return dateToNumber(value);
  }

  category(value: string): number {
    if (this.unit === undefined) this.unit = "category";
    let place = this.categories.get(value);
    if (place === undefined) {
      place = this.categories.size;
      this.categories.set(value, place);
      this.locator = FixedLocator(Array.from(this.categories.values()));
      this.formatter = FixedFormatter(Array.from(this.categories.keys()));
    }
    return place;
  }
}
