/** Tensors to pictures. */

import { uint8 } from "../../../tensor/dtype.ts";
import { describe } from "../../../tensor/options.ts";
import { Tensor, wrap } from "../../../tensor/tensor.ts";
import { Image } from "../../image.ts";
import { modeOf } from "../../pillow/convert.ts";

const mostChannels = 4;

/** A tensor [C, H, W] or [H, W], of uint8 or of floats from 0 to 1, to a picture. `mode` must be that of its channels. */
export function toPilImage(pic: Tensor, mode: string | null = null): Image {
  if (!(pic instanceof Tensor)) throw new TypeError(`pic should be Tensor or ndarray. Got ${describe(pic)}.`);
  if (pic.ndim !== 2 && pic.ndim !== 3)
    throw new RangeError(`pic should be 2/3 dimensional. Got ${pic.ndim} dimensions.`);
  const planes = pic.ndim === 2 ? pic.unsqueeze(0) : pic;
  const channels = planes.shape[0];
  if (channels > mostChannels) throw new RangeError(`pic should not have > 4 channels. Got ${channels} channels.`);
  if (!pic.dtype.isFloatingPoint && pic.dtype !== uint8)
    throw new TypeError(`Input type ${pic.dtype.name} is not supported; convertImageDtype makes it uint8`);
  if (mode !== null && mode !== modeOf[channels])
    throw new RangeError(`Incorrect mode (${mode}) supplied for ${channels} channels. Should be ${modeOf[channels]}`);
  const { kernels } = planes;
  // As torchvision: floats are scaled and cut off, so 0.999 becomes 254.
  const scaled = pic.dtype.isFloatingPoint ? kernels.mul(planes.handle, 255) : planes.handle;
  const bytes = wrap(planes, kernels.permute(kernels.to(scaled, uint8.code), [1, 2, 0]));
  return Image.fromArray(kernels.toBytes(bytes.handle), bytes.shape);
}
