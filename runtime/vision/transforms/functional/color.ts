/** Brightness, contrast, saturation, hue, gamma and grey. */

import { stack } from "../../../ops/join.ts";
import { where } from "../../../ops/select.ts";
import { float32, int64 } from "../../../tensor/dtype.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { converted, modeOf } from "../../pillow/convert.ts";
import { brightened, coloured, contrasted, hueShifted } from "../../pillow/enhance.ts";
import { gammaCorrected } from "../../pillow/tables.ts";
import { either, getDimensions, type ImageOrTensor, maxValue, requireChannels } from "./common.ts";
import { convertImageDtype } from "./convert-image-dtype.ts";

/** `ratio * a + (1 - ratio) * b`, cut off to the range of `a`'s type. */
export function blend(a: Tensor, b: Tensor | number, ratio: number): Tensor {
  const other = typeof b === "number" ? b * (1 - ratio) : b.mul(1 - ratio);
  return a.mul(ratio).add(other).clamp(0, maxValue(a.dtype)).to(a.dtype);
}

function requireFactor(factor: number, name: string): void {
  if (typeof factor !== "number" || !(factor >= 0)) throw new RangeError(`${name} (${factor}) is not non-negative.`);
}

function greyed(img: Tensor): Tensor {
  if (img.size(-3) !== 3) return img.clone();
  const [r, g, b] = img.unbind(-3);
  return r.mul(0.2989).add(g.mul(0.587)).add(b.mul(0.114)).to(img.dtype).unsqueeze(-3);
}

/** Grey, of 1 channel or of 3 equal ones; a tensor of 1 channel keeps it, as in torchvision. */
export function rgbToGrayscale<T extends ImageOrTensor>(img: T, numOutputChannels = 1): T {
  if (numOutputChannels !== 1 && numOutputChannels !== 3)
    throw new RangeError(`num_output_channels should be either 1 or 3, got ${numOutputChannels}`);
  return either(
    img,
    "rgbToGrayscale",
    (image) => {
      const grey = converted(image, "L");
      return image.with(numOutputChannels === 1 ? grey : converted(grey, "RGB"));
    },
    (one) => {
      requireChannels(one, 3);
      const grey = greyed(one);
      return numOutputChannels === 3 ? grey.expand([...one.shape]) : grey;
    },
  );
}

/** A factor of 0 gives black, 1 the picture, 2 twice the brightness. */
export function adjustBrightness<T extends ImageOrTensor>(img: T, brightnessFactor: number): T {
  requireFactor(brightnessFactor, "brightness_factor");
  return either(
    img,
    "adjustBrightness",
    (image) => image.with(brightened(image, brightnessFactor)),
    (one) => {
      requireChannels(one);
      return blend(one, 0, brightnessFactor);
    },
  );
}

/** A factor of 0 gives one grey, 1 the picture. */
export function adjustContrast<T extends ImageOrTensor>(img: T, contrastFactor: number): T {
  requireFactor(contrastFactor, "contrast_factor");
  return either(
    img,
    "adjustContrast",
    (image) => image.with(contrasted(image, contrastFactor)),
    (one) => {
      requireChannels(one, 3);
      const grey = one.size(-3) === 3 ? greyed(one) : one;
      const mean = grey.to(one.dtype.isFloatingPoint ? one.dtype : float32).mean([-3, -2, -1], true);
      return blend(one, mean, contrastFactor);
    },
  );
}

/** A factor of 0 gives grey, 1 the picture. */
export function adjustSaturation<T extends ImageOrTensor>(img: T, saturationFactor: number): T {
  requireFactor(saturationFactor, "saturation_factor");
  return either(
    img,
    "adjustSaturation",
    (image) => image.with(coloured(image, saturationFactor)),
    (one) => {
      requireChannels(one, 3);
      return one.size(-3) === 1 ? one : blend(one, greyed(one), saturationFactor);
    },
  );
}

function rgbToHsv(img: Tensor): [h: Tensor, s: Tensor, v: Tensor] {
  const [r, g, b] = img.unbind(-3);
  const most = img.amax(-3);
  const span = most.sub(img.amin(-3));
  const isGrey = span.eq(0);
  const saturation = span.div(where(isGrey, 1, most));
  const divisor = where(isGrey, 1, span);
  const [rc, gc, bc] = [r, g, b].map((channel) => most.sub(channel).div(divisor));
  const sixths = where(most.eq(r), bc.sub(gc), where(most.eq(g), rc.add(2).sub(bc), gc.add(4).sub(rc)));
  return [sixths.div(6).add(1).fmod(1), saturation, most];
}

function hsvToRgb(h: Tensor, s: Tensor, v: Tensor): Tensor {
  const place = h.mul(6);
  const whole = place.floor();
  const part = place.sub(whole);
  const darkened = (share: Tensor): Tensor => v.mul(share.neg().add(1)).clamp(0, 1);
  const p = darkened(s);
  const q = darkened(s.mul(part));
  const t = darkened(s.mul(part.neg().add(1)));
  const sector = whole.to(int64).remainder(6).unsqueeze(-3);
  const channels = [
    [v, q, p, p, t, v],
    [t, v, v, q, p, p],
    [p, p, t, v, v, q],
  ].map((choices) => stack(choices, -3).gather(-3, sector).squeeze(-3));
  return stack(channels, -3);
}

/** Hues moved round the circle by -0.5…0.5 of it. */
export function adjustHue<T extends ImageOrTensor>(img: T, hueFactor: number): T {
  if (!(hueFactor >= -0.5 && hueFactor <= 0.5))
    throw new RangeError(`hue_factor (${hueFactor}) is not in [-0.5, 0.5].`);
  return either(
    img,
    "adjustHue",
    (image) => image.with(hueShifted(image, hueFactor)),
    (one) => {
      requireChannels(one);
      if (getDimensions(one)[0] === 1) return one;
      const [h, s, v] = rgbToHsv(convertImageDtype(one, float32));
      return convertImageDtype(hsvToRgb(h.add(hueFactor).remainder(1), s, v), one.dtype);
    },
  );
}

/** `gain * x ** gamma`, of values from 0 to 1. */
export function adjustGamma<T extends ImageOrTensor>(img: T, gamma: number, gain = 1): T {
  if (!(gamma >= 0)) throw new RangeError(`Gamma should be a non-negative real number, got ${gamma}`);
  return either(
    img,
    "adjustGamma",
    (image) => image.with(converted(gammaCorrected(converted(image, "RGB"), gamma, gain), modeOf[image.channels])),
    (one) => {
      requireChannels(one);
      const floats = one.dtype.isFloatingPoint ? one : convertImageDtype(one, float32);
      return convertImageDtype(floats.pow(gamma).mul(gain).clamp(0, 1), one.dtype);
    },
  );
}
