/** What the codecs' thread does: reads and writes pictures by libvips. */

import sharp from "sharp";
import type { Pixels } from "../pillow/pixels.ts";
import { type Format, requireSize, type SaveOptions } from "./formats.ts";

/** One picture to read, or to write. */
export type Job =
  | { kind: "decode"; bytes: Uint8Array; turned: boolean }
  | { kind: "encode"; pixels: Pixels; format: Format; options: SaveOptions };

async function decode(bytes: Uint8Array, turned: boolean): Promise<Pixels> {
  // Damage that shows is an error, as in Pillow; warnings are none. EXIF says how the camera was held.
  const source = sharp(bytes, { failOn: "error", limitInputPixels: false, autoOrient: turned });
  const { width, height, space, hasAlpha } = await source.metadata();
  requireSize(width, height);
  const isGrey = space === "b-w" || space === "grey16";
  // libvips makes raw grey of one channel alone: grey with alpha comes as colour.
  const shaped = source.toColourspace(isGrey && !hasAlpha ? "b-w" : "srgb");
  const { data, info } = await shaped.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const pixels = { height: info.height, width: info.width };
  if (isGrey && hasAlpha) return { ...pixels, data: greyAndAlpha(data), channels: 2 };
  // A copy: what libvips holds cannot be handed over to another thread.
  return { ...pixels, data: new Uint8Array(data), channels: info.channels };
}

/** Red and alpha of RGBA whose colours are grey. */
function greyAndAlpha(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length / 2);
  for (let i = 0; i < out.length; i += 2) {
    out[i] = data[2 * i];
    out[i + 1] = data[2 * i + 3];
  }
  return out;
}

async function encode(
  { data, height, width, channels }: Pixels,
  format: Format,
  options: SaveOptions,
): Promise<Uint8Array> {
  const source = sharp(data, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 }, limitInputPixels: false });
  const shaped = source.toColourspace(channels <= 2 ? "b-w" : "srgb");
  const { quality, lossless, progressive, compressLevel } = options;
  const written = {
    PNG: () => shaped.png({ compressionLevel: compressLevel ?? 6 }),
    JPEG: () => shaped.jpeg({ quality: quality ?? 75, progressive: progressive ?? false }),
    WEBP: () => shaped.webp({ quality: quality ?? 80, lossless: lossless ?? false, exact: true }),
    GIF: () => shaped.gif(),
    TIFF: () => shaped.tiff({ compression: "none" }),
    BMP: () => {
      throw new Error("libvips writes no BMP");
    },
  }[format]();
  return new Uint8Array(await written.toBuffer());
}

export function run(job: Job): Promise<Pixels | Uint8Array> {
  return job.kind === "decode" ? decode(job.bytes, job.turned) : encode(job.pixels, job.format, job.options);
}
