/** What MixUp and CutMix share: batches whose samples are mixed with their neighbours, labels with them. */

import { Beta } from "../../distributions/beta.ts";
import { answerCalls, Callable } from "../../nn/callable.ts";
import { oneHot } from "../../nn/functional/sparse.ts";
import { float, plain } from "../../nn/python.ts";
import { tensor } from "../../ops/create.ts";
import { float32 } from "../../tensor/dtype.ts";
import { describe, named } from "../../tensor/options.ts";
import { formatSize } from "../../tensor/size.ts";
import { Tensor } from "../../tensor/tensor.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

export interface MixOptions {
  alpha?: number;
  numClasses?: number | null;
}

type Batch = readonly [images: Tensor, labels: Tensor];

/** A call takes images [N, C, H, W] and labels [N] or [N, classes], one by one or as a list. */
export interface Mixing {
  (images: Tensor, labels: Tensor): [Tensor, Tensor];
  (batch: Batch): [Tensor, Tensor];
}

/** The base of MixUp and CutMix. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: what makes it callable is its base
export abstract class Mixing extends Callable {
  readonly alpha: number;
  readonly numClasses: number | null;
  private readonly distribution: Beta;

  /**
   * @param alpha of the Beta distribution of the share; 1.
   * @param numClasses how many classes index labels count; null: labels are probabilities.
   */
  constructor(options: MixOptions = {}) {
    super();
    const call = named<MixOptions>(this.constructor.name, {}, options, ["alpha", "numClasses"]);
    this.alpha = call.alpha ?? 1;
    this.numClasses = call.numClasses ?? null;
    const alpha = tensor([this.alpha], { dtype: float32 });
    this.distribution = new Beta(alpha, alpha);
  }

  /** The share of the samples themselves. */
  protected share(): number {
    return Number(this.distribution.sample([]).item());
  }

  /** The mixed images, and the share that labels are mixed with. */
  protected abstract mix(images: Tensor): [images: Tensor, share: number];

  forward(images: Tensor, labels: Tensor): [Tensor, Tensor] {
    this.requireBatch(images, labels);
    const [mixed, share] = this.mix(images);
    const classes = labels.ndim === 1 ? oneHot(labels, this.numClasses as number) : labels;
    const likely = classes.dtype.isFloatingPoint ? classes : classes.to(float32);
    return [
      mixed,
      likely
        .roll(1, 0)
        .mul(1 - share)
        .add(likely.mul(share)),
    ];
  }

  private requireBatch(images: Tensor, labels: Tensor): void {
    const { name } = this.constructor;
    if (!(images instanceof Tensor)) throw new TypeError(`${name}() takes a batch of tensors, not ${describe(images)}`);
    if (!(labels instanceof Tensor))
      throw new TypeError(`The labels must be a tensor, but got ${describe(labels)} instead.`);
    if (labels.ndim !== 1 && labels.ndim !== 2)
      throw new RangeError(
        "labels should be index based with shape (batch_size,) or probability based with shape (batch_size, num_classes), " +
          `but got a tensor of shape ${formatSize(labels.shape)} instead.`,
      );
    if (labels.ndim === 2 && this.numClasses !== null && labels.size(-1) !== this.numClasses)
      throw new RangeError(
        `When passing 2D labels, the number of elements in last dimension must match num_classes: ${labels.size(-1)} != ${this.numClasses}. You can Leave num_classes to None.`,
      );
    if (labels.ndim === 1 && this.numClasses === null)
      throw new RangeError("num_classes must be passed if the labels are index-based (1D)");
    if (images.ndim !== 4)
      throw new RangeError(`Expected a batched input with 4 dims, but got ${images.ndim} dimensions instead.`);
    if (images.size(0) !== labels.size(0))
      throw new RangeError(
        `The batch size of the image or video does not match the batch size of the labels: ${images.size(0)} != ${labels.size(0)}.`,
      );
  }

  override toString(): string {
    const classes = this.numClasses === null ? "" : `, num_classes=${plain(this.numClasses)}`;
    return `${this.constructor.name}(alpha=${float(this.alpha)}${classes})`;
  }

  [inspect](): string {
    return this.toString();
  }
}

answerCalls(Mixing, (self: Mixing, [first, labels]) => {
  const [images, targets] = labels === undefined ? (first as Batch) : [first, labels];
  return self.forward(images, targets);
});
