/** `torchvision.transforms.LinearTransformation`. */

import { callableClass } from "../../callable-class.ts";
import { float } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import { formatSize } from "../../tensor/size.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Transform } from "./transform.ts";

interface Options {
  transformationMatrix?: Tensor;
  meanVector?: Tensor;
}

type Nested = number | readonly Nested[];
const written = (values: Nested): string =>
  typeof values === "number" ? float(values) : `[${values.map(written).join(", ")}]`;

/**
 * Flattened tensors minus a mean, times a matrix (whitening).
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.LinearTransformation.html
 */
export const LinearTransformation = callableClass(
  class LinearTransformation extends Transform<Tensor, Tensor> {
    readonly transformationMatrix: Tensor;
    readonly meanVector: Tensor;

    /**
     * @param transformationMatrix [D, D], D = C × H × W.
     * @param meanVector [D].
     */
    constructor(transformationMatrix: Tensor | Options, meanVector?: Tensor | Options) {
      super();
      const call = named<Options>("LinearTransformation", { transformationMatrix, meanVector });
      const { transformationMatrix: matrix, meanVector: mean } = call;
      if (matrix === undefined || mean === undefined)
        throw new TypeError("LinearTransformation() takes a transformationMatrix and a meanVector");
      if (matrix.ndim !== 2 || matrix.size(0) !== matrix.size(1))
        throw new RangeError(
          `transformation_matrix should be square. Got ${formatSize(matrix.shape)} rectangular matrix.`,
        );
      if (mean.size(0) !== matrix.size(0))
        throw new RangeError(
          `mean_vector should have the same length ${mean.size(0)} as any one of the dimensions of the transformation_matrix ${formatSize(matrix.shape)}`,
        );
      if (matrix.dtype !== mean.dtype)
        throw new TypeError(`Input tensors should have the same dtype. Got ${matrix.dtype} and ${mean.dtype}`);
      this.transformationMatrix = matrix;
      this.meanVector = mean;
    }

    override forward(tensor: Tensor): Tensor {
      const { shape } = tensor;
      const [c, h, w] = shape.slice(-3);
      const n = c * h * w;
      const size = this.transformationMatrix.size(0);
      if (tensor.ndim < 3 || n !== size)
        throw new RangeError(
          `Input tensor and transformation matrix have incompatible shape.[${shape.slice(-3).join(" x ")}] != ${size}`,
        );
      const flat = tensor.reshape(-1, n).sub(this.meanVector);
      return flat.mm(this.transformationMatrix.to(flat.dtype)).view([...shape]);
    }

    override extraRepr(): string {
      const [matrix, mean] = [this.transformationMatrix, this.meanVector].map((one) => written(one.tolist() as Nested));
      return `transformation_matrix=${matrix}, mean_vector=${mean}`;
    }
  },
);
export type LinearTransformation = InstanceType<typeof LinearTransformation>;
