/** What is drawn on. */

import { uint8 } from "../../tensor/dtype.ts";
import { describe } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";

/** @throws unless `image` is one picture [C, H, W] of bytes or of floating point. */
export function requirePicture(image: Tensor): void {
  if (!(image instanceof Tensor)) throw new TypeError(`Tensor expected, got ${describe(image)}`);
  if (image.dtype !== uint8 && !image.dtype.isFloatingPoint)
    throw new TypeError(`The image dtype must be uint8 or float, got ${image.dtype}`);
  if (image.ndim !== 3) throw new RangeError("Pass individual images, not batches");
}
