/** From one mode to another, as Pillow's `convert`. */

import { type Pixels, pixelsLike } from "./pixels.ts";

/** Pillow's names of the modes that a picture can have, by how many channels they have. */
export const modeOf: Readonly<Record<number, Mode>> = { 1: "L", 2: "LA", 3: "RGB", 4: "RGBA" };
export const channelsOf: Readonly<Record<Mode, number>> = { L: 1, LA: 2, RGB: 3, RGBA: 4 };

/** L grey, LA grey and alpha, RGB, RGBA. */
export type Mode = "L" | "LA" | "RGB" | "RGBA";

/** The brightness of a colour (ITU-R 601-2), in 16 bits of fixed point. */
const brightness = (r: number, g: number, b: number): number => (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;

/** Grey and colour into one another; alpha is kept, dropped, or made 255. */
export function converted(pixels: Pixels, mode: Mode): Pixels {
  const { data, height, width, channels } = pixels;
  const wanted = channelsOf[mode];
  const count = height * width;
  if (wanted === channels) return { ...pixelsLike(pixels), data: data.slice() };
  const out = new Uint8Array(count * wanted);
  const wasColour = channels >= 3;
  const isColour = wanted >= 3;
  for (let i = 0; i < count; i++) {
    const from = i * channels;
    const to = i * wanted;
    if (wasColour && !isColour) out[to] = brightness(data[from], data[from + 1], data[from + 2]);
    else if (!isColour) out[to] = data[from];
    else for (let c = 0; c < 3; c++) out[to + c] = data[from + (wasColour ? c : 0)];
    if (wanted % 2 === 0) out[to + wanted - 1] = channels % 2 === 0 ? data[from + channels - 1] : 255;
  }
  return { data: out, height, width, channels: wanted };
}

/** `a * b / 255`, rounded, as Pillow computes it. */
function multiplied(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** Colours times their alpha: what is in between transparent pixels must not count. */
export function premultiplied(pixels: Pixels): Pixels {
  const { data, channels } = pixels;
  const out = data.slice();
  for (let i = 0; i < data.length; i += channels)
    for (let c = 0; c < channels - 1; c++) out[i + c] = multiplied(data[i + c], data[i + channels - 1]);
  return { ...pixelsLike(pixels), data: out };
}

/** The way back from {@link premultiplied}. */
export function unpremultiplied(pixels: Pixels): Pixels {
  const { data, channels } = pixels;
  const out = data.slice();
  for (let i = 0; i < data.length; i += channels) {
    const alpha = data[i + channels - 1];
    if (alpha === 0 || alpha === 255) continue;
    for (let c = 0; c < channels - 1; c++) out[i + c] = Math.min(255, Math.trunc((255 * data[i + c]) / alpha));
  }
  return { ...pixelsLike(pixels), data: out };
}

const { fround } = Math;

/** RGB to hue, saturation and value, each 0…255. */
export function rgbToHsv(pixels: Pixels): Pixels {
  const { data } = pixels;
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i];
    const g = data[i + 1];
    const b = data[i + 2];
    const most = Math.max(r, g, b);
    const least = Math.min(r, g, b);
    out[i + 2] = most;
    if (most === least) continue;
    const span = most - least;
    const rc = fround((most - r) / span);
    const gc = fround((most - g) / span);
    const bc = fround((most - b) / span);
    const sixths = r === most ? fround(bc - gc) : g === most ? fround(2 + rc - bc) : fround(4 + gc - rc);
    const hue = fround((sixths / 6 + 1) % 1);
    out[i] = Math.trunc(hue * 255);
    out[i + 1] = Math.trunc(fround(span / most) * 255);
  }
  return { ...pixelsLike(pixels), data: out };
}

/** In each sixth of the circle, which of v, p, q, t (0…3) red, green and blue are. */
const sectors = Uint8Array.of(0, 3, 1, 2, 0, 1, 1, 0, 3, 1, 2, 0, 3, 1, 0, 0, 1, 2);

/** The way back from {@link rgbToHsv}. */
export function hsvToRgb(pixels: Pixels): Pixels {
  const { data } = pixels;
  const out = new Uint8Array(data.length);
  const values = new Uint8Array(4);
  for (let i = 0; i < data.length; i += 3) {
    const v = data[i + 2];
    if (data[i + 1] === 0) {
      out.fill(v, i, i + 3);
      continue;
    }
    const place = (data[i] * 6) / 255;
    const sector = Math.floor(place);
    const part = fround(place - sector);
    const share = fround(data[i + 1] / 255);
    const p = Math.round(v * (1 - share));
    const q = Math.round(v * (1 - fround(share * part)));
    const t = Math.round(v * (1 - share * (1 - part)));
    const at = (sector % 6) * 3;
    values[0] = v;
    values[1] = p;
    values[2] = q;
    values[3] = t;
    for (let c = 0; c < 3; c++) out[i + c] = values[sectors[at + c]];
  }
  return { ...pixelsLike(pixels), data: out };
}
