/** What the policies do to pictures, and how strongly. */

import { linspace } from "../../../ops/create.ts";
import { float32 } from "../../../tensor/dtype.ts";
import { integer } from "../draw.ts";
import { affine, rotate } from "../functional/affine.ts";
import { adjustSharpness } from "../functional/blur.ts";
import { adjustBrightness, adjustContrast, adjustSaturation } from "../functional/color.ts";
import { type Fill, fillFor, type ImageOrTensor, type InterpolationMode, round } from "../functional/common.ts";
import { autocontrast, equalize, invert, posterize, solarize } from "../functional/tone.ts";

/** How places between pixels are found, and what stands outside. */
export interface Look {
  interpolation: InterpolationMode;
  fill: Fill | null;
}

type Apply = <T extends ImageOrTensor>(img: T, magnitude: number, look: Look) => T;

const degrees = (slope: number): number => Math.atan(slope) * (180 / Math.PI);

const shear =
  (along: (angle: number) => [number, number]): Apply =>
  (img, magnitude, look) =>
    affine(img, { angle: 0, translate: [0, 0], scale: 1, shear: along(degrees(magnitude)), center: [0, 0], ...look });

const translate =
  (along: (pixels: number) => [number, number]): Apply =>
  (img, magnitude, look) =>
    affine(img, { angle: 0, translate: along(Math.trunc(magnitude)), scale: 1, shear: [0, 0], ...look });

const operations = {
  Identity: (img) => img,
  ShearX: shear((angle) => [angle, 0]),
  ShearY: shear((angle) => [0, angle]),
  TranslateX: translate((pixels) => [pixels, 0]),
  TranslateY: translate((pixels) => [0, pixels]),
  Rotate: (img, magnitude, look) => rotate(img, magnitude, { ...look }),
  Brightness: (img, magnitude) => adjustBrightness(img, 1 + magnitude),
  Color: (img, magnitude) => adjustSaturation(img, 1 + magnitude),
  Contrast: (img, magnitude) => adjustContrast(img, 1 + magnitude),
  Sharpness: (img, magnitude) => adjustSharpness(img, 1 + magnitude),
  Posterize: (img, magnitude) => posterize(img, Math.trunc(magnitude)),
  Solarize: (img, magnitude) => solarize(img, magnitude),
  AutoContrast: (img) => autocontrast(img),
  Equalize: (img) => equalize(img),
  Invert: (img) => invert(img),
} satisfies Record<string, Apply>;

export type Operation = keyof typeof operations;

/** `img` after an operation of a signed magnitude. */
export function applyOperation<T extends ImageOrTensor>(
  img: T,
  operation: Operation,
  magnitude: number,
  { interpolation, fill }: Look,
): T {
  const apply: Apply = operations[operation];
  return apply(img, magnitude, { interpolation, fill: fillFor(img, fill) });
}

/** The magnitudes of an operation, from none to the most; null where it has none. `signed`: they may be negative, too. */
export interface Strength {
  magnitudes: readonly number[] | null;
  signed: boolean;
}

/** Operations in the order in which they are drawn. */
export type Space = readonly (readonly [Operation, Strength])[];

const none: Strength = { magnitudes: null, signed: false };

const line = (from: number, to: number, bins: number): number[] =>
  linspace(from, to, bins, { dtype: float32 }).tolist() as number[];

const upTo = (most: number, bins: number): Strength => ({ magnitudes: line(0, most, bins), signed: true });

/** What the policies differ in. */
interface Mosts {
  bins: number;
  shear: number;
  translateX: number;
  translateY: number;
  rotate: number;
  /** Of brightness, colour, contrast and sharpness. */
  enhance: number;
  /** How many bits are left at none, and how many less at the most. */
  posterize: { from: number; less: number };
}

/** The operations of `names` with their strengths. */
export function spaceOf(names: readonly Operation[], mosts: Mosts): Space {
  const { bins, enhance, posterize: bits } = mosts;
  const lost = Math.fround((bins - 1) / bits.less);
  const strengths: Partial<Record<Operation, Strength>> = {
    ShearX: upTo(mosts.shear, bins),
    ShearY: upTo(mosts.shear, bins),
    TranslateX: upTo(mosts.translateX, bins),
    TranslateY: upTo(mosts.translateY, bins),
    Rotate: upTo(mosts.rotate, bins),
    Brightness: upTo(enhance, bins),
    Color: upTo(enhance, bins),
    Contrast: upTo(enhance, bins),
    Sharpness: upTo(enhance, bins),
    Posterize: {
      magnitudes: Array.from({ length: bins }, (_, i) => bits.from - round(Math.fround(i / lost))),
      signed: false,
    },
    Solarize: { magnitudes: line(255, 0, bins), signed: false },
  };
  return names.map((name) => [name, strengths[name] ?? none]);
}

/** Operations in torchvision's order, by what they change. */
export const geometric: readonly Operation[] = ["ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate"];
export const enhancing: readonly Operation[] = ["Brightness", "Color", "Contrast", "Sharpness"];
export const toning: readonly Operation[] = ["Posterize", "Solarize", "AutoContrast", "Equalize"];

/** A magnitude with a sign: for signed ones it is drawn. */
export function withSign({ signed }: Strength, magnitude: number): number {
  return signed && integer(0, 2) === 1 ? -magnitude : magnitude;
}
