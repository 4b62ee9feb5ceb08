/** `torchvision.transforms.ToTensor`. */

import { callableClass } from "../../callable-class.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Image } from "../image.ts";
import { scaled, toTensor } from "./functional/to-tensor.ts";
import { type BatchStep, Transform } from "./transform.ts";

/**
 * A picture of uint8 [H, W, C] to a float32 tensor [C, H, W] whose values go from 0 to 1.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ToTensor.html
 */
export const ToTensor = callableClass(
  class ToTensor extends Transform<Image, Tensor> {
    override forward(picture: Image): Tensor {
      return toTensor(picture);
    }

    override overBatch(): BatchStep | null {
      return this.forward === ToTensor.prototype.forward ? scaled : null;
    }
  },
);
export type ToTensor = InstanceType<typeof ToTensor>;
