/** Picture files: PNG, JPEG, WebP, GIF, BMP and TIFF. */

import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { modeOf } from "../pillow/convert.ts";
import { type Pixels, pixelsLike } from "../pillow/pixels.ts";
import { decodeBmp, encodeBmp } from "./bmp.ts";
import { decode, decodeLater, encode } from "./client.ts";
import { type Format, formatOfBytes, formats, type SaveOptions } from "./formats.ts";

/** A file by its path or URL, or a file's bytes. */
export type Source = string | URL | Uint8Array;

const nameOf = (source: Source): string => (source instanceof Uint8Array ? "<bytes>" : String(source));

/** Says which file it was. */
function blame(source: Source, error: unknown): never {
  if (!(error instanceof Error) || "code" in error) throw error;
  const damage = error.message.replace(/^Input (buffer|file) has corrupt header: /, "");
  const text = `cannot read image file '${nameOf(source)}': ${damage.trim().replaceAll("\n", "; ")}`;
  throw error instanceof RangeError ? new RangeError(text) : new Error(text, { cause: error });
}

function requireKnown(source: Source, bytes: Uint8Array): Format {
  const format = formatOfBytes(bytes);
  if (format === null)
    throw new Error(`cannot identify image file '${nameOf(source)}'; it should be one of ${formats.join(", ")}`);
  return format;
}

/** The pixels of a file, turned as its EXIF says where `turned` is set. */
export function readPixels(source: Source, turned = true): Pixels {
  const bytes = source instanceof Uint8Array ? source : readFileSync(source);
  const format = requireKnown(source, bytes);
  try {
    return format === "BMP" ? decodeBmp(bytes) : decode(bytes, turned);
  } catch (error) {
    blame(source, error);
  }
}

/** The same, without waiting: many files are read at once. */
export async function readPixelsLater(source: Source): Promise<Pixels> {
  const bytes = source instanceof Uint8Array ? source : await readFile(source);
  const format = requireKnown(source, bytes);
  try {
    return format === "BMP" ? decodeBmp(bytes) : await decodeLater(bytes);
  } catch (error) {
    blame(source, error);
  }
}

/** The bytes of a file that holds `pixels`. */
export function encodePixels(pixels: Pixels, format: Format, options: SaveOptions): Uint8Array {
  if (!formats.includes(format))
    throw new RangeError(`unknown format '${String(format)}'; it is one of ${formats.join(", ")}`);
  const { channels } = pixels;
  if (format === "JPEG" && channels % 2 === 0)
    throw new TypeError(
      `cannot write mode ${modeOf[channels]} as JPEG; convert("${channels === 2 ? "L" : "RGB"}") drops the alpha`,
    );
  for (const [name, least, most] of [["quality", 1, 100] as const, ["compressLevel", 0, 9] as const]) {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most))
      throw new RangeError(`save(): ${name} should be an int from ${least} to ${most}, got ${value}`);
  }
  return format === "BMP" ? encodeBmp(pixels) : encode(pixelsLike(pixels), format, options);
}
