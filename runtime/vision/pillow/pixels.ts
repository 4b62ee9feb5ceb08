/** What Pillow's arithmetic works on. */

/** uint8 values, row by row, the channels of a pixel side by side: 1 grey, 2 grey and alpha, 3 RGB (or HSV), 4 RGB and alpha. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The last channel of two and of four is alpha. */
export const hasAlpha = ({ channels }: Pixels): boolean => channels === 2 || channels === 4;

/** Cut off to 0…255, the fraction dropped. */
export function clip8(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
}

/** Pixels of one colour; values beyond 0…255 are cut off. */
export function filledPixels(height: number, width: number, colour: readonly number[]): Pixels {
  const channels = colour.length;
  const data = new Uint8Array(height * width * channels);
  const values = colour.map(clip8);
  if (values.some((value) => value !== 0)) for (let i = 0; i < data.length; i++) data[i] = values[i % channels];
  return { data, height, width, channels };
}

/** The same pixels, each value through a table of 256, one table for all channels or one for each. */
export function throughTables(pixels: Pixels, tables: readonly Uint8Array[]): Pixels {
  const { data, channels } = pixels;
  const out = new Uint8Array(data.length);
  for (let c = 0; c < channels; c++) {
    const table = tables[tables.length === 1 ? 0 : c];
    for (let i = c; i < data.length; i += channels) out[i] = table[data[i]];
  }
  return { ...pixelsLike(pixels), data: out };
}

/** The form of `pixels`, to be given other data: pixels may be an object of a class. */
export function pixelsLike({ data, height, width, channels }: Pixels): Pixels {
  return { data, height, width, channels };
}

/** How often each value stands in a channel. */
export function histogram({ data, channels }: Pixels, channel: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (let i = channel; i < data.length; i += channels) counts[data[i]]++;
  return counts;
}
