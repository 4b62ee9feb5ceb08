/** `torchvision.models.googlenet`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { relu } from "../../nn/functional/index.ts";
import { AdaptiveAvgPool2d, Dropout, Linear, MaxPool2d, Module, Sequential } from "../../nn/index.ts";
import { cat } from "../../ops/join.ts";
import { adaptiveAvgPool2d } from "../../ops/pooling.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { BasicConv2d, drawTruncated, renormalized } from "./basic-conv2d.ts";
import { build, type Pretrained } from "./build.ts";

/** What {@link GoogLeNet} gives in training where it has the auxiliary classifiers. */
export interface GoogLeNetOutputs {
  /** [N, numClasses] */
  readonly logits: Tensor;
  /** Of the later classifier, [N, numClasses]. */
  readonly auxLogits2: Tensor;
  /** Of the earlier one, [N, numClasses]. */
  readonly auxLogits1: Tensor;
}

/** Four branches side by side: 1×1, 3×3 and 5×5 convolutions and the maxima of windows. */
export class Inception extends Module {
  readonly branch1: BasicConv2d;
  readonly branch2: Sequential;
  readonly branch3: Sequential;
  readonly branch4: Sequential;

  constructor(
    inChannels: number,
    ch1x1: number,
    ch3x3red: number,
    ch3x3: number,
    ch5x5red: number,
    ch5x5: number,
    poolProj: number,
  ) {
    super();
    this.branch1 = new BasicConv2d(inChannels, ch1x1, { kernelSize: 1 });
    this.branch2 = new Sequential(
      new BasicConv2d(inChannels, ch3x3red, { kernelSize: 1 }),
      new BasicConv2d(ch3x3red, ch3x3, { kernelSize: 3, padding: 1 }),
    );
    this.branch3 = new Sequential(
      new BasicConv2d(inChannels, ch5x5red, { kernelSize: 1 }),
      // Whatever the name says, torchvision's weights are of 3×3.
      new BasicConv2d(ch5x5red, ch5x5, { kernelSize: 3, padding: 1 }),
    );
    this.branch4 = new Sequential(
      new MaxPool2d(3, { stride: 1, padding: 1, ceilMode: true }),
      new BasicConv2d(inChannels, poolProj, { kernelSize: 1 }),
    );
  }

  override forward(x: Tensor): Tensor {
    return cat([this.branch1(x), this.branch2(x), this.branch3(x), this.branch4(x)], 1);
  }
}

/** A classifier on features from the middle, for the gradient's sake. */
export class InceptionAux extends Module {
  readonly conv: BasicConv2d;
  readonly fc1: Linear;
  readonly fc2: Linear;
  readonly dropout: Dropout;

  constructor(inChannels: number, numClasses: number, dropout = 0.7) {
    super();
    this.conv = new BasicConv2d(inChannels, 128, { kernelSize: 1 });
    this.fc1 = new Linear(2048, 1024);
    this.fc2 = new Linear(1024, numClasses);
    this.dropout = new Dropout(dropout);
  }

  override forward(x: Tensor): Tensor {
    const features = this.conv(adaptiveAvgPool2d(x, [4, 4])).flatten(1);
    return this.fc2(this.dropout(relu(this.fc1(features), true)));
  }
}

/** Parameters of {@link GoogLeNet} by name. */
export interface GoogLeNetOptions {
  /** 1000. */
  numClasses?: number;
  /** Whether there are two classifiers on features from the middle; true. */
  auxLogits?: boolean;
  /** Whether pictures that are normalised as ImageNet's are brought to what the trained weights need; false. */
  transformInput?: boolean;
  /** Whether weights are drawn by GoogLeNet's own rule; true. */
  initWeights?: boolean | null;
  /** Before the last layer; 0.2. */
  dropout?: number;
  /** In the auxiliary classifiers; 0.7. */
  dropoutAux?: number;
}

/** [N, 3, H, W], at least 15×15, to [N, numClasses]. @see https://arxiv.org/abs/1409.4842 */
export class GoogLeNet extends Module {
  auxLogits: boolean;
  readonly transformInput: boolean;
  readonly conv1: BasicConv2d;
  readonly maxpool1: MaxPool2d;
  readonly conv2: BasicConv2d;
  readonly conv3: BasicConv2d;
  readonly maxpool2: MaxPool2d;
  readonly inception3a: Inception;
  readonly inception3b: Inception;
  readonly maxpool3: MaxPool2d;
  readonly inception4a: Inception;
  readonly inception4b: Inception;
  readonly inception4c: Inception;
  readonly inception4d: Inception;
  readonly inception4e: Inception;
  readonly maxpool4: MaxPool2d;
  readonly inception5a: Inception;
  readonly inception5b: Inception;
  aux1: InceptionAux | null;
  aux2: InceptionAux | null;
  readonly avgpool: AdaptiveAvgPool2d;
  readonly dropout: Dropout;
  fc: Module;

  constructor(
    ...args: Call<
      [numClasses?: number, auxLogits?: boolean, transformInput?: boolean, initWeights?: boolean | null],
      GoogLeNetOptions
    >
  ) {
    super();
    const names = ["numClasses", "auxLogits", "transformInput", "initWeights"];
    const call = parse<GoogLeNetOptions>("GoogLeNet", names, args, ["dropout", "dropoutAux"]);
    const { numClasses = 1000, auxLogits = true, transformInput = false, dropout = 0.2, dropoutAux = 0.7 } = call;
    this.auxLogits = auxLogits;
    this.transformInput = transformInput;
    this.conv1 = new BasicConv2d(3, 64, { kernelSize: 7, stride: 2, padding: 3 });
    this.maxpool1 = new MaxPool2d(3, { stride: 2, ceilMode: true });
    this.conv2 = new BasicConv2d(64, 64, { kernelSize: 1 });
    this.conv3 = new BasicConv2d(64, 192, { kernelSize: 3, padding: 1 });
    this.maxpool2 = new MaxPool2d(3, { stride: 2, ceilMode: true });
    this.inception3a = new Inception(192, 64, 96, 128, 16, 32, 32);
    this.inception3b = new Inception(256, 128, 128, 192, 32, 96, 64);
    this.maxpool3 = new MaxPool2d(3, { stride: 2, ceilMode: true });
    this.inception4a = new Inception(480, 192, 96, 208, 16, 48, 64);
    this.inception4b = new Inception(512, 160, 112, 224, 24, 64, 64);
    this.inception4c = new Inception(512, 128, 128, 256, 24, 64, 64);
    this.inception4d = new Inception(512, 112, 144, 288, 32, 64, 64);
    this.inception4e = new Inception(528, 256, 160, 320, 32, 128, 128);
    this.maxpool4 = new MaxPool2d(2, { stride: 2, ceilMode: true });
    this.inception5a = new Inception(832, 256, 160, 320, 32, 128, 128);
    this.inception5b = new Inception(832, 384, 192, 384, 48, 128, 128);
    this.aux1 = auxLogits ? new InceptionAux(512, numClasses, dropoutAux) : null;
    this.aux2 = auxLogits ? new InceptionAux(528, numClasses, dropoutAux) : null;
    this.avgpool = new AdaptiveAvgPool2d([1, 1]);
    this.dropout = new Dropout(dropout);
    this.fc = new Linear(1024, numClasses);
    if (call.initWeights ?? true) drawTruncated(this, () => 0.01);
  }

  /** The logits; in training with auxiliary classifiers, theirs too. */
  override forward(x: Tensor): Tensor | GoogLeNetOutputs {
    const auxiliary = this.training && this.auxLogits;
    const first = this.maxpool1(this.conv1(this.transformInput ? renormalized(x) : x));
    const second = this.maxpool2(this.conv3(this.conv2(first)));
    const fourA = this.inception4a(this.maxpool3(this.inception3b(this.inception3a(second))));
    const auxLogits1 = auxiliary ? (this.aux1?.(fourA) ?? null) : null;
    const fourD = this.inception4d(this.inception4c(this.inception4b(fourA)));
    const auxLogits2 = auxiliary ? (this.aux2?.(fourD) ?? null) : null;
    const last = this.inception5b(this.inception5a(this.maxpool4(this.inception4e(fourD))));
    const logits: Tensor = this.fc(this.dropout(this.avgpool(last).flatten(1)));
    return auxLogits1 !== null && auxLogits2 !== null ? { logits, auxLogits2, auxLogits1 } : logits;
  }
}

/** {@link GoogLeNet}; trained weights have no auxiliary classifiers unless `auxLogits` asks for them. */
export function googlenet(options?: GoogLeNetOptions & Pretrained): GoogLeNet {
  const trained = { transformInput: options?.transformInput ?? true, auxLogits: true, initWeights: false };
  const model = build("googlenet", options, (rest: GoogLeNetOptions) => new GoogLeNet(rest), trained);
  if (options?.weights == null || options.auxLogits) return model;
  model.auxLogits = false;
  model.aux1 = null;
  model.aux2 = null;
  return model;
}
