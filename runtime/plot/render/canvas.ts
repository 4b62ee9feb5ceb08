/** Loads the drawing library when something is drawn: importing `tangent/plot` needs no cairo. */

import { createRequire } from "node:module";
import type { Canvas, CanvasRenderingContext2D, ImageData } from "canvas";

type CanvasModule = typeof import("canvas");

const require = createRequire(import.meta.url);
let loaded: CanvasModule | undefined;

function library(): CanvasModule {
  try {
    loaded ??= require("canvas") as CanvasModule;
  } catch (error) {
    throw new Error(`plots are drawn by the npm package canvas, which does not load: run \`npm run setup\``, {
      cause: error,
    });
  }
  return loaded;
}

/** A transparent canvas. */
export function createCanvas(width: number, height: number, type?: "svg" | "pdf"): Canvas {
  return library().createCanvas(width, height, type);
}

export function createImageData(pixels: Uint8ClampedArray, width: number): ImageData {
  return library().createImageData(pixels, width);
}

export type { Canvas, CanvasRenderingContext2D as Context };
