/** `nn.BCEWithLogitsLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { binaryCrossEntropyWithLogits, type LogitsOptions } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { WeightedLoss } from "../loss.ts";

/**
 * The binary cross entropy of targets under `sigmoid(input)`, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
 */
export class BCEWithLogitsLoss extends WeightedLoss {
  declare pos_weight: Tensor | null;

  constructor(...args: Call<[weight?: Tensor | null, ...Reducing, posWeight?: Tensor | null], LogitsOptions>) {
    const call = parseLoss<LogitsOptions>("BCEWithLogitsLoss", ["weight", ...reducing, "posWeight"], args);
    super(call);
    this.registerBuffer("pos_weight", call.posWeight ?? null);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { weight, reduction, pos_weight: posWeight } = this;
    return binaryCrossEntropyWithLogits(input, target, { weight, reduction, posWeight });
  }
}
