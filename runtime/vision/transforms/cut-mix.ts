/** `torchvision.transforms.v2.CutMix`. */

import { callableClass } from "../../callable-class.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { integer } from "./draw.ts";
import { Mixing } from "./mixing.ts";

/**
 * A rectangle of each sample of a batch replaced by that of the one before it, labels mixed by the areas.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.v2.CutMix.html
 */
export const CutMix = callableClass(
  class CutMix extends Mixing {
    protected override mix(images: Tensor): [Tensor, number] {
      const share = this.share();
      const [height, width] = images.shape.slice(-2);
      const x = integer(0, width);
      const y = integer(0, height);
      const reach = 0.5 * Math.sqrt(1 - share);
      const [reachX, reachY] = [Math.trunc(reach * width), Math.trunc(reach * height)];
      const [left, top] = [Math.max(x - reachX, 0), Math.max(y - reachY, 0)];
      const [right, bottom] = [Math.min(x + reachX, width), Math.min(y + reachY, height)];
      const out = images.clone();
      const part = (of: Tensor): Tensor => of.narrow(-2, top, bottom - top).narrow(-1, left, right - left);
      part(out).copy_(part(images.roll(1, 0)));
      return [out, 1 - ((right - left) * (bottom - top)) / (width * height)];
    }
  },
);
export type CutMix = InstanceType<typeof CutMix>;
