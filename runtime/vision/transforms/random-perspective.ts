/** `torchvision.transforms.RandomPerspective`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import { integer } from "./draw.ts";
import {
  type Fill,
  fillFor,
  getDimensions,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
} from "./functional/common.ts";
import { type Corners, perspective } from "./functional/perspective.ts";
import { RandomTransform } from "./image-transform.ts";

interface Options {
  distortionScale?: number;
  p?: number;
  interpolation?: InterpolationMode;
  fill?: Fill | null;
}

/**
 * The picture seen from a random place, with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomPerspective.html
 */
export const RandomPerspective = callableClass(
  class RandomPerspective extends RandomTransform {
    readonly distortionScale: number;
    readonly interpolation: InterpolationMode;
    readonly fill: Fill;

    /**
     * @param distortionScale how far corners move, 0…1 of half the picture; 0.5.
     * @param p the probability; 0.5.
     * @param interpolation "bilinear".
     * @param fill what stands outside; 0.
     */
    constructor(
      distortionScale?: number | Options,
      p?: number | Options,
      interpolation?: InterpolationMode | Options,
      fill?: Fill | null | Options,
    ) {
      const call = named<Options>("RandomPerspective", { distortionScale, p, interpolation, fill });
      super("RandomPerspective", call.p ?? 0.5);
      this.distortionScale = call.distortionScale ?? 0.5;
      if (!(this.distortionScale >= 0 && this.distortionScale <= 1))
        throw new RangeError(
          `RandomPerspective(): distortionScale should be between 0 and 1, got ${this.distortionScale}`,
        );
      this.interpolation = call.interpolation ?? "bilinear";
      requireInterpolation(this.interpolation, "RandomPerspective");
      this.fill = call.fill ?? 0;
    }

    /** The corners before and after. */
    static getParams(
      width: number,
      height: number,
      distortionScale: number,
    ): [startpoints: Corners, endpoints: Corners] {
      const right = Math.trunc(distortionScale * Math.floor(width / 2));
      const down = Math.trunc(distortionScale * Math.floor(height / 2));
      const near = (most: number): number => integer(0, most + 1);
      const far = (size: number, most: number): number => integer(size - most - 1, size);
      const endpoints = [
        [near(right), near(down)],
        [far(width, right), near(down)],
        [far(width, right), far(height, down)],
        [near(right), far(height, down)],
      ];
      const startpoints = [
        [0, 0],
        [width - 1, 0],
        [width - 1, height - 1],
        [0, height - 1],
      ];
      return [startpoints, endpoints];
    }

    override transform<T extends ImageOrTensor>(img: T): T {
      const [, height, width] = getDimensions(img);
      const [startpoints, endpoints] = RandomPerspective.getParams(width, height, this.distortionScale);
      return perspective(img, startpoints, endpoints, this.interpolation, fillFor(img, this.fill));
    }
  },
);
export type RandomPerspective = InstanceType<typeof RandomPerspective>;
