/** `torchvision.transforms.ToPILImage`. */

import { callableClass } from "../../callable-class.ts";
import { uint8 } from "../../tensor/dtype.ts";
import { describe } from "../../tensor/options.ts";
import { Tensor, wrap } from "../../tensor/tensor.ts";
import { Picture } from "../picture.ts";
import { Transform } from "./transform.ts";

const mostChannels = 4;

/** A tensor [C, H, W] or [H, W], of uint8 or of floats from 0 to 1, to a picture. */
export const ToPILImage = callableClass(
  class ToPILImage extends Transform<Tensor, Picture> {
    override forward(tensor: Tensor): Picture {
      if (!(tensor instanceof Tensor)) throw new TypeError(`pic should be Tensor or ndarray. Got ${describe(tensor)}.`);
      if (tensor.ndim !== 2 && tensor.ndim !== 3)
        throw new RangeError(`pic should be 2/3 dimensional. Got ${tensor.ndim} dimensions.`);
      const planes = tensor.ndim === 2 ? tensor.unsqueeze(0) : tensor;
      if (planes.shape[0] > mostChannels)
        throw new RangeError(`pic should not have > 4 channels. Got ${planes.shape[0]} channels.`);
      const { kernels } = planes;
      // As torchvision: floats are scaled and cut off, so 0.999 becomes 254.
      const scaled = tensor.dtype.isFloatingPoint ? kernels.mul(planes.handle, 255) : planes.handle;
      const bytes = wrap(planes, kernels.permute(kernels.to(scaled, uint8.code), [1, 2, 0]));
      return Picture.fromArray(kernels.toBytes(bytes.handle), bytes.shape);
    }
  },
);
export type ToPILImage = InstanceType<typeof ToPILImage>;
