/** `torchvision.ops.FrozenBatchNorm2d`. */

import { Module } from "../../nn/index.ts";
import { plain } from "../../nn/python.ts";
import { ones, zeros } from "../../ops/create.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** BatchNorm2d whose statistics, weight and bias are fixed: buffers, which are not learnt. */
export class FrozenBatchNorm2d extends Module {
  readonly eps: number;
  /** [numFeatures] */
  declare readonly weight: Tensor;
  /** [numFeatures] */
  declare readonly bias: Tensor;
  /** [numFeatures] */
  declare readonly runningMean: Tensor;
  /** [numFeatures] */
  declare readonly runningVar: Tensor;

  constructor(numFeatures: number, eps: number | { eps?: number } = 1e-5) {
    super();
    this.eps = named<{ eps?: number }>("FrozenBatchNorm2d", { eps }).eps ?? 1e-5;
    this.registerBuffer("weight", ones(numFeatures));
    this.registerBuffer("bias", zeros(numFeatures));
    this.registerBuffer("running_mean", zeros(numFeatures));
    this.registerBuffer("running_var", ones(numFeatures));
  }

  /** Drops what states of BatchNorm2d hold beside. */
  override upgradeState(state: Map<string, Tensor>, prefix: string): void {
    state.delete(`${prefix}num_batches_tracked`);
  }

  override forward(x: Tensor): Tensor {
    const [weight, bias, mean, variance] = [this.weight, this.bias, this.runningMean, this.runningVar].map((tensor) =>
      tensor.reshape(1, -1, 1, 1),
    );
    const scale = weight.mul(variance.add(this.eps).rsqrt());
    return x.mul(scale).add(bias.sub(mean.mul(scale)));
  }

  override extraRepr(): string {
    return `${this.weight.shape[0]}, eps=${plain(this.eps)}`;
  }
}
