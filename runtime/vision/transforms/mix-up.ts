/** `torchvision.transforms.v2.MixUp`. */

import { callableClass } from "../../callable-class.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Mixing } from "./mixing.ts";

/**
 * Each sample of a batch blended with the one before it, its labels with that one's.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.v2.MixUp.html
 */
export const MixUp = callableClass(
  class MixUp extends Mixing {
    protected override mix(images: Tensor): [Tensor, number] {
      const share = this.share();
      return [
        images
          .roll(1, 0)
          .mul(1 - share)
          .add(images.mul(share)),
        share,
      ];
    }
  },
);
export type MixUp = InstanceType<typeof MixUp>;
