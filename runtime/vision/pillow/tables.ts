/** What treats each value by itself, as Pillow's ImageOps: through a table of 256 values. */

import { clip8, histogram, type Pixels, throughTables } from "./pixels.ts";

function requireNoAlpha({ channels }: Pixels, name: string): void {
  if (channels === 2 || channels === 4)
    throw new TypeError(
      `${name}: not supported for mode ${channels === 2 ? "LA" : "RGBA"}; convert("${channels === 2 ? "L" : "RGB"}") drops the alpha`,
    );
}

const table = (of: (value: number) => number): Uint8Array => Uint8Array.from({ length: 256 }, (_, i) => of(i));

/** 255 minus each value. */
export function inverted(pixels: Pixels): Pixels {
  requireNoAlpha(pixels, "invert");
  return throughTables(pixels, [table((value) => 255 - value)]);
}

/** The first `bits` bits of each value. */
export function posterized(pixels: Pixels, bits: number): Pixels {
  requireNoAlpha(pixels, "posterize");
  if (bits < 1 || bits > 8) throw new RangeError(`bits must be between or equal to 1 and 8, got ${bits}`);
  const mask = ~(2 ** (8 - bits) - 1);
  return throughTables(pixels, [table((value) => value & mask)]);
}

/** Values from `threshold` on, inverted. */
export function solarized(pixels: Pixels, threshold: number): Pixels {
  requireNoAlpha(pixels, "solarize");
  return throughTables(pixels, [table((value) => (value < threshold ? value : 255 - value))]);
}

/** Each channel stretched so that it goes from 0 to 255. */
export function autocontrasted(pixels: Pixels): Pixels {
  requireNoAlpha(pixels, "autocontrast");
  const tables = Array.from({ length: pixels.channels }, (_, channel) => {
    const counts = histogram(pixels, channel);
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) return table((value) => value);
    const scale = 255 / (high - low);
    const offset = -low * scale;
    return table((value) => clip8(value * scale + offset));
  });
  return throughTables(pixels, tables);
}

/** Each channel spread so that all values are about equally frequent. */
export function equalized(pixels: Pixels): Pixels {
  requireNoAlpha(pixels, "equalize");
  const tables = Array.from({ length: pixels.channels }, (_, channel) => {
    const counts = histogram(pixels, channel);
    const used = counts.filter((count) => count > 0);
    const total = used.reduce((sum, count) => sum + count, 0);
    const step = used.length <= 1 ? 0 : Math.floor((total - used[used.length - 1]) / 255);
    if (step === 0) return table((value) => value);
    let sum = Math.floor(step / 2);
    return table((value) => {
      const place = Math.floor(sum / step);
      sum += counts[value];
      return Math.min(place, 255);
    });
  });
  return throughTables(pixels, tables);
}

/** `gain` times each value to the power of `gamma`, of values from 0 to 1. */
export function gammaCorrected(pixels: Pixels, gamma: number, gain: number): Pixels {
  return throughTables(pixels, [table((value) => clip8((255 + 1 - 1e-3) * gain * (value / 255) ** gamma))]);
}
