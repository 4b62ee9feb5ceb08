/** `torchvision.transforms.Normalize`. */

import { callableClass } from "../../callable-class.ts";
import { asTensor } from "../../ops/create.ts";
import { describe, named } from "../../tensor/options.ts";
import { formatSize } from "../../tensor/size.ts";
import { Tensor, wrap } from "../../tensor/tensor.ts";
import { type BatchStep, Transform } from "./transform.ts";

/** A number for all channels, or one for each. */
export type PerChannel = number | readonly number[] | Tensor;

interface Options {
  mean?: PerChannel;
  std?: PerChannel;
  inplace?: boolean;
}

const leastDims = 3;

function written(value: PerChannel): string {
  return Array.isArray(value) ? `[${value.map(decimal).join(", ")}]` : decimal(value as number | Tensor);
}

/** Python's form of a float: JavaScript does not tell 1 from 1.0, and means and deviations are floats. */
function decimal(value: number | Tensor): string {
  return typeof value === "number" && Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/**
 * `(x - mean) / std`, channel by channel, of float tensors [..., C, H, W].
 *
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Normalize.html
 */
export const Normalize = callableClass(
  class Normalize extends Transform<Tensor, Tensor> {
    readonly mean: PerChannel;
    readonly std: PerChannel;
    readonly inplace: boolean;

    /** @param inplace whether the tensor that is given is changed itself; false. */
    constructor(mean: PerChannel | Options, std?: PerChannel | Options, inplace?: boolean | Options) {
      super();
      const given = named<Options>("Normalize", { mean, std, inplace });
      for (const name of ["mean", "std"] as const)
        if (given[name] === undefined)
          throw new TypeError(`Normalize() missing 1 required positional argument: '${name}'`);
      this.mean = given.mean as PerChannel;
      this.std = given.std as PerChannel;
      this.inplace = given.inplace ?? false;
    }

    override forward(tensor: Tensor): Tensor {
      if (!(tensor instanceof Tensor)) throw new TypeError(`img should be Tensor Image. Got ${describe(tensor)}`);
      const { dtype, shape, device } = tensor;
      if (!dtype.isFloatingPoint) throw new TypeError(`Input tensor should be a float tensor. Got ${dtype}.`);
      if (tensor.ndim < leastDims)
        throw new RangeError(
          `Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = ${formatSize(shape)}`,
        );
      const column = (value: PerChannel): Tensor => {
        const values = asTensor(value, { dtype, device });
        return values.ndim === 1 ? values.reshape(-1, 1, 1) : values;
      };
      const [mean, std] = [column(this.mean), column(this.std)];
      if (std.eq(0).any().item())
        throw new RangeError(`std evaluated to zero after conversion to ${dtype}, leading to division by zero.`);
      if (this.inplace) return tensor.sub_(mean).div_(std);
      const centred = tensor.sub(mean);
      if (centred.requiresGrad) return centred.div(std);
      const { kernels } = centred;
      return wrap(centred, kernels.div(centred.handle, std.handle, centred.handle));
    }

    override overBatch(): BatchStep | null {
      return this.forward === Normalize.prototype.forward ? (batch) => this.forward(batch) : null;
    }

    override extraRepr(): string {
      return `mean=${written(this.mean)}, std=${written(this.std)}`;
    }
  },
);
export type Normalize = InstanceType<typeof Normalize>;
