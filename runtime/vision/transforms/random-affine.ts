/** `torchvision.transforms.RandomAffine`. */

import { callableClass } from "../../callable-class.ts";
import { plain } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import { requireLength, setupAngle } from "./angles.ts";
import { uniform } from "./draw.ts";
import { affine } from "./functional/affine.ts";
import {
  type Fill,
  fillFor,
  getImageSize,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
  round,
} from "./functional/common.ts";
import { ImageTransform } from "./image-transform.ts";
import { floatList, floatTuple } from "./written.ts";

interface Options {
  degrees?: number | readonly number[];
  translate?: readonly number[] | null;
  scale?: readonly number[] | null;
  shear?: number | readonly number[] | null;
  interpolation?: InterpolationMode;
  fill?: Fill | null;
  center?: readonly number[] | null;
}

interface Params {
  angle: number;
  translate: [number, number];
  scale: number;
  shear: [number, number];
}

/**
 * The picture turned, moved, scaled and sheared at random, round its middle.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomAffine.html
 */
export const RandomAffine = callableClass(
  class RandomAffine extends ImageTransform {
    readonly degrees: readonly number[];
    readonly translate: readonly number[] | null;
    readonly scale: readonly number[] | null;
    readonly shear: readonly number[] | null;
    readonly interpolation: InterpolationMode;
    readonly fill: Fill;
    readonly center: readonly number[] | null;

    /**
     * @param degrees [least, most], or one number for [-number, number].
     * @param translate the most of the width and of the height that it is moved by.
     * @param scale [least, most].
     * @param shear degrees: one number or [least, most] along x, or [least x, most x, least y, most y].
     * @param interpolation "nearest".
     * @param fill what stands outside; 0.
     * @param center [x, y] of what stays; the middle.
     */
    constructor(
      degrees: number | readonly number[] | Options,
      translate?: readonly number[] | null | Options,
      scale?: readonly number[] | null | Options,
      shear?: number | readonly number[] | null | Options,
      interpolation?: InterpolationMode | Options,
      fill?: Fill | null | Options,
      center?: readonly number[] | null | Options,
    ) {
      super();
      const given = { degrees, translate, scale, shear, interpolation, fill, center };
      const call = named<Options>("RandomAffine", given);
      this.degrees = setupAngle(call.degrees, "degrees");
      this.translate = call.translate == null ? null : requireLength(call.translate, "translate");
      if (this.translate?.some((share) => share < 0 || share > 1))
        throw new RangeError(`translation values should be between 0 and 1, got ${plain(this.translate)}`);
      this.scale = call.scale == null ? null : requireLength(call.scale, "scale");
      if (this.scale?.some((factor) => factor <= 0))
        throw new RangeError(`scale values should be positive, got ${plain(this.scale)}`);
      this.shear = call.shear == null ? null : setupAngle(call.shear, "shear", [2, 4]);
      this.interpolation = call.interpolation ?? "nearest";
      requireInterpolation(this.interpolation, "RandomAffine");
      this.fill = call.fill ?? 0;
      this.center = call.center == null ? null : requireLength(call.center, "center");
    }

    /** What is made of a picture of [width, height]. */
    static getParams(
      degrees: readonly number[],
      translate: readonly number[] | null,
      scaleRanges: readonly number[] | null,
      shears: readonly number[] | null,
      imgSize: readonly number[],
    ): Params {
      const angle = uniform(degrees[0], degrees[1]);
      const moved = translate?.map((share, i) => round(uniform(-share * imgSize[i], share * imgSize[i])));
      const scale = scaleRanges === null ? 1 : uniform(scaleRanges[0], scaleRanges[1]);
      const shearX = shears === null ? 0 : uniform(shears[0], shears[1]);
      const shearY = shears?.length === 4 ? uniform(shears[2], shears[3]) : 0;
      return { angle, translate: [moved?.[0] ?? 0, moved?.[1] ?? 0], scale, shear: [shearX, shearY] };
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      const { interpolation, center } = this;
      const params = RandomAffine.getParams(this.degrees, this.translate, this.scale, this.shear, getImageSize(img));
      return affine(img, { ...params, interpolation, fill: fillFor(img, this.fill), center });
    }

    override extraRepr(): string {
      const parts = [
        `degrees=${floatList(this.degrees)}`,
        this.translate === null ? "" : `translate=${floatTuple(this.translate)}`,
        this.scale === null ? "" : `scale=${floatTuple(this.scale)}`,
        this.shear === null ? "" : `shear=${floatList(this.shear)}`,
        this.interpolation === "nearest" ? "" : `interpolation=${this.interpolation}`,
        this.fill === 0 ? "" : `fill=${plain(this.fill)}`,
        this.center === null ? "" : `center=${plain(this.center)}`,
      ];
      return parts.filter((part) => part !== "").join(", ");
    }
  },
);
export type RandomAffine = InstanceType<typeof RandomAffine>;
