/** `torchvision.transforms.ConvertImageDtype`. */

import { callableClass } from "../../callable-class.ts";
import type { DType } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { convertImageDtype } from "./functional/convert-image-dtype.ts";
import { type BatchStep, Transform } from "./transform.ts";

/** A tensor in another dtype, its values scaled to that dtype's range: integers fill theirs, floats go from 0 to 1. */
export const ConvertImageDtype = callableClass(
  class ConvertImageDtype extends Transform<Tensor, Tensor> {
    readonly dtype: DType;

    constructor(dtype: DType) {
      super();
      this.dtype = dtype;
    }

    override forward(image: Tensor): Tensor {
      return convertImageDtype(image, this.dtype);
    }

    override overBatch(): BatchStep | null {
      return this.forward === ConvertImageDtype.prototype.forward
        ? (batch) => convertImageDtype(batch, this.dtype)
        : null;
    }
  },
);
export type ConvertImageDtype = InstanceType<typeof ConvertImageDtype>;
