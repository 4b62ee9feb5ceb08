/** `torchvision.models.mobilenet_v2`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { BatchNorm2d, Conv2d, Dropout, init, Linear, Module, ReLU6, Sequential } from "../../nn/index.ts";
import { adaptiveAvgPool2d } from "../../ops/pooling.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Conv2dNormActivation } from "../ops/conv-norm-activation.ts";
import { make, type NormLayer } from "../ops/maker.ts";
import { build, divisible, type Pretrained } from "./build.ts";
import { initialize } from "./initialize.ts";

/** A depthwise convolution between two of 1×1, the first of which widens; added to the input where shapes allow. */
export class InvertedResidual extends Module {
  readonly stride: number;
  readonly conv: Sequential;
  readonly #adds: boolean;

  constructor(inp: number, oup: number, stride: number, expandRatio: number, normLayer: NormLayer = BatchNorm2d) {
    super();
    if (stride !== 1 && stride !== 2) throw new RangeError(`stride should be 1 or 2 instead of ${stride}`);
    this.stride = stride;
    const hidden = Math.round(inp * expandRatio);
    this.#adds = stride === 1 && inp === oup;
    const shared = { normLayer, activationLayer: ReLU6 };
    const layers: Module[] = [];
    if (expandRatio !== 1) layers.push(new Conv2dNormActivation(inp, hidden, { ...shared, kernelSize: 1 }));
    layers.push(
      new Conv2dNormActivation(hidden, hidden, { ...shared, stride, groups: hidden }),
      new Conv2d(hidden, oup, 1, { bias: false }),
      make(normLayer, oup),
    );
    this.conv = new Sequential(...layers);
  }

  override forward(x: Tensor): Tensor {
    return this.#adds ? x.add(this.conv(x)) : this.conv(x);
  }
}

/** Widening, channels, number and first stride of some {@link InvertedResidual}s. */
export type InvertedResidualSetting = readonly [expandRatio: number, channels: number, count: number, stride: number];

/** Parameters of {@link MobileNetV2} by name. */
export interface MobileNetV2Options {
  /** 1000. */
  numClasses?: number;
  /** What all channels are multiplied by; 1. */
  widthMult?: number;
  invertedResidualSetting?: readonly InvertedResidualSetting[] | null;
  /** What all channels are multiples of; 8. */
  roundNearest?: number;
  /** {@link InvertedResidual}. */
  block?: typeof InvertedResidual | null;
  /** BatchNorm2d. */
  normLayer?: NormLayer | null;
  /** Before the last layer; 0.2. */
  dropout?: number;
}

const usual: readonly InvertedResidualSetting[] = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

/** [N, 3, H, W] to [N, numClasses]. @see https://arxiv.org/abs/1801.04381 */
export class MobileNetV2 extends Module {
  readonly features: Sequential;
  readonly classifier: Sequential;

  constructor(
    ...args: Call<
      [
        numClasses?: number,
        widthMult?: number,
        invertedResidualSetting?: readonly InvertedResidualSetting[] | null,
        roundNearest?: number,
        block?: typeof InvertedResidual | null,
        normLayer?: NormLayer | null,
        dropout?: number,
      ],
      MobileNetV2Options
    >
  ) {
    super();
    const names = ["numClasses", "widthMult", "invertedResidualSetting", "roundNearest", "block", "normLayer"];
    const call = parse<MobileNetV2Options>("MobileNetV2", [...names, "dropout"], args);
    const { numClasses = 1000, widthMult = 1, roundNearest = 8, dropout = 0.2 } = call;
    const normLayer = call.normLayer ?? BatchNorm2d;
    const block = call.block ?? InvertedResidual;
    const settings = call.invertedResidualSetting ?? usual;
    if (settings.length === 0 || settings[0].length !== 4)
      throw new RangeError(
        `inverted_residual_setting should be non-empty or a 4-element list, got ${JSON.stringify(settings)}`,
      );
    const shared = { normLayer, activationLayer: ReLU6 };
    const last = divisible(1280 * Math.max(1, widthMult), roundNearest);
    let channels = divisible(32 * widthMult, roundNearest);
    const features: Module[] = [new Conv2dNormActivation(3, channels, { ...shared, stride: 2 })];
    for (const [expandRatio, width, count, stride] of settings) {
      const outputs = divisible(width * widthMult, roundNearest);
      for (let i = 0; i < count; i++) {
        features.push(new block(channels, outputs, i === 0 ? stride : 1, expandRatio, normLayer));
        channels = outputs;
      }
    }
    features.push(new Conv2dNormActivation(channels, last, { ...shared, kernelSize: 1 }));
    this.features = new Sequential(...features);
    this.classifier = new Sequential(new Dropout(dropout), new Linear(last, numClasses));
    initialize(this, {
      convolution: (weight) => init.kaimingNormal_(weight, { mode: "fan_out" }),
      linear: (weight) => init.normal_(weight, 0, 0.01),
    });
  }

  override forward(x: Tensor): Tensor {
    return this.classifier(adaptiveAvgPool2d(this.features(x), [1, 1]).flatten(1));
  }
}

/** {@link MobileNetV2}. */
export function mobilenetV2(options?: MobileNetV2Options & Pretrained): MobileNetV2 {
  return build("mobilenetV2", options, (rest: MobileNetV2Options) => new MobileNetV2(rest));
}
