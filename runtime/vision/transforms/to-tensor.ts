/** `torchvision.transforms.ToTensor`. */

import { callableClass } from "../../callable-class.ts";
import { backendFor } from "../../tensor/device.ts";
import { float32, uint8 } from "../../tensor/dtype.ts";
import { describe } from "../../tensor/options.ts";
import { Tensor, wrap } from "../../tensor/tensor.ts";
import { Picture } from "../picture.ts";
import { type BatchStep, Transform } from "./transform.ts";

/** uint8 [N, H, W, C] to float32 [N, C, H, W] of 0 to 1. */
function scaled(pictures: Tensor): Tensor {
  const { kernels, shape } = pictures;
  const [n, height, width, channels] = shape;
  const planes =
    channels === 1
      ? kernels.reshape(pictures.handle, [n, 1, height, width])
      : kernels.permute(pictures.handle, [0, 3, 1, 2]);
  const floats = kernels.to(planes, float32.code);
  return wrap(pictures, kernels.div(floats, 255, floats));
}

/**
 * A picture of uint8 [H, W, C] to a float32 tensor [C, H, W] whose values go from 0 to 1.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ToTensor.html
 */
export const ToTensor = callableClass(
  class ToTensor extends Transform<Picture, Tensor> {
    override forward(picture: Picture): Tensor {
      if (!(picture instanceof Picture))
        throw new TypeError(`pic should be a Picture or ndarray. Got ${describe(picture)}`);
      const backend = backendFor("cpu");
      const { data, height, width, channels } = picture;
      const pixels = backend.kernels.fromBytes(data, [1, height, width, channels], uint8.code);
      const batch = scaled(new Tensor(pixels, backend));
      return wrap(batch, batch.kernels.select(batch.handle, 0, 0));
    }

    override overBatch(): BatchStep | null {
      return this.forward === ToTensor.prototype.forward ? scaled : null;
    }
  },
);
export type ToTensor = InstanceType<typeof ToTensor>;
