/** Tensors in another dtype, their values scaled with it. */

import { bool, type DType, float32, float64, iinfo, int32, int64 } from "../../../tensor/dtype.ts";
import { describe } from "../../../tensor/options.ts";
import { Tensor } from "../../../tensor/tensor.ts";

/** Just short of the next integer, so that 1 becomes the largest value and each value has an equal share of 0 to 1. */
const epsilon = 1e-3;

function largest(dtype: DType): number {
  return dtype === bool ? 1 : Number(iinfo(dtype).max);
}

/** `image` in another dtype: integers fill their range, floats go from 0 to 1. */
export function convertImageDtype(image: Tensor, dtype: DType = float32): Tensor {
  if (!(image instanceof Tensor)) throw new TypeError(`Input img should be Tensor Image. Got ${describe(image)}`);
  if (image.dtype === dtype) return image;
  const { isFloatingPoint } = image.dtype;
  if (isFloatingPoint && dtype.isFloatingPoint) return image.to(dtype);
  if (isFloatingPoint) {
    if (
      (image.dtype === float32 && (dtype === int32 || dtype === int64)) ||
      (image.dtype === float64 && dtype === int64)
    )
      throw new Error(`The cast from ${image.dtype} to ${dtype} cannot be performed safely.`);
    return image.mul(largest(dtype) + 1 - epsilon).to(dtype);
  }
  const most = largest(image.dtype);
  if (dtype.isFloatingPoint) return image.to(dtype).div(most);
  const wanted = largest(dtype);
  if (most > wanted) return image.floorDivide((most + 1) / (wanted + 1)).to(dtype);
  return image.to(dtype).mul((wanted + 1) / (most + 1));
}
