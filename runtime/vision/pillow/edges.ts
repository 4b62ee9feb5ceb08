/** Pictures cut out, and made larger at their edges, as Pillow's `crop` and `expand` and NumPy's `pad`. */

import { filledPixels, type Pixels, pixelsLike } from "./pixels.ts";

/** What stands beyond the edge of a picture. */
export type EdgeMode = "constant" | "edge" | "reflect" | "symmetric";

/** How many pixels are added at each side; negative numbers take away. */
export interface Edges {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Writes `source` into `target` with its first pixel at (left, top); what does not fit is dropped. */
function paste(source: Pixels, target: Pixels, left: number, top: number): void {
  const { channels } = target;
  const firstX = Math.max(0, -left);
  const lastX = Math.min(source.width, target.width - left);
  if (lastX <= firstX) return;
  for (let y = Math.max(0, -top); y < Math.min(source.height, target.height - top); y++) {
    const row = source.data.subarray((y * source.width + firstX) * channels, (y * source.width + lastX) * channels);
    target.data.set(row, ((y + top) * target.width + firstX + left) * channels);
  }
}

/** A part of the picture; 0 where it lies outside. */
export function cropped(pixels: Pixels, top: number, left: number, height: number, width: number): Pixels {
  const target = filledPixels(height, width, new Array(pixels.channels).fill(0));
  paste(pixels, target, -left, -top);
  return target;
}

/** For each place of a padded line, the place that it shows. */
function sources(size: number, before: number, after: number, mode: EdgeMode): Int32Array {
  const period = mode === "symmetric" ? 2 * size : Math.max(2 * (size - 1), 1);
  return Int32Array.from({ length: before + size + after }, (_, i) => {
    const at = i - before;
    if (mode === "edge") return Math.min(Math.max(at, 0), size - 1);
    const turn = ((at % period) + period) % period;
    if (turn < size) return turn;
    return mode === "symmetric" ? period - 1 - turn : period - turn;
  });
}

/** The picture with more, or fewer, pixels at its edges. `fill` has a value for each channel. */
export function padded(pixels: Pixels, edges: Edges, mode: EdgeMode, fill: readonly number[]): Pixels {
  const { left, top, right, bottom } = edges;
  const height = pixels.height + top + bottom;
  const width = pixels.width + left + right;
  if (height < 1 || width < 1)
    throw new RangeError(
      `pad(): padding [${left}, ${top}, ${right}, ${bottom}] leaves nothing of a picture of ${pixels.width}x${pixels.height}`,
    );
  if (mode === "constant") {
    const target = filledPixels(height, width, fill);
    paste(pixels, target, left, top);
    return target;
  }
  const cut = Math.min(left, top, right, bottom) < 0;
  const part = cut
    ? cropped(
        pixels,
        Math.max(-top, 0),
        Math.max(-left, 0),
        pixels.height + Math.min(top, 0) + Math.min(bottom, 0),
        pixels.width + Math.min(left, 0) + Math.min(right, 0),
      )
    : pixelsLike(pixels);
  const { channels } = part;
  const rows = sources(part.height, Math.max(top, 0), Math.max(bottom, 0), mode);
  const columns = sources(part.width, Math.max(left, 0), Math.max(right, 0), mode);
  const data = new Uint8Array(height * width * channels);
  let to = 0;
  for (const row of rows)
    for (const column of columns) {
      const from = (row * part.width + column) * channels;
      for (let c = 0; c < channels; c++) data[to++] = part.data[from + c];
    }
  return { data, height, width, channels };
}
