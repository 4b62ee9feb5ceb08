/** Text on axes, with or without an arrow. */

import type { Axes } from "../axes/axes.ts";
import { type Color, rgbaOf } from "../color/color.ts";
import { type FontSize, pointsOf, rcParams } from "../rc-params.ts";
import { type Box, padded } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import type { HorizontalAlignment, TextStyle, VerticalAlignment } from "../render/text.ts";
import { BaseArtist } from "./artist.ts";

/** A box behind text. */
export interface TextBox {
  /** "round", "square", and "pad=0.3" after a comma; "square,pad=0.3". */
  boxstyle?: string;
  facecolor?: Color;
  fc?: Color;
  edgecolor?: Color;
  ec?: Color;
  alpha?: number;
  linewidth?: number;
  lw?: number;
  /** In points, for boxes without a style. */
  pad?: number;
}

/** How text looks; matplotlib's names, and its short ones. */
export interface TextOptions {
  fontsize?: FontSize;
  size?: FontSize;
  color?: Color;
  c?: Color;
  ha?: HorizontalAlignment;
  horizontalalignment?: HorizontalAlignment;
  va?: VerticalAlignment;
  verticalalignment?: VerticalAlignment;
  /** Degrees against the clock, "horizontal" or "vertical". */
  rotation?: number | "horizontal" | "vertical";
  rotationMode?: "default" | "anchor";
  weight?: string | number;
  fontweight?: string | number;
  style?: "normal" | "italic" | "oblique";
  fontstyle?: "normal" | "italic" | "oblique";
  family?: string | readonly string[];
  fontfamily?: string | readonly string[];
  alpha?: number;
  bbox?: TextBox;
  zorder?: number;
  clipOn?: boolean;
}

/** @throws RangeError for an unknown alignment. */
export function textStyle(options: TextOptions): TextStyle {
  const { rotation } = options;
  const ha = options.ha ?? options.horizontalalignment ?? "left";
  const va = options.va ?? options.verticalalignment ?? "baseline";
  if (!["left", "center", "right"].includes(ha))
    throw new RangeError(`'${ha}' is not a valid value for ha; supported values are 'left', 'center', 'right'`);
  if (!["top", "bottom", "center", "baseline", "center_baseline"].includes(va))
    throw new RangeError(
      `'${va}' is not a valid value for va; supported values are 'top', 'bottom', 'center', 'baseline', 'center_baseline'`,
    );
  const slant = options.style ?? options.fontstyle ?? rcParams["font.style"];
  return {
    size: pointsOf(options.fontsize ?? options.size ?? "medium"),
    color: rgbaOf(options.color ?? options.c ?? rcParams["text.color"], options.alpha),
    ha,
    va,
    rotation: rotation === "vertical" ? 90 : rotation === "horizontal" ? 0 : rotation,
    rotationMode: options.rotationMode,
    weight: options.weight ?? options.fontweight ?? rcParams["font.weight"],
    italic: slant !== "normal",
    family: options.family ?? options.fontfamily,
  };
}

export type TextCoordinates = "data" | "axes fraction" | "figure fraction" | "offset points" | "axes pixels";

export interface ArrowLook {
  arrowstyle?: string;
  color?: Color;
  facecolor?: Color;
  edgecolor?: Color;
  linewidth?: number;
  lw?: number;
  width?: number;
  headwidth?: number;
  headlength?: number;
  /** Shares of the arrow cut off at both ends. */
  shrink?: number;
  connectionstyle?: string;
  alpha?: number;
  linestyle?: string;
}

export class Text extends BaseArtist {
  override zorder = 3;
  text: string;
  x: number;
  y: number;
  readonly options: TextOptions;
  readonly counted: TextCoordinates;
  /** What an arrow points at, in its own coordinates. */
  target: { x: number; y: number; coordinates: TextCoordinates; arrow: ArrowLook | undefined } | undefined;

  constructor(x: number, y: number, text: string, options: TextOptions = {}, coordinates: TextCoordinates = "data") {
    super();
    this.x = x;
    this.y = y;
    this.text = text;
    this.options = options;
    this.counted = coordinates;
    textStyle(options);
    if (options.zorder !== undefined) this.zorder = options.zorder;
  }

  setText(text: string): this {
    this.text = String(text);
    return this;
  }

  #place(renderer: Renderer, axes: Axes, x: number, y: number, coordinates: TextCoordinates): [number, number] {
    const { box } = axes;
    if (coordinates === "data") return [axes.xaxis.px(x), axes.yaxis.px(y)];
    if (coordinates === "axes fraction") return [box.x0 + x * (box.x1 - box.x0), box.y0 + y * (box.y1 - box.y0)];
    if (coordinates === "figure fraction")
      return [x * axes.figure.pixelWidth(renderer.dpi), y * axes.figure.pixelHeight(renderer.dpi)];
    if (coordinates === "axes pixels") return [box.x0 + x, box.y0 + y];
    const at = this.target;
    if (at === undefined) throw new RangeError("annotate(): 'offset points' count from xy");
    const [tx, ty] = this.#place(renderer, axes, at.x, at.y, at.coordinates);
    return [tx + renderer.px(x), ty + renderer.px(y)];
  }

  extent(renderer: Renderer, axes: Axes): Box | undefined {
    const [x, y] = this.#place(renderer, axes, this.x, this.y, this.counted);
    if (!Number.isFinite(x + y) || this.text === "") return undefined;
    const box = renderer.measure(this.text, x, y, textStyle(this.options));
    return this.options.bbox === undefined ? box : padded(box, this.#pad(renderer));
  }

  #pad(renderer: Renderer): number {
    const { boxstyle, pad } = this.options.bbox as TextBox;
    if (boxstyle === undefined) return renderer.px(pad ?? 4);
    const share = Number(/pad=([\d.]+)/.exec(boxstyle)?.[1] ?? 0.3);
    return share * renderer.px(pointsOf(this.options.fontsize ?? this.options.size ?? "medium"));
  }

  draw(renderer: Renderer, axes: Axes): void {
    const [x, y] = this.#place(renderer, axes, this.x, this.y, this.counted);
    if (!Number.isFinite(x + y)) return;
    const style = textStyle(this.options);
    const box = renderer.measure(this.text, x, y, style);
    if (this.target !== undefined) {
      const { x: tx, y: ty, coordinates, arrow } = this.target;
      const [px, py] = this.#place(renderer, axes, tx, ty, coordinates);
      // Matplotlib leaves out what points beyond the axes.
      const { x0, x1, y0, y1 } = axes.box;
      if (coordinates === "data" && (px < x0 || px > x1 || py < y0 || py > y1)) return;
      if (arrow !== undefined) drawArrow(renderer, box, [px, py], arrow);
    }
    if (this.options.bbox !== undefined) this.#drawBox(renderer, x, y, style);
    renderer.text(this.text, x, y, style, this.options.clipOn ? axes.box : null);
  }

  #drawBox(renderer: Renderer, x: number, y: number, style: TextStyle): void {
    const look = this.options.bbox as TextBox;
    const size = renderer.px(pointsOf(this.options.fontsize ?? this.options.size ?? "medium"));
    const options = {
      fill: rgbaOf(look.facecolor ?? look.fc ?? "C0", look.alpha),
      stroke: {
        color: rgbaOf(look.edgecolor ?? look.ec ?? "black", look.alpha),
        width: renderer.px(look.linewidth ?? look.lw ?? 1),
      },
    };
    const share = look.boxstyle?.startsWith("round") ? Number(/pad=([\d.]+)/.exec(look.boxstyle)?.[1] ?? 0.3) : 0;
    renderer.textBox(this.text, x, y, style, this.#pad(renderer), share * size, options);
  }

  toString(): string {
    return `Text(${this.x}, ${this.y}, '${this.text}')`;
  }
}

/** From text to a target: `arrowstyle` draws a line with a head, without one a solid arrow. */
function drawArrow(renderer: Renderer, box: Box, [tx, ty]: [number, number], look: ArrowLook): void {
  const [cx, cy] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
  const around = padded(box, renderer.px(4));
  const [dx, dy] = [tx - cx, ty - cy];
  const length = Math.hypot(dx, dy);
  if (length === 0) return;
  // Where the line leaves the box.
  const leave = Math.min(
    1,
    Math.abs(dx) > 0 ? (around.x1 - around.x0) / 2 / Math.abs(dx) : 1,
    Math.abs(dy) > 0 ? (around.y1 - around.y0) / 2 / Math.abs(dy) : 1,
  );
  const shrink = look.arrowstyle === undefined ? (look.shrink ?? 0) * length : renderer.px(2);
  const from = look.arrowstyle === undefined ? 0 : leave;
  let [sx, sy] = [cx + dx * from, cy + dy * from];
  const [ux, uy] = [dx / length, dy / length];
  let [ex, ey] = [tx - ux * shrink, ty - uy * shrink];
  const edge = rgbaOf(look.edgecolor ?? look.color ?? "black", look.alpha);
  const width = renderer.px(look.linewidth ?? look.lw ?? 1);
  if (look.arrowstyle === undefined) {
    [sx, sy] = [cx + dx * leave + ux * shrink, cy + dy * leave + uy * shrink];
    const [half, head, headLength] = [
      renderer.px(look.width ?? 4) / 2,
      renderer.px(look.headwidth ?? 12) / 2,
      renderer.px(look.headlength ?? 12),
    ];
    const [bx, by] = [ex - ux * headLength, ey - uy * headLength];
    const corner = (x: number, y: number, side: number): number[] => [x - uy * side, y + ux * side];
    renderer.path(
      [
        ...corner(sx, sy, half),
        ...corner(bx, by, half),
        ...corner(bx, by, head),
        ex,
        ey,
        ...corner(bx, by, -head),
        ...corner(bx, by, -half),
        ...corner(sx, sy, -half),
      ],
      {
        closed: true,
        fill: rgbaOf(look.facecolor ?? look.color ?? "C0", look.alpha),
        stroke: { color: edge, width, join: "miter" },
      },
    );
    return;
  }
  const [hl, hw] = [renderer.px(4), renderer.px(2)];
  const head = (x: number, y: number, way: number): number[] => [
    x - way * ux * hl - uy * hw,
    y - way * uy * hl + ux * hw,
    x,
    y,
    x - way * ux * hl + uy * hw,
    y - way * uy * hl - ux * hw,
  ];
  const stroke = { color: edge, width, join: "miter" } as const;
  const { arrowstyle } = look;
  const isFilled = arrowstyle.includes("|>") || /fancy|simple|wedge/.test(arrowstyle);
  if (isFilled) [ex, ey] = [ex - ux * width, ey - uy * width];
  renderer.path([sx, sy, isFilled ? ex - ux * hl : ex, isFilled ? ey - uy * hl : ey], { stroke, snap: false });
  if (isFilled) renderer.path(head(ex, ey, 1), { closed: true, fill: edge, stroke });
  else if (arrowstyle.includes("->")) renderer.path(head(ex, ey, 1), { stroke });
  if (arrowstyle.startsWith("<")) renderer.path(head(sx, sy, -1), { stroke });
}
