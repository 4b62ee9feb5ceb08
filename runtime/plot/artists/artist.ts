/** What is drawn on axes. */

import type { Axes } from "../axes/axes.ts";
import type { Box } from "../render/box.ts";
import type { Points, Renderer } from "../render/renderer.ts";
import { extentOf, leastPositive } from "../values.ts";

/** What an artist spans along one axis, and its least positive value. */
export interface Span {
  readonly low: number;
  readonly high: number;
  readonly least: number;
}

/** What an artist spans; an axis that it says nothing about is left alone. */
export interface Bounds {
  readonly x?: Span;
  readonly y?: Span;
}

/** What a legend that looks for the best place keeps clear of, in pixels. */
export interface Obstacles {
  readonly lines?: readonly Points[];
  readonly boxes?: readonly Box[];
  readonly points?: Points;
}

export interface Artist {
  /** Less is drawn first. */
  zorder: number;
  /** What the legend calls it; "" and what begins with "_" is left out. */
  label: string;
  visible: boolean;
  draw(renderer: Renderer, axes: Axes): void;
  bounds?(): Bounds | undefined;
  /** How x and y are counted, where not both in data. */
  readonly coordinates?: { readonly x: Coordinates; readonly y: Coordinates };
  /** Values at which limits end without a margin. */
  readonly sticky?: { readonly x?: readonly number[]; readonly y?: readonly number[] };
  /** Its sample in a legend; artists without one are not listed. */
  drawKey?(renderer: Renderer, key: Box, fontSize: number): void;
  obstacles?(axes: Axes): Obstacles;
  /** What it takes where that may lie beyond the axes, in pixels. */
  extent?(renderer: Renderer, axes: Axes): Box | undefined;
}

/** The span of values; undefined where none is finite. */
export function spanOf(values: ArrayLike<number>): Span | undefined {
  const extent = extentOf(values);
  return extent === undefined ? undefined : { low: extent[0], high: extent[1], least: leastPositive(values) };
}

/** Bounds of points. */
export function boundsOf(x: ArrayLike<number>, y: ArrayLike<number>): Bounds {
  return { x: spanOf(x), y: spanOf(y) };
}

export const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");

/** Fields that all artists have. */
export abstract class BaseArtist implements Artist {
  zorder = 1;
  label = "";
  visible = true;
  /** @internal What it was added to; changes of its data ask that for new limits. */
  axes: Axes | undefined;

  abstract draw(renderer: Renderer, axes: Axes): void;

  /** The legend's text. */
  setLabel(label: string): this {
    this.label = label;
    return this;
  }

  setVisible(visible: boolean): this {
    this.visible = visible;
    return this;
  }

  setZorder(zorder: number): this {
    this.zorder = zorder;
    return this;
  }

  /** Takes it off its axes. */
  remove(): void {
    this.axes?.removeArtist(this);
  }

  abstract toString(): string;

  [inspectSymbol](): string {
    return this.toString();
  }
}

/** How one coordinate of an artist is counted. */
export type Coordinates = "data" | "axes";
