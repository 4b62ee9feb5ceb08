/** The formats of picture files: told by their first bytes when read, by the file's name when written. */

import { extname } from "node:path";

/** Pillow's names of the formats. */
export type Format = "PNG" | "JPEG" | "WEBP" | "GIF" | "BMP" | "TIFF";

const extensions: Readonly<Record<string, Format>> = {
  ".png": "PNG",
  ".jpg": "JPEG",
  ".jpeg": "JPEG",
  ".jpe": "JPEG",
  ".jfif": "JPEG",
  ".webp": "WEBP",
  ".gif": "GIF",
  ".bmp": "BMP",
  ".tif": "TIFF",
  ".tiff": "TIFF",
};

export const formats: readonly Format[] = ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"];

/** What a file's name says that it holds. */
export function formatOfName(path: string): Format {
  const extension = extname(path).toLowerCase();
  const found = extensions[extension];
  if (found === undefined)
    throw new RangeError(
      `unknown file extension: '${extension}' of '${path}'; it takes ${Object.keys(extensions).join(", ")}, or a format by name`,
    );
  return found;
}

/** Bytes at a place that begin a format. */
const signatures: readonly (readonly [format: Format, at: number, bytes: string])[] = [
  ["PNG", 0, "\x89PNG\r\n\x1a\n"],
  ["JPEG", 0, "\xff\xd8\xff"],
  ["WEBP", 8, "WEBP"],
  ["GIF", 0, "GIF8"],
  ["BMP", 0, "BM"],
  ["TIFF", 0, "II*\0"],
  ["TIFF", 0, "MM\0*"],
];

/** What the bytes of a file say that it is; null: none of the formats. */
export function formatOfBytes(bytes: Uint8Array): Format | null {
  const start = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  return signatures.find(([, at, text]) => start.startsWith(text, at))?.[0] ?? null;
}

/** How a picture is written. */
export interface SaveOptions {
  /** What the file's name says. */
  format?: Format;
  /** Of JPEG and WebP, 1…100; 75 and 80, as Pillow's. */
  quality?: number;
  /** Whether WebP keeps every pixel; false. */
  lossless?: boolean;
  /** Whether a JPEG is sharpened pass by pass as it arrives; false. */
  progressive?: boolean;
  /** Of PNG, 0…9; 6. */
  compressLevel?: number;
}

/** More pixels than this are refused: a small file can ask for more memory than there is. */
export const mostPixels = 178_956_970;

export function requireSize(width: number, height: number): void {
  if (width * height > mostPixels)
    throw new RangeError(
      `Image size (${width} x ${height} = ${width * height} pixels) exceeds limit of ${mostPixels} pixels, could be decompression bomb DOS attack`,
    );
}
