/** `nn.LinearCrossEntropyLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { integer, parse } from "../arguments.ts";
import { type LinearCrossEntropyChunks, linearCrossEntropy, type Reduction } from "../functional/index.ts";
import { WeightedLoss } from "../loss.ts";
import { plain } from "../python.ts";
import { type LayerOptions, Linear } from "./linear.ts";

/** What {@link LinearCrossEntropyLoss} is told by name. */
export interface LinearCrossEntropyLossOptions extends LayerOptions {
  /** Further dims of the output; none. */
  outFeatures?: readonly number[];
  /** Whether the linear map has a bias; false. */
  bias?: boolean;
  /** "mean". */
  reduction?: Reduction;
  /** A weight for each class. */
  weight?: Tensor | null;
  /** A target that counts for nothing; null: -100. */
  ignoreIndex?: number | null;
  /** How much of the target's probability all classes share; 0. */
  labelSmoothing?: number;
  /** How the batch is cut into pieces; null: it is not. */
  options?: LinearCrossEntropyChunks | null;
}

/**
 * The cross entropy of targets under the softmax of a linear map that it learns.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.LinearCrossEntropyLoss.html
 */
export class LinearCrossEntropyLoss extends WeightedLoss {
  readonly inFeatures: number;
  readonly numClasses: number;
  readonly outFeatures: readonly number[];
  readonly ignoreIndex: number | null;
  readonly labelSmoothing: number;
  readonly options: LinearCrossEntropyChunks | null;
  linear: Linear;

  constructor(inFeatures: number, numClasses: number, options: LinearCrossEntropyLossOptions = {}) {
    const name = "LinearCrossEntropyLoss";
    const keywords = ["outFeatures", "bias", "device", "dtype", "reduction", "weight", "ignoreIndex"];
    const call = parse<LinearCrossEntropyLossOptions>(name, [], [options], [...keywords, "labelSmoothing", "options"]);
    super(call);
    this.inFeatures = integer(name, "inFeatures", inFeatures);
    this.numClasses = integer(name, "numClasses", numClasses);
    this.outFeatures = call.outFeatures ?? [];
    this.ignoreIndex = call.ignoreIndex ?? null;
    this.labelSmoothing = call.labelSmoothing ?? 0;
    this.options = call.options ?? null;
    const outputs = this.outFeatures.reduce((product, size) => product * size, this.numClasses);
    const { bias = false, device, dtype } = call;
    this.linear = new Linear(this.inFeatures, outputs, { bias, device, dtype });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const shape = [this.numClasses, ...this.outFeatures];
    const { weight, reduction, ignoreIndex, labelSmoothing, options, linear } = this;
    return linearCrossEntropy(input, linear.weight.reshape([...shape, this.inFeatures]), target, {
      linearBias: linear.bias === null ? null : linear.bias.reshape(shape),
      weight,
      reduction,
      ignoreIndex,
      labelSmoothing,
      options,
    });
  }

  override extraRepr(): string {
    const { inFeatures, numClasses, outFeatures, linear, reduction, ignoreIndex, labelSmoothing, options } = this;
    const chunks =
      options === null ? "None" : `LinearCrossEntropyOptions(batch_chunk_size=${plain(options.batchChunkSize)})`;
    return (
      `in_features=${inFeatures}, num_classes=${numClasses}, out_features=${outFeatures.length === 0 ? "()" : plain([...outFeatures])}, ` +
      `bias=${plain(linear.bias !== null)}, reduction=${reduction}, ignore_index=${plain(ignoreIndex)}, ` +
      `label_smoothing=${Number.isInteger(labelSmoothing) ? `${labelSmoothing}.0` : labelSmoothing}, options=${chunks}`
    );
  }
}
