/** `torchvision.models.inception_v3`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { AdaptiveAvgPool2d, Dropout, Linear, MaxPool2d, Module } from "../../nn/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { BasicConv2d, drawTruncated, renormalized } from "./basic-conv2d.ts";
import { build, type Pretrained } from "./build.ts";
import { InceptionA, InceptionAux, InceptionB, InceptionC, InceptionD, InceptionE } from "./inception-v3-blocks.ts";

/** What {@link Inception3} gives in training where it has the auxiliary classifier. */
export interface InceptionOutputs {
  /** [N, numClasses] */
  readonly logits: Tensor;
  /** [N, numClasses] */
  readonly auxLogits: Tensor;
}

/** Parameters of {@link Inception3} by name. */
export interface Inception3Options {
  /** 1000. */
  numClasses?: number;
  /** Whether there is a classifier on features from the middle; true. */
  auxLogits?: boolean;
  /** Whether pictures that are normalised as ImageNet's are brought to what the trained weights need; false. */
  transformInput?: boolean;
  /** Whether weights are drawn by Inception's own rule; true. */
  initWeights?: boolean | null;
  /** Before the last layer; 0.5. */
  dropout?: number;
}

/** [N, 3, H, W], at least 75×75 and best 299×299, to [N, numClasses]. @see https://arxiv.org/abs/1512.00567 */
export class Inception3 extends Module {
  auxLogits: boolean;
  readonly transformInput: boolean;
  readonly Conv2d_1a_3x3: BasicConv2d;
  readonly Conv2d_2a_3x3: BasicConv2d;
  readonly Conv2d_2b_3x3: BasicConv2d;
  readonly maxpool1: MaxPool2d;
  readonly Conv2d_3b_1x1: BasicConv2d;
  readonly Conv2d_4a_3x3: BasicConv2d;
  readonly maxpool2: MaxPool2d;
  readonly Mixed_5b: InceptionA;
  readonly Mixed_5c: InceptionA;
  readonly Mixed_5d: InceptionA;
  readonly Mixed_6a: InceptionB;
  readonly Mixed_6b: InceptionC;
  readonly Mixed_6c: InceptionC;
  readonly Mixed_6d: InceptionC;
  readonly Mixed_6e: InceptionC;
  AuxLogits: InceptionAux | null;
  readonly Mixed_7a: InceptionD;
  readonly Mixed_7b: InceptionE;
  readonly Mixed_7c: InceptionE;
  readonly avgpool: AdaptiveAvgPool2d;
  readonly dropout: Dropout;
  fc: Module;

  constructor(
    ...args: Call<
      [numClasses?: number, auxLogits?: boolean, transformInput?: boolean, initWeights?: boolean | null],
      Inception3Options
    >
  ) {
    super();
    const names = ["numClasses", "auxLogits", "transformInput", "initWeights"];
    const call = parse<Inception3Options>("Inception3", names, args, ["dropout"]);
    const { numClasses = 1000, auxLogits = true, transformInput = false, dropout = 0.5 } = call;
    this.auxLogits = auxLogits;
    this.transformInput = transformInput;
    this.Conv2d_1a_3x3 = new BasicConv2d(3, 32, { kernelSize: 3, stride: 2 });
    this.Conv2d_2a_3x3 = new BasicConv2d(32, 32, { kernelSize: 3 });
    this.Conv2d_2b_3x3 = new BasicConv2d(32, 64, { kernelSize: 3, padding: 1 });
    this.maxpool1 = new MaxPool2d(3, 2);
    this.Conv2d_3b_1x1 = new BasicConv2d(64, 80, { kernelSize: 1 });
    this.Conv2d_4a_3x3 = new BasicConv2d(80, 192, { kernelSize: 3 });
    this.maxpool2 = new MaxPool2d(3, 2);
    this.Mixed_5b = new InceptionA(192, 32);
    this.Mixed_5c = new InceptionA(256, 64);
    this.Mixed_5d = new InceptionA(288, 64);
    this.Mixed_6a = new InceptionB(288);
    this.Mixed_6b = new InceptionC(768, 128);
    this.Mixed_6c = new InceptionC(768, 160);
    this.Mixed_6d = new InceptionC(768, 160);
    this.Mixed_6e = new InceptionC(768, 192);
    this.AuxLogits = auxLogits ? new InceptionAux(768, numClasses) : null;
    this.Mixed_7a = new InceptionD(768);
    this.Mixed_7b = new InceptionE(1280);
    this.Mixed_7c = new InceptionE(2048);
    this.avgpool = new AdaptiveAvgPool2d([1, 1]);
    this.dropout = new Dropout(dropout);
    this.fc = new Linear(2048, numClasses);
    if (call.initWeights ?? true) drawTruncated(this, (layer) => (layer === this.AuxLogits?.fc ? 0.001 : 0.1));
  }

  /** The logits; in training with the auxiliary classifier, its own too. */
  override forward(x: Tensor): Tensor | InceptionOutputs {
    const input = this.transformInput ? renormalized(x) : x;
    const first = this.maxpool1(this.Conv2d_2b_3x3(this.Conv2d_2a_3x3(this.Conv2d_1a_3x3(input))));
    const second = this.maxpool2(this.Conv2d_4a_3x3(this.Conv2d_3b_1x1(first)));
    const fifth = this.Mixed_5d(this.Mixed_5c(this.Mixed_5b(second)));
    const sixth = this.Mixed_6e(this.Mixed_6d(this.Mixed_6c(this.Mixed_6b(this.Mixed_6a(fifth)))));
    const auxLogits = this.training && this.auxLogits ? (this.AuxLogits?.(sixth) ?? null) : null;
    const seventh = this.Mixed_7c(this.Mixed_7b(this.Mixed_7a(sixth)));
    const logits: Tensor = this.fc(this.dropout(this.avgpool(seventh)).flatten(1));
    return auxLogits === null ? logits : { logits, auxLogits };
  }
}

/** {@link Inception3}. */
export function inceptionV3(options?: Inception3Options & Pretrained): Inception3 {
  const trained = { transformInput: options?.transformInput ?? true, auxLogits: true, initWeights: false };
  const model = build("inceptionV3", options, (rest: Inception3Options) => new Inception3(rest), trained);
  if (options?.weights == null || (options.auxLogits ?? true)) return model;
  model.auxLogits = false;
  model.AuxLogits = null;
  return model;
}
