/** `nn.MultiLabelSoftMarginLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { multilabelSoftMarginLoss, type WeightedOptions } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { WeightedLoss } from "../loss.ts";

/**
 * The mean over classes of the binary cross entropy of `sigmoid(input)`, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html
 */
export class MultiLabelSoftMarginLoss extends WeightedLoss {
  constructor(...args: Call<[weight?: Tensor | null, ...Reducing], WeightedOptions>) {
    const call = parseLoss<WeightedOptions>("MultiLabelSoftMarginLoss", ["weight", ...reducing], args);
    super(call);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { weight, reduction } = this;
    return multilabelSoftMarginLoss(input, target, { weight, reduction });
  }
}
