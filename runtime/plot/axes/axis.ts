/** The x or the y axis of axes: its ticks, their texts, its label. */

import { type Color, type Rgba, rgbaOf } from "../color/color.ts";
import { type LineStyle, strokeOf } from "../format.ts";
import { type FontSize, pointsOf, rcParams } from "../rc-params.ts";
import { type Box, union } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import type { TextStyle, VerticalAlignment } from "../render/text.ts";
import type { Converter } from "../values.ts";
import type { Axes } from "./axes.ts";
import { AxisState } from "./axis-state.ts";

export type Which = "x" | "y";
export type Side = "bottom" | "top" | "left" | "right";

/** How ticks look. */
export interface TickLook {
  length: number;
  width: number;
  color: Color;
  direction: "out" | "in" | "inout";
  pad: number;
  labelsize: FontSize;
  labelcolor: Color;
  labelrotation: number;
}

export interface GridLook {
  color: Color;
  linestyle: LineStyle;
  linewidth: number;
  alpha: number;
}

interface Tick {
  readonly at: number;
  readonly text: string;
  readonly isMinor: boolean;
}

/** Where everything of an axis lies, in pixels. */
export interface AxisLayout {
  readonly ticks: readonly Tick[];
  readonly texts: readonly { text: string; x: number; y: number; style: TextStyle }[];
  readonly boxes: readonly Box[];
}

/** Between tick texts and the multiplier that is written apart, in points. */
const offsetPad = 3;

export class Axis {
  readonly which: Which;
  readonly axes: Axes;
  state: AxisState;
  label = "";
  labelStyle: { fontsize?: FontSize; color?: Color; weight?: string; rotation?: number; loc?: string } = {};
  labelpad: number = rcParams["axes.labelpad"];
  labelSide: Side;
  visible = true;
  readonly major: TickLook;
  readonly minor: TickLook;
  grid: { major?: GridLook; minor?: GridLook } = {};
  /** On which sides ticks and their texts are. */
  ticksOn: { low: boolean; high: boolean; labelLow: boolean; labelHigh: boolean };
  /** Alignment of tick texts where it was set. */
  tickAlign: { ha?: TextStyle["ha"]; va?: VerticalAlignment; rotationMode?: "anchor" | "default" } = {};

  constructor(axes: Axes, which: Which, shared?: Axis) {
    this.axes = axes;
    this.which = which;
    this.state = shared?.state ?? new AxisState(rcParams[`axes.${which}margin`]);
    this.state.members.push(this);
    this.labelSide = which === "x" ? "bottom" : "left";
    this.ticksOn = { low: true, high: false, labelLow: true, labelHigh: false };
    const look = (size: "major" | "minor"): TickLook => ({
      length: rcParams[`${which}tick.${size}.size`],
      width: rcParams[`${which}tick.${size}.width`],
      color: rcParams[`${which}tick.color`],
      direction: rcParams[`${which}tick.direction`],
      pad: rcParams[`${which}tick.${size}.pad`],
      labelsize: rcParams[`${which}tick.labelsize`],
      labelcolor: rcParams[`${which}tick.color`],
      labelrotation: 0,
    });
    this.major = look("major");
    this.minor = look("minor");
    const gridAxis = rcParams["axes.grid.axis"];
    if (rcParams["axes.grid"] && (gridAxis === "both" || gridAxis === which)) this.grid.major = defaultGrid();
  }

  /** What dates and texts become. */
  get converter(): Converter {
    return this.state;
  }

  /** What the artists of its axes span. */
  span(): { low: number; high: number; least: number } {
    let [low, high, least] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const artist of this.axes.artists) {
      const span = artist.bounds?.()?.[this.which];
      if (span === undefined) continue;
      low = Math.min(low, span.low);
      high = Math.max(high, span.high);
      least = Math.min(least, span.least);
    }
    return { low, high, least };
  }

  /** Whether any artist is counted along it. */
  isUsed(): boolean {
    return this.axes.artists.some(
      (artist) => artist.bounds !== undefined && (artist.coordinates?.[this.which] ?? "data") === "data",
    );
  }

  sticky(): number[] {
    return this.axes.artists.flatMap((artist) => [...(artist.sticky?.[this.which] ?? [])]);
  }

  /** The pixel of a value. */
  px(value: number): number {
    const { scale } = this.state;
    const [first, last] = this.state.limits();
    const [from, to] = [scale.forward(first), scale.forward(last)];
    const [start, end] = this.#edges();
    return start + ((scale.forward(value) - from) / (to - from)) * (end - start);
  }

  /** Pixels of many values. */
  pixels(values: Float64Array): Float64Array {
    const { scale } = this.state;
    const [first, last] = this.state.limits();
    const [from, to] = [scale.forward(first), scale.forward(last)];
    const [start, end] = this.#edges();
    const unit = (end - start) / (to - from);
    const result = new Float64Array(values.length);
    if (scale.name === "linear") for (let i = 0; i < values.length; i++) result[i] = start + (values[i] - from) * unit;
    else for (let i = 0; i < values.length; i++) result[i] = start + (scale.forward(values[i]) - from) * unit;
    return result;
  }

  #edges(): [number, number] {
    const { x0, x1, y0, y1 } = this.axes.box;
    return this.which === "x" ? [x0, x1] : [y0, y1];
  }

  /** How many ticks there is room for. */
  #space(dpi: number): number {
    const [start, end] = this.#edges();
    const points = ((end - start) * 72) / dpi;
    return Math.floor(points / (pointsOf(this.major.labelsize) * (this.which === "x" ? 3 : 2)));
  }

  /** Ticks within the limits. */
  ticks(dpi: number): Tick[] {
    const { state } = this;
    const limits = state.limits();
    const axis = { space: this.#space(dpi), least: state.least() };
    const [low, high] = [Math.min(...limits), Math.max(...limits)];
    const [from, to] = [state.scale.forward(low), state.scale.forward(high)];
    const slack = (to - from) * 1e-10;
    const isSeen = (at: number): boolean => {
      const place = state.scale.forward(at);
      return place >= from - slack && place <= to + slack;
    };
    const places = state.locator.ticks(low, high, axis);
    const texts = state.formatter.format(places, limits);
    const major = places.map((at, i) => ({ at, text: texts[i], isMinor: false }));
    const minorPlaces = state.minorLocator
      .ticks(low, high, axis)
      .filter(
        (at) =>
          !places.some((other) => Math.abs(state.scale.forward(other) - state.scale.forward(at)) <= (to - from) * 1e-5),
      );
    const minorTexts = state.minorFormatter.format(minorPlaces, limits);
    const minor = minorPlaces.map((at, i) => ({ at, text: minorTexts[i], isMinor: true }));
    return [...major, ...minor].filter(({ at }) => isSeen(at));
  }

  /** Where ticks, texts and the label lie. */
  layout(renderer: Renderer): AxisLayout {
    if (!this.visible) return { ticks: [], texts: [], boxes: [] };
    const ticks = this.ticks(renderer.dpi);
    const texts: { text: string; x: number; y: number; style: TextStyle }[] = [];
    const { box } = this.axes;
    const low: Box[] = [];
    const high: Box[] = [];
    for (const tick of ticks) {
      if (tick.text === "") continue;
      const look = tick.isMinor ? this.minor : this.major;
      const out = look.direction === "out" ? look.length : look.direction === "inout" ? look.length / 2 : 0;
      const reach = renderer.px(out + look.pad);
      const at = this.px(tick.at);
      const add = (isHigh: boolean): void => {
        const style = this.#tickStyle(look, isHigh);
        const [x, y] =
          this.which === "x"
            ? [at, isHigh ? box.y1 + reach : box.y0 - reach]
            : [isHigh ? box.x1 + reach : box.x0 - reach, at];
        texts.push({ text: tick.text, x, y, style });
        (isHigh ? high : low).push(renderer.measure(tick.text, x, y, style));
      };
      if (this.ticksOn.labelLow) add(false);
      if (this.ticksOn.labelHigh) add(true);
    }
    const spines = this.#spineBoxes(renderer);
    const boxes = [...low, ...high];
    const offset = this.#offsetText(renderer, low, high);
    if (offset !== undefined) texts.push(offset);
    const isLabelHigh = this.labelSide === "top" || this.labelSide === "right";
    const around = union([...(isLabelHigh ? high : low), isLabelHigh ? spines[1] : spines[0]]) as Box;
    if (this.label !== "") texts.push(this.#labelText(renderer, around));
    for (const text of texts.slice(low.length + high.length))
      boxes.push(renderer.measure(text.text, text.x, text.y, text.style));
    return { ticks, texts, boxes };
  }

  #tickStyle(look: TickLook, isHigh: boolean): TextStyle {
    const isX = this.which === "x";
    const rotation = look.labelrotation;
    return {
      size: pointsOf(look.labelsize),
      color: rgbaOf(look.labelcolor),
      ha: this.tickAlign.ha ?? (isX ? "center" : isHigh ? "left" : "right"),
      va: this.tickAlign.va ?? (isX ? (isHigh ? "bottom" : "top") : "center_baseline"),
      rotation,
      rotationMode: this.tickAlign.rotationMode,
    };
  }

  /** The lines on the low and the high side, with the ticks that stick out. */
  #spineBoxes(renderer: Renderer): [Box, Box] {
    const { x0, x1, y0, y1 } = this.axes.box;
    const out =
      this.major.direction === "out" ? this.major.length : this.major.direction === "inout" ? this.major.length / 2 : 0;
    const low = this.ticksOn.low ? renderer.px(out) : 0;
    const high = this.ticksOn.high ? renderer.px(out) : 0;
    return this.which === "x"
      ? [
          { x0, x1, y0: y0 - low, y1: y0 },
          { x0, x1, y0: y1, y1: y1 + high },
        ]
      : [
          { x0: x0 - low, x1: x0, y0, y1 },
          { x0: x1, x1: x1 + high, y0, y1 },
        ];
  }

  #offsetText(renderer: Renderer, low: readonly Box[], high: readonly Box[]) {
    const text = this.state.formatter.offset ?? "";
    if (text === "" || (!this.ticksOn.labelLow && !this.ticksOn.labelHigh)) return undefined;
    const { box } = this.axes;
    const pad = renderer.px(offsetPad);
    const base = { size: pointsOf(this.major.labelsize), color: rgbaOf(this.major.labelcolor) };
    if (this.which === "y") {
      const isRight = !this.ticksOn.labelLow;
      const style = { ...base, ha: isRight ? "right" : "left", va: "baseline" } as const;
      return { text, x: isRight ? box.x1 : box.x0, y: box.y1 + pad, style };
    }
    const isTop = !this.ticksOn.labelLow;
    const around = union(isTop ? high : low);
    const y = isTop ? (around?.y1 ?? box.y1) + pad : (around?.y0 ?? box.y0) - pad;
    return { text, x: box.x1, y, style: { ...base, ha: "right", va: isTop ? "bottom" : "top" } as const };
  }

  #labelText(renderer: Renderer, around: Box) {
    const { box } = this.axes;
    const pad = renderer.px(this.labelpad);
    const { fontsize, color, weight, rotation, loc = "center" } = this.labelStyle;
    const isX = this.which === "x";
    const isHigh = this.labelSide === "top" || this.labelSide === "right";
    const isLow = loc === "left" || loc === "bottom";
    const share = loc === "center" ? 0.5 : isLow ? 0 : 1;
    const ha = loc === "center" ? "center" : isLow ? "left" : "right";
    const style: TextStyle = {
      size: pointsOf(fontsize ?? rcParams["axes.labelsize"]),
      color: rgbaOf(color ?? rcParams["axes.labelcolor"]),
      weight: weight ?? rcParams["axes.labelweight"],
      ha,
      va: isX ? (isHigh ? "baseline" : "top") : isHigh ? "top" : "bottom",
      rotation: rotation ?? (isX ? 0 : 90),
      rotationMode: isX ? "default" : "anchor",
    };
    return isX
      ? {
          text: this.label,
          x: box.x0 + share * (box.x1 - box.x0),
          y: isHigh ? around.y1 + pad : around.y0 - pad,
          style,
        }
      : {
          text: this.label,
          x: isHigh ? around.x1 + pad : around.x0 - pad,
          y: box.y0 + share * (box.y1 - box.y0),
          style,
        };
  }

  /** What the axis takes, in pixels. */
  extent(renderer: Renderer): Box | undefined {
    const { boxes } = this.layout(renderer);
    return union([...boxes, ...(this.visible ? this.#spineBoxes(renderer) : [])]);
  }

  draw(renderer: Renderer): void {
    const { ticks, texts } = this.layout(renderer);
    const { box } = this.axes;
    for (const tick of ticks) {
      const grid = tick.isMinor ? this.grid.minor : this.grid.major;
      if (grid === undefined) continue;
      const at = this.px(tick.at);
      const points = this.which === "x" ? [at, box.y0, at, box.y1] : [box.x0, at, box.x1, at];
      const color = rgbaOf(grid.color);
      renderer.path(points, {
        stroke: {
          ...strokeOf(
            renderer,
            [color[0], color[1], color[2], color[3] * grid.alpha] as Rgba,
            grid.linewidth,
            grid.linestyle,
          ),
          cap: grid.linestyle === "-" ? "projecting" : "butt",
        },
        clip: box,
      });
    }
    for (const tick of ticks) this.#drawTick(renderer, tick);
    for (const { text, x, y, style } of texts) renderer.text(text, x, y, style);
  }

  #drawTick(renderer: Renderer, { at, isMinor }: Tick): void {
    const look = isMinor ? this.minor : this.major;
    const { box } = this.axes;
    const out = renderer.px(look.direction === "in" ? 0 : look.direction === "inout" ? look.length / 2 : look.length);
    const inside = renderer.px(
      look.direction === "out" ? 0 : look.direction === "inout" ? look.length / 2 : look.length,
    );
    if (out + inside === 0 || look.width === 0) return;
    const stroke = { color: rgbaOf(look.color), width: renderer.px(look.width) } as const;
    const place = this.px(at);
    const line = (edge: number, outwards: number): void => {
      const [from, to] = [edge - outwards * inside, edge + outwards * out];
      const points = this.which === "x" ? [place, from, place, to] : [from, place, to, place];
      renderer.path(points, { stroke });
    };
    const [start, end] = this.which === "x" ? [box.y0, box.y1] : [box.x0, box.x1];
    if (this.ticksOn.low) line(start, -1);
    if (this.ticksOn.high) line(end, 1);
  }
}

export function defaultGrid(): GridLook {
  return {
    color: rcParams["grid.color"],
    linestyle: rcParams["grid.linestyle"] as LineStyle,
    linewidth: rcParams["grid.linewidth"],
    alpha: rcParams["grid.alpha"],
  };
}
