/** A figure as a file. */

import { renameSync, writeFileSync } from "node:fs";
import { extname } from "node:path";
import { checkKeys } from "../../tensor/options.ts";
import { type Color, rgbaOf } from "../color/color.ts";
import { rcParams } from "../rc-params.ts";
import { Renderer } from "../render/renderer.ts";
import type { Figure } from "./figure.ts";

export interface SaveOptions {
  /** Pixels of an inch; the figure's. */
  dpi?: number | "figure";
  /** "tight" cuts to what is drawn. */
  bbox?: "tight" | null;
  /** The same under matplotlib's name. */
  bboxInches?: "tight" | null;
  /** Around what is cut, in inches; 0.1. */
  padInches?: number;
  transparent?: boolean;
  facecolor?: Color;
}

type Format = "png" | "svg" | "pdf";
const formats: readonly Format[] = ["png", "svg", "pdf"];
const pointsPerInch = 72;

export function bytesOf(figure: Figure, format: Format, options: SaveOptions): Buffer {
  const given = options.dpi ?? rcParams["savefig.dpi"];
  // Vector files count in points, as matplotlib's do.
  const dpi = format === "png" ? (given === "figure" ? figure.dpi : given) : pointsPerInch;
  if (!(dpi > 0)) throw new RangeError(`savefig(): dpi must be positive, got ${String(dpi)}`);
  const ruler = figure.laidOut(dpi);
  let [x0, y0, width, height] = [0, 0, figure.pixelWidth(dpi), figure.pixelHeight(dpi)];
  if ((options.bbox ?? options.bboxInches ?? rcParams["savefig.bbox"]) === "tight") {
    const pad = (options.padInches ?? rcParams["savefig.pad_inches"]) * dpi;
    const box = figure.tightBox(ruler);
    [x0, y0] = [box.x0 - pad, box.y0 - pad];
    [width, height] = [
      Math.max(1, Math.floor(box.x1 - box.x0 + 2 * pad)),
      Math.max(1, Math.floor(box.y1 - box.y0 + 2 * pad)),
    ];
  }
  const most = 2 ** 15;
  if (width >= most || height >= most)
    throw new RangeError(
      `Image size of ${width}x${height} pixels is too large: it must be less than ${most} in each direction`,
    );
  const renderer = new Renderer(width, height, dpi, format === "png" ? undefined : format);
  const face = rgbaOf(options.facecolor ?? figure.facecolor);
  const isTransparent = options.transparent ?? rcParams["savefig.transparent"];
  if (!isTransparent && face[3] > 0) renderer.rect({ x0: 0, y0: 0, x1: width, y1: height }, { fill: face });
  renderer.translate(-Math.round(x0), -Math.round(y0));
  const faces = isTransparent ? figure.axes.map((axes) => axes.facecolor) : [];
  if (isTransparent) for (const axes of figure.axes) axes.facecolor = "none";
  figure.drawOn(renderer);
  faces.forEach((facecolor, i) => {
    figure.axes[i].facecolor = facecolor;
  });
  if (format === "png") return renderer.canvas.toBuffer("image/png", { compressionLevel: 4 });
  return renderer.canvas.toBuffer();
}

export function saveFigure(
  figure: Figure,
  path: string,
  { format, ...options }: SaveOptions & { format?: Format },
): void {
  checkKeys("savefig", options, ["dpi", "bbox", "bboxInches", "padInches", "transparent", "facecolor"]);
  if (typeof path !== "string") throw new TypeError(`savefig(): path must be a text, got ${String(path)}`);
  const end = extname(path).slice(1).toLowerCase();
  const kind = format ?? (end === "" ? "png" : end);
  if (!(formats as readonly string[]).includes(kind))
    throw new RangeError(`savefig(): Format '${kind}' is not supported (supported formats: ${formats.join(", ")})`);
  const whole = end === "" && format === undefined ? `${path}.png` : path;
  const beside = `${whole}.${process.pid}.part`;
  writeFileSync(beside, bytesOf(figure, kind as Format, options));
  renameSync(beside, whole);
}
