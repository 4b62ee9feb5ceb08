/** Brightness, contrast, colour, sharpness and hue, as Pillow's ImageEnhance. */

import { converted, hsvToRgb, modeOf, rgbToHsv } from "./convert.ts";
import { clip8, filledPixels, hasAlpha, type Pixels, pixelsLike } from "./pixels.ts";

const { fround } = Math;

/** Between `from` (0) and `to` (1), or beyond, in float32; cut off to bytes. */
function blended(from: Pixels, to: Pixels, factor: number): Pixels {
  const alpha = fround(factor);
  if (alpha === 0 || alpha === 1) {
    const chosen = alpha === 0 ? from : to;
    return { ...pixelsLike(chosen), data: chosen.data.slice() };
  }
  const out = new Uint8Array(to.data.length);
  for (let i = 0; i < out.length; i++) {
    const value = fround(from.data[i] + fround(alpha * (to.data[i] - from.data[i])));
    out[i] = clip8(value);
  }
  return { ...pixelsLike(to), data: out };
}

/** `pixels` with the alpha of `other`. */
function withAlphaOf(pixels: Pixels, other: Pixels): Pixels {
  const { data, channels } = other;
  if (hasAlpha(other)) for (let i = channels - 1; i < data.length; i += channels) pixels.data[i] = data[i];
  return pixels;
}

/** A factor of 0 gives black, 1 the picture. */
export function brightened(pixels: Pixels, factor: number): Pixels {
  const black = filledPixels(pixels.height, pixels.width, new Array(pixels.channels).fill(0));
  return blended(withAlphaOf(black, pixels), pixels, factor);
}

/** A factor of 0 gives one grey, of the mean brightness; 1 the picture. */
export function contrasted(pixels: Pixels, factor: number): Pixels {
  const grey = converted(pixels, "L").data;
  const mean = Math.trunc(grey.reduce((sum, value) => sum + value, 0) / grey.length + 0.5);
  const flat = filledPixels(pixels.height, pixels.width, new Array(pixels.channels).fill(mean));
  return blended(withAlphaOf(flat, pixels), pixels, factor);
}

/** A factor of 0 gives grey, 1 the picture. */
export function coloured(pixels: Pixels, factor: number): Pixels {
  const grey = converted(converted(pixels, hasAlpha(pixels) ? "LA" : "L"), modeOf[pixels.channels]);
  return blended(grey, pixels, factor);
}

/** A factor of 0 gives a smoothed picture, 1 the picture, 2 a sharpened one. */
export function sharpened(pixels: Pixels, factor: number): Pixels {
  return blended(withAlphaOf(smoothed(pixels), pixels), pixels, factor);
}

/** The mean with the eight neighbours, the pixel itself counted five times; the edges stay. */
function smoothed(pixels: Pixels): Pixels {
  const { data, height, width, channels } = pixels;
  const out = data.slice();
  const side = fround(1 / 13);
  const middle = fround(5 / 13);
  const stride = width * channels;
  const row = (at: number, centre: number): number =>
    fround(fround(fround(data[at - channels] * side) + fround(data[at] * centre)) + fround(data[at + channels] * side));
  for (let y = 1; y < height - 1; y++)
    for (let x = channels; x < stride - channels; x++) {
      const at = y * stride + x;
      const sum = fround(fround(fround(0.5 + row(at + stride, side)) + row(at, middle)) + row(at - stride, side));
      out[at] = clip8(sum);
    }
  return { ...pixelsLike(pixels), data: out };
}

/** Hues moved round the circle by -0.5…0.5 of it. Grey pictures stay. */
export function hueShifted(pixels: Pixels, factor: number): Pixels {
  if (pixels.channels === 1) return { ...pixelsLike(pixels), data: pixels.data.slice() };
  const hsv = rgbToHsv(converted(pixels, "RGB"));
  const shift = Math.trunc(factor * 255);
  for (let i = 0; i < hsv.data.length; i += 3) hsv.data[i] += shift;
  return converted(hsvToRgb(hsv), modeOf[pixels.channels]);
}
