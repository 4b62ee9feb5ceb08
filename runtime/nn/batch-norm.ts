/** What the layers share that normalise channels. */

import { ones, tensor, zeros } from "../ops/create.ts";
import { squeeze, unsqueeze } from "../ops/shape.ts";
import { int64 } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integer } from "./arguments.ts";
import { batchNorm, instanceNorm } from "./functional/normalization.ts";
import { ones_, zeros_ } from "./init.ts";
import type { LayerOptions } from "./layers/linear.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { plain } from "./python.ts";

/** Parameters of the batch and instance normalisation layers by name. */
export interface NormLayerOptions extends LayerOptions {
  numFeatures: number;
  /** Added to the variance; 1e-5. */
  eps?: number;
  /** The share of the new statistics in the running ones; null: their average over all batches; 0.1. */
  momentum?: number | null;
  /** Whether a weight (and a bias) is learnt. */
  affine?: boolean;
  /** Whether running statistics are kept, and used in evaluation. */
  trackRunningStats?: boolean;
  /** Whether an affine layer has a bias; true. */
  bias?: boolean;
}

/** The parameters in PyTorch's order. */
export type NormArguments = [
  numFeatures: number,
  eps?: number,
  momentum?: number | null,
  affine?: boolean,
  trackRunningStats?: boolean,
  device?: LayerOptions["device"],
  dtype?: LayerOptions["dtype"],
];

/** The parameters of the lazy layers. */
export type LazyNormArguments = NormArguments extends [number, ...infer Rest] ? Rest : never;

/** Their names. */
export const normNames = ["numFeatures!", "eps", "momentum", "affine", "trackRunningStats", "device", "dtype"];

/** The base of batch and instance normalisation layers. */
export abstract class ChannelNorm extends Module {
  static override readonly stateVersion: number = 2;

  readonly numFeatures: number;
  eps: number;
  momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  /** [numFeatures], or null */
  declare weight: Parameter | null;
  /** [numFeatures], or null */
  declare bias: Parameter | null;
  /** [numFeatures], or null */
  declare runningMean: Tensor | null;
  /** [numFeatures], or null */
  declare runningVar: Tensor | null;
  /** How many batches the running statistics are of; int64. */
  declare numBatchesTracked: Tensor | null;

  constructor(name: string, call: NormLayerOptions) {
    super();
    const { eps = 1e-5, momentum = 0.1, affine = true, trackRunningStats = true, bias = true, device, dtype } = call;
    const count = integer(name, "numFeatures", call.numFeatures);
    this.numFeatures = count;
    this.eps = eps;
    this.momentum = momentum;
    this.affine = affine;
    this.trackRunningStats = trackRunningStats;
    const place = { device, dtype };
    this.registerParameter("weight", affine ? new Parameter(ones(count, place)) : null);
    this.registerParameter("bias", affine && bias ? new Parameter(zeros(count, place)) : null);
    this.registerBuffer("running_mean", trackRunningStats ? zeros(count, place) : null);
    this.registerBuffer("running_var", trackRunningStats ? ones(count, place) : null);
    this.registerBuffer("num_batches_tracked", trackRunningStats ? tensor(0, { dtype: int64, device }) : null);
  }

  /** Puts the running statistics back to where they began. */
  resetRunningStats(): void {
    if (!this.trackRunningStats) return;
    this.runningMean?.zero_();
    this.runningVar?.fill_(1);
    this.numBatchesTracked?.zero_();
  }

  /** Puts weight, bias and running statistics back to where they began. */
  resetParameters(): void {
    this.resetRunningStats();
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  override upgradeState(state: Map<string, Tensor>, prefix: string, version: number | undefined): void {
    const key = `${prefix}num_batches_tracked`;
    if ((version === undefined || version < 2) && this.numBatchesTracked !== null && !state.has(key))
      state.set(key, this.numBatchesTracked);
  }

  override extraRepr(): string {
    return (
      `${this.numFeatures}, eps=${plain(this.eps)}, momentum=${plain(this.momentum)}, affine=${plain(this.affine)}, ` +
      `bias=${plain(this.bias !== null)}, track_running_stats=${plain(this.trackRunningStats)}`
    );
  }
}

/** The base of BatchNorm1d, 2d and 3d. */
export abstract class BatchNorm extends ChannelNorm {
  /** Numbers of dims that the input may have. */
  protected abstract readonly inputDims: readonly number[];

  protected requireDims(input: Tensor): void {
    if (!this.inputDims.includes(input.ndim))
      throw new Error(`expected ${this.inputDims.join("D or ")}D input (got ${input.ndim}D input)`);
  }

  override forward(input: Tensor): Tensor {
    this.requireDims(input);
    const { training, trackRunningStats, weight, bias, eps } = this;
    let momentum = this.momentum ?? 0;
    if (training && trackRunningStats && this.numBatchesTracked !== null) {
      this.numBatchesTracked.add_(1);
      if (this.momentum === null) momentum = 1 / Number(this.numBatchesTracked.item());
    }
    const keeps = !training || trackRunningStats;
    return batchNorm(
      input,
      keeps ? this.runningMean : null,
      keeps ? this.runningVar : null,
      weight,
      bias,
      training || (this.runningMean === null && this.runningVar === null),
      momentum,
      eps,
    );
  }
}

/** The base of InstanceNorm1d, 2d and 3d. */
export abstract class InstanceNorm extends ChannelNorm {
  /** Dims of an input without a batch. */
  protected abstract readonly singleDims: number;

  protected requireDims(input: Tensor): void {
    const { singleDims } = this;
    if (input.ndim !== singleDims && input.ndim !== singleDims + 1)
      throw new Error(`expected ${singleDims}D or ${singleDims + 1}D input (got ${input.ndim}D input)`);
  }

  override forward(input: Tensor): Tensor {
    this.requireDims(input);
    const dim = input.ndim - this.singleDims;
    if (input.shape[dim] !== this.numFeatures) {
      const sizes = `expected input's size at dim=${dim} to match num_features (${this.numFeatures}), but got: ${input.shape[dim]}.`;
      if (this.affine) throw new Error(sizes);
      console.warn(
        `input's size at dim=${dim} does not match num_features. You can silence this warning by not passing in num_features, ` +
          "which is not used because affine=False",
      );
    }
    return dim === 0 ? squeeze(this.normalize(unsqueeze(input, 0)), 0) : this.normalize(input);
  }

  private normalize(input: Tensor): Tensor {
    return instanceNorm(
      input,
      this.runningMean,
      this.runningVar,
      this.weight,
      this.bias,
      this.training || !this.trackRunningStats,
      this.momentum ?? 0,
      this.eps,
    );
  }
}
