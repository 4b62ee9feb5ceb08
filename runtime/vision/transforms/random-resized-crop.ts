/** `torchvision.transforms.RandomResizedCrop`. */

import { callableClass } from "../../callable-class.ts";
import { plain, tuple } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import { integer, logUniform, uniform } from "./draw.ts";
import {
  getDimensions,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
  round,
} from "./functional/common.ts";
import { resizedCrop, type SizeOf, setupSize } from "./functional/crop.ts";
import { ImageTransform } from "./image-transform.ts";
import { floatTuple } from "./written.ts";

type Range = readonly number[];

interface Options {
  size?: SizeOf;
  scale?: Range;
  ratio?: Range;
  interpolation?: InterpolationMode;
  antialias?: boolean | null;
}

const tries = 10;

/** The middle, as much of it as the ratios allow. */
function central(h: number, w: number, ratio: Range): [top: number, left: number, height: number, width: number] {
  const least = Math.min(...ratio);
  const most = Math.max(...ratio);
  const height = w / h < least ? round(w / least) : h;
  const width = w / h > most ? round(h * most) : w;
  return [Math.floor((h - height) / 2), Math.floor((w - width) / 2), height, width];
}

export function requireRange(range: unknown, name: string): asserts range is Range {
  if (!Array.isArray(range) || range.length !== 2 || range.some((value) => typeof value !== "number"))
    throw new TypeError(`${name} should be a sequence of two numbers, got ${JSON.stringify(range)}`);
  if (range[0] > range[1]) throw new RangeError(`${name} should be of kind (min, max), got ${JSON.stringify(range)}`);
}

/**
 * A part of random size, shape and place, made `size`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomResizedCrop.html
 */
export const RandomResizedCrop = callableClass(
  class RandomResizedCrop extends ImageTransform {
    readonly size: readonly [height: number, width: number];
    readonly scale: Range;
    readonly ratio: Range;
    readonly interpolation: InterpolationMode;
    readonly antialias: boolean | null;

    /**
     * @param size [height, width], or one number for both.
     * @param scale the least and the most of the picture's area that a part has; [0.08, 1].
     * @param ratio the least and the most of width / height; [3 / 4, 4 / 3].
     * @param interpolation "bilinear".
     * @param antialias as in Resize; true.
     */
    constructor(
      size: SizeOf | Options,
      scale?: Range | Options,
      ratio?: Range | Options,
      interpolation?: InterpolationMode | Options,
      antialias?: boolean | null | Options,
    ) {
      super();
      const call = named<Options>("RandomResizedCrop", { size, scale, ratio, interpolation, antialias });
      this.size = setupSize(call.size);
      this.scale = call.scale ?? [0.08, 1];
      this.ratio = call.ratio ?? [3 / 4, 4 / 3];
      requireRange(this.scale, "Scale");
      requireRange(this.ratio, "Ratio");
      this.interpolation = call.interpolation ?? "bilinear";
      requireInterpolation(this.interpolation, "RandomResizedCrop");
      this.antialias = call.antialias === undefined ? true : call.antialias;
    }

    /** [top, left, height, width] of a part. */
    static getParams(img: ImageOrTensor, scale: Range, ratio: Range): [number, number, number, number] {
      const [, h, w] = getDimensions(img);
      for (let i = 0; i < tries; i++) {
        const area = h * w * uniform(scale[0], scale[1]);
        const aspect = logUniform(ratio[0], ratio[1]);
        const width = round(Math.sqrt(area * aspect));
        const height = round(Math.sqrt(area / aspect));
        if (width <= 0 || width > w || height <= 0 || height > h) continue;
        const top = integer(0, h - height + 1);
        return [top, integer(0, w - width + 1), height, width];
      }
      return central(h, w, ratio);
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const [top, left, height, width] = RandomResizedCrop.getParams(img, this.scale, this.ratio);
      return resizedCrop(img, top, left, height, width, this.size, this.interpolation, this.antialias ?? false);
    }

    override extraRepr(): string {
      const [scale, ratio] = [this.scale, this.ratio].map((range) =>
        floatTuple(range.map((value) => Number(value.toFixed(4)))),
      );
      return `size=${tuple(this.size)}, scale=${scale}, ratio=${ratio}, interpolation=${this.interpolation}, antialias=${plain(this.antialias)}`;
    }
  },
);
export type RandomResizedCrop = InstanceType<typeof RandomResizedCrop>;
