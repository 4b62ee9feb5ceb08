/** `torchvision.transforms.PILToTensor`. */

import { callableClass } from "../../callable-class.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Image } from "../image.ts";
import { pilToTensor } from "./functional/pil-to-tensor.ts";
import { Transform } from "./transform.ts";

/** A picture of uint8 [H, W, C] to a uint8 tensor [C, H, W] of the same values. */
export const PILToTensor = callableClass(
  class PILToTensor extends Transform<Image, Tensor> {
    override forward(picture: Image): Tensor {
      return pilToTensor(picture);
    }
  },
);
export type PILToTensor = InstanceType<typeof PILToTensor>;
