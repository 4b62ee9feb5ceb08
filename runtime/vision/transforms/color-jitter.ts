/** `torchvision.transforms.ColorJitter`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import { permutation, uniform } from "./draw.ts";
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from "./functional/color.ts";
import type { ImageOrTensor } from "./functional/common.ts";
import { ImageTransform } from "./image-transform.ts";
import { floatTuple } from "./written.ts";

/** How much, in both directions; or [least, most]. */
type Amount = number | readonly number[];
type Range = readonly [number, number] | null;

interface Options {
  brightness?: Amount;
  contrast?: Amount;
  saturation?: Amount;
  hue?: Amount;
}

/** Least and most; null where nothing would change. */
function rangeOf(value: Amount | undefined, name: string, center: number, least: number, most: number): Range {
  const given = value ?? 0;
  let range: readonly number[];
  if (typeof given === "number") {
    if (given < 0) throw new RangeError(`If ${name} is a single number, it must be non negative, got ${given}.`);
    range = [center === 1 ? Math.max(1 - given, 0) : 0 - given, center + given];
  } else range = given;
  if (!Array.isArray(range) || range.length !== 2)
    throw new TypeError(`${name} should be a single number or a list/tuple with length 2.`);
  if (!(least <= range[0] && range[0] <= range[1] && range[1] <= most))
    throw new RangeError(`${name} values should be between (${least}, ${most}), but got [${range.join(", ")}].`);
  return range[0] === center && range[1] === center ? null : [range[0], range[1]];
}

const written = (range: Range): string => (range === null ? "None" : floatTuple(range));

/** In the order in which randperm counts them. */
const adjustments = [adjustBrightness, adjustContrast, adjustSaturation, adjustHue] as const;

/**
 * Brightness, contrast, saturation and hue changed at random, in random order.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ColorJitter.html
 */
export const ColorJitter = callableClass(
  class ColorJitter extends ImageTransform {
    readonly brightness: Range;
    readonly contrast: Range;
    readonly saturation: Range;
    readonly hue: Range;

    /**
     * @param brightness factors lie in [max(0, 1 - x), 1 + x], or [least, most]; 0.
     * @param contrast the same; 0.
     * @param saturation the same; 0.
     * @param hue shifts lie in [-x, x], or [least, most], from -0.5 to 0.5; 0.
     */
    constructor(
      brightness?: Amount | Options,
      contrast?: Amount | Options,
      saturation?: Amount | Options,
      hue?: Amount | Options,
    ) {
      super();
      const call = named<Options>("ColorJitter", { brightness, contrast, saturation, hue });
      const most = Number.POSITIVE_INFINITY;
      this.brightness = rangeOf(call.brightness, "brightness", 1, 0, most);
      this.contrast = rangeOf(call.contrast, "contrast", 1, 0, most);
      this.saturation = rangeOf(call.saturation, "saturation", 1, 0, most);
      this.hue = rangeOf(call.hue, "hue", 0, -0.5, 0.5);
    }

    /** The order, and the factors of brightness, contrast, saturation and hue. */
    static getParams(
      ...ranges: readonly [Range, Range, Range, Range]
    ): [order: number[], ...factors: (number | null)[]] {
      const order = permutation(4);
      return [order, ...ranges.map((range) => (range === null ? null : uniform(range[0], range[1])))];
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const { brightness, contrast, saturation, hue } = this;
      const [order, ...factors] = ColorJitter.getParams(brightness, contrast, saturation, hue);
      return order.reduce((at, index) => {
        const factor = factors[index];
        return factor === null ? at : adjustments[index](at, factor);
      }, img);
    }

    override extraRepr(): string {
      const { brightness, contrast, saturation, hue } = this;
      return `brightness=${written(brightness)}, contrast=${written(contrast)}, saturation=${written(saturation)}, hue=${written(hue)}`;
    }
  },
);
export type ColorJitter = InstanceType<typeof ColorJitter>;
