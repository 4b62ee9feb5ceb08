/** Tensors brought to mean 0 and deviation 1. */

import { asTensor } from "../../../ops/create.ts";
import { describe } from "../../../tensor/options.ts";
import { formatSize } from "../../../tensor/size.ts";
import { Tensor, wrap } from "../../../tensor/tensor.ts";

/** A number for all channels, or one for each. */
export type PerChannel = number | readonly number[] | Tensor;

const leastDims = 3;

/** `(x - mean) / std`, channel by channel, of float tensors [..., C, H, W]. */
export function normalize(tensor: Tensor, mean: PerChannel, std: PerChannel, inplace = false): Tensor {
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
  const [means, deviations] = [column(mean), column(std)];
  if (deviations.eq(0).any().item())
    throw new RangeError(`std evaluated to zero after conversion to ${dtype}, leading to division by zero.`);
  if (inplace) return tensor.sub_(means).div_(deviations);
  const centred = tensor.sub(means);
  if (centred.requiresGrad) return centred.div(deviations);
  const { kernels } = centred;
  return wrap(centred, kernels.div(centred.handle, deviations.handle, centred.handle));
}
