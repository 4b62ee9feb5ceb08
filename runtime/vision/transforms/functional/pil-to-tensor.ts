/** Pictures to tensors of bytes. */

import { backendFor } from "../../../tensor/device.ts";
import { uint8 } from "../../../tensor/dtype.ts";
import { describe } from "../../../tensor/options.ts";
import { Tensor } from "../../../tensor/tensor.ts";
import { Image } from "../../image.ts";

/** A picture to a uint8 tensor [C, H, W] of the same values. */
export function pilToTensor(pic: Image): Tensor {
  if (!(pic instanceof Image)) throw new TypeError(`pic should be an Image. Got ${describe(pic)}`);
  const backend = backendFor("cpu");
  const { kernels } = backend;
  const { data, height, width, channels } = pic;
  const pixels = kernels.fromBytes(data, [height, width, channels], uint8.code);
  return new Tensor(kernels.contiguous(kernels.permute(pixels, [2, 0, 1])), backend);
}
