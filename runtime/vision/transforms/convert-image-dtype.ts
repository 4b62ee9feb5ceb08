/** `torchvision.transforms.ConvertImageDtype`. */

import { callableClass } from "../../callable-class.ts";
import { bool, type DType, float32, float64, iinfo, int32, int64 } from "../../tensor/dtype.ts";
import { describe } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type BatchStep, Transform } from "./transform.ts";

/** Just short of the next integer, so that 1 becomes the largest value and each value has an equal share of 0 to 1. */
const epsilon = 1e-3;

function largest(dtype: DType): number {
  return dtype === bool ? 1 : Number(iinfo(dtype).max);
}

function converted(image: Tensor, dtype: DType): Tensor {
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

/** A tensor in another dtype, its values scaled to that dtype's range: integers fill theirs, floats go from 0 to 1. */
export const ConvertImageDtype = callableClass(
  class ConvertImageDtype extends Transform<Tensor, Tensor> {
    readonly dtype: DType;

    constructor(dtype: DType) {
      super();
      this.dtype = dtype;
    }

    override forward(image: Tensor): Tensor {
      if (!(image instanceof Tensor)) throw new TypeError(`Input img should be Tensor Image. Got ${describe(image)}`);
      return converted(image, this.dtype);
    }

    override overBatch(): BatchStep | null {
      return this.forward === ConvertImageDtype.prototype.forward ? (batch) => converted(batch, this.dtype) : null;
    }
  },
);
export type ConvertImageDtype = InstanceType<typeof ConvertImageDtype>;
