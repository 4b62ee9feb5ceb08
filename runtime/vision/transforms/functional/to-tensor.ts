/** Pictures to tensors of floats. */

import { backendFor } from "../../../tensor/device.ts";
import { float32, uint8 } from "../../../tensor/dtype.ts";
import { describe } from "../../../tensor/options.ts";
import { Tensor, wrap } from "../../../tensor/tensor.ts";
import { Image } from "../../image.ts";

/** @internal uint8 [N, H, W, C] to float32 [N, C, H, W] of 0 to 1. */
export function scaled(pictures: Tensor): Tensor {
  const { kernels, shape } = pictures;
  const [n, height, width, channels] = shape;
  const planes =
    channels === 1
      ? kernels.reshape(pictures.handle, [n, 1, height, width])
      : kernels.permute(pictures.handle, [0, 3, 1, 2]);
  const floats = kernels.to(planes, float32.code);
  return wrap(pictures, kernels.div(floats, 255, floats));
}

/** A picture to a float32 tensor [C, H, W] whose values go from 0 to 1. */
export function toTensor(pic: Image): Tensor {
  if (!(pic instanceof Image)) throw new TypeError(`pic should be Image or ndarray. Got ${describe(pic)}`);
  const backend = backendFor("cpu");
  const { data, height, width, channels } = pic;
  const pixels = backend.kernels.fromBytes(data, [1, height, width, channels], uint8.code);
  const batch = scaled(new Tensor(pixels, backend));
  return wrap(batch, batch.kernels.select(batch.handle, 0, 0));
}
