/** `nn.AdaptiveLogSoftmaxWithLoss`. */

import { add, sub } from "../../ops/arithmetic.ts";
import { expectInts } from "../../ops/core.ts";
import { tensor } from "../../ops/create.ts";
import { cat } from "../../ops/join.ts";
import { gather } from "../../ops/scatter.ts";
import { narrow, select, squeeze, unsqueeze } from "../../ops/shape.ts";
import { logSoftmax } from "../../ops/softmax.ts";
import { int64 } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { ModuleList } from "../containers/module-list.ts";
import { Sequential } from "../containers/sequential.ts";
import { Module } from "../module.ts";
import { type LayerOptions, Linear } from "./linear.ts";

interface AdaptiveLogSoftmaxOptions extends LayerOptions {
  inFeatures: number;
  nClasses: number;
  /** Where each cluster of rarer classes begins. */
  cutoffs: readonly number[];
  /** By how much each cluster's features are fewer; 4. */
  divValue?: number;
  /** Whether the head has a bias; false. */
  headBias?: boolean;
}

/** The targets' log-probabilities, and the mean of their negatives. */
export interface AdaptiveLogSoftmaxOutput {
  output: Tensor;
  loss: Tensor;
}

/**
 * A softmax over many classes, the frequent ones first, in clusters that are computed only where they are needed
 * (Grave et al., 2017).
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html
 */
export class AdaptiveLogSoftmaxWithLoss extends Module {
  readonly inFeatures: number;
  readonly nClasses: number;
  readonly cutoffs: readonly number[];
  readonly divValue: number;
  readonly headBias: boolean;
  readonly shortlistSize: number;
  readonly nClusters: number;
  readonly headSize: number;
  head: Linear;
  tail: ModuleList;

  constructor(
    ...args: Call<
      [
        inFeatures: number,
        nClasses: number,
        cutoffs: readonly number[],
        divValue?: number,
        headBias?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<AdaptiveLogSoftmaxOptions>
    >
  ) {
    super();
    const name = "AdaptiveLogSoftmaxWithLoss";
    const names = ["inFeatures!", "nClasses!", "cutoffs!", "divValue", "headBias", "device", "dtype"];
    const call = parse<AdaptiveLogSoftmaxOptions>(name, names, args);
    const cutoffs = [...expectInts(call.cutoffs, "AdaptiveLogSoftmaxWithLoss", "cutoffs")];
    if (cutoffs.length === 0) throw new RangeError("cutoffs should be a sequence of length larger than 0");
    const rising = cutoffs.every((cutoff, i) => Number.isInteger(cutoff) && cutoff > (i === 0 ? 0 : cutoffs[i - 1]));
    if (!rising || (cutoffs.at(-1) as number) > call.nClasses - 1)
      throw new RangeError(
        "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between 1 " +
          "and n_classes-1",
      );
    this.inFeatures = integer(name, "inFeatures", call.inFeatures);
    this.nClasses = integer(name, "nClasses", call.nClasses);
    this.cutoffs = [...cutoffs, this.nClasses];
    this.divValue = call.divValue ?? 4;
    this.headBias = call.headBias ?? false;
    [this.shortlistSize] = cutoffs;
    this.nClusters = cutoffs.length;
    this.headSize = this.shortlistSize + this.nClusters;
    const { device, dtype } = call;
    const linear = (from: number, to: number, bias: boolean): Linear => new Linear(from, to, { bias, device, dtype });
    this.head = linear(this.inFeatures, this.headSize, this.headBias);
    this.tail = new ModuleList();
    for (let i = 0; i < this.nClusters; i++) {
      const hidden = Math.floor(this.inFeatures / this.divValue ** (i + 1));
      const size = this.cutoffs[i + 1] - this.cutoffs[i];
      this.tail.append(new Sequential(linear(this.inFeatures, hidden, false), linear(hidden, size, false)));
    }
  }

  /** Draws all weights anew. */
  resetParameters(): void {
    this.head.resetParameters();
    for (const cluster of this.tail) for (const layer of cluster as Sequential) (layer as Linear).resetParameters();
  }

  /** @param input [N, inFeatures] or [inFeatures] @param target [N] or [] */
  override forward(input: Tensor, target: Tensor): AdaptiveLogSoftmaxOutput {
    if (target.ndim > 1) throw new Error("0D or 1D target tensor expected, multi-target not supported");
    const batched = target.ndim === 1;
    if (batched ? input.ndim !== 2 : input.ndim !== 1)
      throw new Error(
        batched ? "1D target tensor expects 2D input tensors" : "0D target tensor expects 1D input tensors",
      );
    if (batched && input.shape[0] !== target.shape[0])
      throw new Error("Input and target should have the same size in the batch dimension.");
    const rows = batched ? input : unsqueeze(input, 0);
    const labels = batched ? target : unsqueeze(target, 0);
    const values = (labels.tolist() as number[]).map(Number);
    const wrong = values.find((label) => label < 0 || label >= this.nClasses);
    if (wrong !== undefined)
      throw new RangeError(
        `Target values should be in [0, ${this.nClasses - 1}], but values in range [${Math.min(...values)}, ${Math.max(...values)}] were found. `,
      );
    const clusters = values.map((label) => this.cutoffs.findIndex((cutoff) => label < cutoff));
    const head = logSoftmax(this.head(rows), 1);
    const columns = values.map((label, i) => (clusters[i] > 0 ? this.shortlistSize + clusters[i] - 1 : label));
    const places = tensor(columns, { dtype: int64, device: labels.device });
    let all = squeeze(gather(head, 1, unsqueeze(places, 1)), 1);
    for (let cluster = 1; cluster <= this.nClusters; cluster++) {
      const own = clusters.flatMap((found, i) => (found === cluster ? [i] : []));
      if (own.length === 0) continue;
      const index = tensor(own, { dtype: int64, device: labels.device });
      const scores = logSoftmax(this.tail.at(cluster - 1)(rows.indexSelect(0, index)) as Tensor, 1);
      const relative = sub(labels.indexSelect(0, index), this.cutoffs[cluster - 1]);
      all = all.indexAdd(0, index, squeeze(gather(scores, 1, unsqueeze(relative, 1)), 1));
    }
    const result = batched ? all : squeeze(all, 0);
    return { output: result, loss: result.neg().mean() };
  }

  /** The log-probabilities of all classes, [N, nClasses]. */
  logProb(input: Tensor): Tensor {
    const head = this.head(input);
    const first = logSoftmax(head, 1);
    const parts = [narrow(first, 1, 0, this.shortlistSize)];
    for (let i = 0; i < this.nClusters; i++) {
      const cluster = logSoftmax(this.tail.at(i)(input) as Tensor, 1);
      parts.push(add(cluster, unsqueeze(select(first, 1, this.shortlistSize + i), 1)));
    }
    return cat(parts, 1);
  }

  /** The likeliest class of each row, [N]. */
  predict(input: Tensor): Tensor {
    return this.logProb(input).argmax(1);
  }
}
