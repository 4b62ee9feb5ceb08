/** `torchvision.transforms.RandomRotation`. */

import { callableClass } from "../../callable-class.ts";
import { plain } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import { requireLength, setupAngle } from "./angles.ts";
import { uniform } from "./draw.ts";
import { rotate } from "./functional/affine.ts";
import {
  type Fill,
  fillFor,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
} from "./functional/common.ts";
import { ImageTransform } from "./image-transform.ts";
import { floatList } from "./written.ts";

interface Options {
  degrees?: number | readonly number[];
  interpolation?: InterpolationMode;
  expand?: boolean;
  center?: readonly number[] | null;
  fill?: Fill | null;
}

/**
 * The picture turned by a random angle.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomRotation.html
 */
export const RandomRotation = callableClass(
  class RandomRotation extends ImageTransform {
    readonly degrees: readonly number[];
    readonly interpolation: InterpolationMode;
    readonly expand: boolean;
    readonly center: readonly number[] | null;
    readonly fill: Fill;

    /**
     * @param degrees [least, most], or one number for [-number, number].
     * @param interpolation "nearest".
     * @param expand whether the result is made large enough to hold the whole picture; false.
     * @param center [x, y] of what stays; the middle.
     * @param fill what stands outside; 0.
     */
    constructor(
      degrees: number | readonly number[] | Options,
      interpolation?: InterpolationMode | Options,
      expand?: boolean | Options,
      center?: readonly number[] | null | Options,
      fill?: Fill | null | Options,
    ) {
      super();
      const call = named<Options>("RandomRotation", { degrees, interpolation, expand, center, fill });
      this.degrees = setupAngle(call.degrees, "degrees");
      this.interpolation = call.interpolation ?? "nearest";
      requireInterpolation(this.interpolation, "RandomRotation");
      this.expand = call.expand ?? false;
      this.center = call.center == null ? null : requireLength(call.center, "center");
      this.fill = call.fill ?? 0;
    }

    /** An angle between two. */
    static getParams(degrees: readonly number[]): number {
      return uniform(degrees[0], degrees[1]);
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const { interpolation, expand, center, fill } = this;
      return rotate(img, RandomRotation.getParams(this.degrees), interpolation, expand, center, fillFor(img, fill));
    }

    override extraRepr(): string {
      const center = this.center === null ? "" : `, center=${plain(this.center)}`;
      return `degrees=${floatList(this.degrees)}, interpolation=${this.interpolation}, expand=${plain(this.expand)}${center}, fill=${plain(this.fill)}`;
    }
  },
);
export type RandomRotation = InstanceType<typeof RandomRotation>;
