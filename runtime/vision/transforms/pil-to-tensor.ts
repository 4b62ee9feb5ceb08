/** `torchvision.transforms.PILToTensor`. */

import { callableClass } from "../../callable-class.ts";
import { backendFor } from "../../tensor/device.ts";
import { uint8 } from "../../tensor/dtype.ts";
import { describe } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { Picture } from "../picture.ts";
import { Transform } from "./transform.ts";

/** A picture of uint8 [H, W, C] to a uint8 tensor [C, H, W] of the same values. */
export const PILToTensor = callableClass(
  class PILToTensor extends Transform<Picture, Tensor> {
    override forward(picture: Picture): Tensor {
      if (!(picture instanceof Picture)) throw new TypeError(`pic should be a Picture. Got ${describe(picture)}`);
      const backend = backendFor("cpu");
      const { kernels } = backend;
      const { data, height, width, channels } = picture;
      const pixels = kernels.fromBytes(data, [height, width, channels], uint8.code);
      return new Tensor(kernels.contiguous(kernels.permute(pixels, [2, 0, 1])), backend);
    }
  },
);
export type PILToTensor = InstanceType<typeof PILToTensor>;
