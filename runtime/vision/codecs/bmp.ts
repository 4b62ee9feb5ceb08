/** BMP, which libvips does not read: uncompressed, of 1, 4, 8, 24 and 32 bits a pixel. */

import type { Pixels } from "../pillow/pixels.ts";
import { requireSize } from "./formats.ts";

const fileHeader = 14;
const infoHeader = 40;
/** Where red, green, blue and alpha are in 32 bits. */
const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
const truncated = "image file is truncated";

/** BMP's rows are as many bytes as 4 divides. */
const strideOf = (width: number, bits: number): number => Math.ceil((width * bits) / 32) * 4;

/** The colours of a palette, [blue, green, red, 0] each; grey ones alone make a grey picture. */
function paletteOf(view: DataView, at: number, count: number): { colours: number[][]; isGrey: boolean } {
  const colours = Array.from({ length: count }, (_, i) => {
    const from = at + 4 * i;
    return [view.getUint8(from + 2), view.getUint8(from + 1), view.getUint8(from)];
  });
  return { colours, isGrey: colours.every(([r, g, b]) => r === g && g === b) };
}

export function decodeBmp(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < fileHeader + infoHeader) throw new Error(truncated);
  const headerSize = view.getUint32(14, true);
  if (headerSize < infoHeader) throw new Error(`Unsupported BMP header type (${headerSize})`);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (width < 1 || height < 1) throw new RangeError(`a BMP of ${width}x${height} pixels holds no picture`);
  requireSize(width, height);
  const plain = compression === 0 || (compression === 3 && bits === 32);
  if (!plain) throw new Error(`Unsupported BMP compression (${compression})`);
  if (![1, 4, 8, 24, 32].includes(bits)) throw new Error(`Unsupported BMP pixel depth (${bits})`);
  const start = view.getUint32(10, true);
  const stride = strideOf(width, bits);
  if (bytes.length < start + stride * height) throw new Error(truncated);
  const count = view.getUint32(46, true) || 2 ** Math.min(bits, 8);
  const palette = bits <= 8 ? paletteOf(view, fileHeader + headerSize, count) : null;
  // Of 32 bits, the last byte is alpha where the header has a mask for it.
  const hasAlpha = bits === 32 && headerSize >= 56 && view.getUint32(66, true) !== 0;
  const channels = palette === null ? (hasAlpha ? 4 : 3) : palette.isGrey ? 1 : 3;
  const data = new Uint8Array(width * height * channels);
  const size = bits / 8;
  for (let y = 0; y < height; y++) {
    const row = start + stride * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * channels;
      if (palette === null) {
        const from = row + x * size;
        for (let c = 0; c < 3; c++) data[to + c] = bytes[from + 2 - c];
        if (hasAlpha) data[to + 3] = bytes[from + 3];
        continue;
      }
      const place = x * bits;
      const index = (bytes[row + (place >> 3)] >> (8 - bits - (place & 7))) & (2 ** bits - 1);
      const colour = palette.colours[index];
      if (colour === undefined) throw new Error(`a BMP's pixel (${x}, ${y}) has colour ${index} of ${count}`);
      for (let c = 0; c < channels; c++) data[to + c] = colour[c];
    }
  }
  return { data, height, width, channels };
}

/** L as 8 bits with a palette of greys, RGB as 24 bits, RGBA as 32. */
export function encodeBmp({ data, height, width, channels }: Pixels): Uint8Array {
  if (channels === 2) throw new TypeError('cannot write mode LA as BMP; convert("RGBA") or convert("L") first');
  const bits = channels * 8;
  const colours = channels === 1 ? 256 : 0;
  const header = channels === 4 ? 108 : infoHeader;
  const start = fileHeader + header + colours * 4;
  const stride = strideOf(width, bits);
  const out = Buffer.alloc(start + stride * height);
  out.write("BM", 0, "latin1");
  out.writeUInt32LE(out.length, 2);
  out.writeUInt32LE(start, 10);
  out.writeUInt32LE(header, 14);
  out.writeInt32LE(width, 18);
  out.writeInt32LE(height, 22);
  out.writeUInt16LE(1, 26);
  out.writeUInt16LE(bits, 28);
  out.writeUInt32LE(channels === 4 ? 3 : 0, 30);
  out.writeUInt32LE(stride * height, 34);
  out.writeInt32LE(3780, 38);
  out.writeInt32LE(3780, 42);
  out.writeUInt32LE(colours, 46);
  if (channels === 4) for (const [i, mask] of masks.entries()) out.writeUInt32LE(mask, 54 + 4 * i);
  for (let i = 0; i < colours; i++) out.fill(i, fileHeader + header + 4 * i, fileHeader + header + 4 * i + 3);
  for (let y = 0; y < height; y++) {
    const row = start + stride * (height - 1 - y);
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        const place = channels === 1 || c === 3 ? c : 2 - c;
        out[row + x * channels + place] = data[(y * width + x) * channels + c];
      }
  }
  return out;
}
