/** Text as matplotlib lays it out: lines, alignment, rotation, and mathtext between dollar signs. */

import { css, type Rgba } from "../color/color.ts";
import { rcParams } from "../rc-params.ts";
import type { Box } from "./box.ts";
import { type Context, createCanvas } from "./canvas.ts";
import { layOutMath, type MathPiece, type MathRule } from "./mathtext.ts";

export type HorizontalAlignment = "left" | "center" | "right";
export type VerticalAlignment = "top" | "bottom" | "center" | "baseline" | "center_baseline";

export interface TextStyle {
  /** Points. */
  readonly size: number;
  readonly color: Rgba;
  readonly ha: HorizontalAlignment;
  readonly va: VerticalAlignment;
  /** Degrees, against the clock. */
  readonly rotation?: number;
  /** "anchor" turns around the aligned place, "default" aligns what was turned. */
  readonly rotationMode?: "default" | "anchor";
  readonly weight?: string | number;
  readonly italic?: boolean;
  readonly family?: string | readonly string[];
}

/** Ascent, descent and line gap of DejaVu Sans, in font sizes. */
const [fontAscent, fontDescent, fontGap] = [0.75977, 0.24023, 0.2002];

/** Families that have Chinese, Japanese and Korean characters, tried where the others lack them. */
const cjk = [
  "Noto Sans CJK SC",
  "Noto Sans SC",
  "WenQuanYi Micro Hei",
  "WenQuanYi Zen Hei",
  "PingFang SC",
  "Hiragino Sans GB",
  "Droid Sans Fallback",
];

/** A CSS list of families. */
function families(family: string | readonly string[] = rcParams["font.family"]): string {
  const listed = (typeof family === "string" ? [family] : [...family]).flatMap((name) => {
    if (name === "sans-serif") return [...rcParams["font.sans-serif"]];
    if (name === "serif") return [...rcParams["font.serif"]];
    return name === "monospace" ? [...rcParams["font.monospace"]] : [name];
  });
  const generic = listed.filter((name) => name !== "sans-serif" && name !== "serif" && name !== "monospace");
  return [...new Set([...generic, "DejaVu Sans", ...cjk])].map((name) => `"${name.replaceAll('"', "")}"`).join(", ");
}

/** A CSS font. */
export function cssFont(pixels: number, { weight, italic, family }: Partial<TextStyle> = {}): string {
  const slant = italic === true ? "italic " : "";
  const heavy =
    weight === undefined || weight === "normal"
      ? ""
      : `${weight === "semibold" || weight === "demibold" ? 600 : weight === "heavy" || weight === "black" ? 900 : weight} `;
  return `${slant}${heavy}${pixels}px ${families(family)}`;
}

export interface Extent {
  readonly width: number;
  readonly ascent: number;
  readonly descent: number;
}

let ruler: Context | undefined;
const measured = new Map<string, Extent>();
const mostMeasured = 5000;

/** The size of a run of text: a vector canvas measures without rounding to pixels. */
export function measureRun(text: string, font: string): Extent {
  const key = `${font}\n${text}`;
  const found = measured.get(key);
  if (found !== undefined) return found;
  ruler ??= createCanvas(1, 1, "svg").getContext("2d");
  ruler.font = font;
  const { width, actualBoundingBoxAscent: ascent, actualBoundingBoxDescent: descent } = ruler.measureText(text);
  const extent = { width, ascent, descent };
  if (measured.size > mostMeasured) measured.clear();
  measured.set(key, extent);
  return extent;
}

interface Line {
  readonly text: string;
  readonly pieces: readonly MathPiece[];
  readonly rules: readonly MathRule[];
  readonly width: number;
  readonly x: number;
  readonly y: number;
}

export interface LaidOut {
  /** Around the turned text, from its place. */
  readonly box: Box;
  /** Of the unturned text. */
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  /** From the place to where the unturned text begins. */
  readonly originX: number;
  readonly originY: number;
  readonly font: string;
}

/** An even number of dollar signs that no backslash hides. */
function hasMath(text: string): boolean {
  const count = text.replaceAll("\\$", "").split("$").length - 1;
  return count > 0 && count % 2 === 0;
}

export function layOut(text: string, style: TextStyle, dpi: number): LaidOut {
  const size = (style.size * dpi) / 72;
  const font = cssFont(size, style);
  const lines = text.split("\n");
  const gap = lines.length === 1 ? 0 : fontGap * size;
  const rows: { text: string; pieces: readonly MathPiece[]; rules: readonly MathRule[]; width: number; y: number }[] =
    [];
  let [y, baseline, descent] = [0, 0, 0];
  for (const line of lines) {
    const math = hasMath(line) ? layOutMath(line, size, style) : undefined;
    const plain = line.replaceAll("\\$", "$");
    const extent = math ?? (plain === "" ? { width: 0, ascent: 0, descent: 0 } : measureRun(plain, font));
    const ascent = Math.max(extent.ascent, fontAscent * size) + gap / 2;
    descent = Math.max(extent.descent, fontDescent * size) + gap / 2;
    baseline = ascent - y;
    y -= ascent;
    rows.push({ text: plain, pieces: math?.pieces ?? [], rules: math?.rules ?? [], width: extent.width, y });
    y -= descent;
  }
  const width = Math.max(...rows.map((row) => row.width));
  const placed = rows.map((row) => ({
    ...row,
    x: style.ha === "left" ? 0 : style.ha === "center" ? (width - row.width) / 2 : width - row.width,
  }));
  const angle = ((style.rotation ?? 0) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turn = (px: number, py: number): [number, number] => [px * cos - py * sin, px * sin + py * cos];
  const corners = [turn(0, y), turn(0, 0), turn(width, 0), turn(width, y)];
  const [xs, ys] = [corners.map(([px]) => px), corners.map(([, py]) => py)];
  const around = { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
  const isAnchored = style.rotationMode === "anchor";
  const inner = isAnchored ? { x0: 0, y0: y, x1: width, y1: 0 } : around;
  let offsetX = style.ha === "left" ? inner.x0 : style.ha === "right" ? inner.x1 : (inner.x0 + inner.x1) / 2;
  let offsetY: number;
  if (style.va === "bottom") offsetY = inner.y0;
  else if (style.va === "top") offsetY = inner.y1;
  else if (style.va === "center") offsetY = (inner.y0 + inner.y1) / 2;
  else if (style.va === "baseline") offsetY = isAnchored ? inner.y1 - baseline : inner.y0 + descent;
  else offsetY = inner.y1 - baseline / 2;
  if (isAnchored) [offsetX, offsetY] = turn(offsetX, offsetY);
  return {
    box: { x0: around.x0 - offsetX, y0: around.y0 - offsetY, x1: around.x1 - offsetX, y1: around.y1 - offsetY },
    width,
    height: -y,
    lines: placed,
    originX: -offsetX,
    originY: -offsetY,
    font,
  };
}

/** Draws at a place in canvas's own coordinates. */
export function drawLaidOut(context: Context, laid: LaidOut, x: number, y: number, style: TextStyle): void {
  context.translate(x + laid.originX, y - laid.originY);
  if (style.rotation) context.rotate((-style.rotation * Math.PI) / 180);
  context.fillStyle = css(style.color);
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  for (const line of laid.lines) {
    if (line.pieces.length === 0 && line.rules.length === 0) {
      context.font = laid.font;
      context.fillText(line.text, line.x, -line.y);
      continue;
    }
    for (const piece of line.pieces) {
      context.font = piece.font;
      context.fillText(piece.text, line.x + piece.x, -line.y - piece.y);
    }
    for (const rule of line.rules)
      context.fillRect(line.x + rule.x, -line.y - rule.y - rule.height, rule.width, rule.height);
  }
}
