/** `torchvision.models.mobilenet_v3_large` and `mobilenet_v3_small`. */

import { type Call, parse } from "../../nn/arguments.ts";
import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Dropout,
  Hardsigmoid,
  Hardswish,
  init,
  Linear,
  Module,
  ReLU,
  Sequential,
} from "../../nn/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Conv2dNormActivation } from "../ops/conv-norm-activation.ts";
import type { NormLayer } from "../ops/maker.ts";
import { SqueezeExcitation } from "../ops/squeeze-excitation.ts";
import { build, divisible, type Pretrained } from "./build.ts";
import { initialize } from "./initialize.ts";

/** One {@link InvertedResidual}. */
export interface InvertedResidualConfig {
  inputChannels: number;
  kernel: number;
  /** Of the depthwise convolution. */
  expandedChannels: number;
  outChannels: number;
  /** Whether channels are scaled by SqueezeExcitation. */
  useSE: boolean;
  activation: "RE" | "HS";
  stride: number;
  dilation: number;
}

/** A depthwise convolution between two of 1×1, with SqueezeExcitation; added to the input where shapes allow. */
export class InvertedResidual extends Module {
  readonly block: Sequential;
  readonly #adds: boolean;

  constructor(config: InvertedResidualConfig, normLayer: NormLayer) {
    super();
    const { inputChannels, expandedChannels, outChannels, dilation } = config;
    if (!(config.stride >= 1 && config.stride <= 2)) throw new RangeError("illegal stride value");
    this.#adds = config.stride === 1 && inputChannels === outChannels;
    const shared = { normLayer, activationLayer: config.activation === "HS" ? Hardswish : ReLU };
    const layers: Module[] = [];
    if (expandedChannels !== inputChannels)
      layers.push(new Conv2dNormActivation(inputChannels, expandedChannels, { ...shared, kernelSize: 1 }));
    layers.push(
      new Conv2dNormActivation(expandedChannels, expandedChannels, {
        ...shared,
        kernelSize: config.kernel,
        stride: dilation > 1 ? 1 : config.stride,
        dilation,
        groups: expandedChannels,
      }),
    );
    if (config.useSE) {
      const squeezed = divisible(Math.floor(expandedChannels / 4), 8);
      layers.push(new SqueezeExcitation(expandedChannels, squeezed, { scaleActivation: Hardsigmoid }));
    }
    const narrowing = { normLayer, activationLayer: null, kernelSize: 1 };
    layers.push(new Conv2dNormActivation(expandedChannels, outChannels, narrowing));
    this.block = new Sequential(...layers);
  }

  override forward(input: Tensor): Tensor {
    const result: Tensor = this.block(input);
    return this.#adds ? result.add_(input) : result;
  }
}

/** Parameters of {@link MobileNetV3} by name. */
export interface MobileNetV3Options {
  invertedResidualSetting: readonly InvertedResidualConfig[];
  /** Features before the last layer. */
  lastChannel: number;
  /** 1000. */
  numClasses?: number;
  /** {@link InvertedResidual}. */
  block?: typeof InvertedResidual | null;
  /** BatchNorm2d with eps 0.001 and momentum 0.01. */
  normLayer?: NormLayer | null;
  /** Before the last layer; 0.2. */
  dropout?: number;
}

/** [N, 3, H, W] to [N, numClasses]. @see https://arxiv.org/abs/1905.02244 */
export class MobileNetV3 extends Module {
  readonly features: Sequential;
  readonly avgpool: AdaptiveAvgPool2d;
  readonly classifier: Sequential;

  constructor(
    ...args: Call<
      [
        invertedResidualSetting: readonly InvertedResidualConfig[],
        lastChannel: number,
        numClasses?: number,
        block?: typeof InvertedResidual | null,
        normLayer?: NormLayer | null,
        dropout?: number,
      ],
      Partial<MobileNetV3Options>
    >
  ) {
    super();
    const names = ["invertedResidualSetting!", "lastChannel!", "numClasses", "block", "normLayer", "dropout"];
    const call = parse<MobileNetV3Options>("MobileNetV3", names, args);
    const { invertedResidualSetting: settings, lastChannel, numClasses = 1000, dropout = 0.2 } = call;
    if (settings.length === 0) throw new RangeError("The inverted_residual_setting should not be empty");
    const normLayer: NormLayer =
      call.normLayer ?? ((channels: number) => new BatchNorm2d(channels, { eps: 0.001, momentum: 0.01 }));
    const block = call.block ?? InvertedResidual;
    const shared = { normLayer, activationLayer: Hardswish };
    const { outChannels } = settings[settings.length - 1];
    this.features = new Sequential(
      new Conv2dNormActivation(3, settings[0].inputChannels, { ...shared, stride: 2 }),
      ...settings.map((config) => new block(config, normLayer)),
      new Conv2dNormActivation(outChannels, 6 * outChannels, { ...shared, kernelSize: 1 }),
    );
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.classifier = new Sequential(
      new Linear(6 * outChannels, lastChannel),
      new Hardswish(true),
      new Dropout(dropout, true),
      new Linear(lastChannel, numClasses),
    );
    initialize(this, {
      convolution: (weight) => init.kaimingNormal_(weight, { mode: "fan_out" }),
      linear: (weight) => init.normal_(weight, 0, 0.01),
    });
  }

  override forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

/** Options of the functions below. */
export interface MobileNetV3Shape extends Omit<MobileNetV3Options, "invertedResidualSetting" | "lastChannel"> {
  /** What all channels are multiplied by; 1. */
  widthMult?: number;
  /** Whether the last blocks have half the channels; false. */
  reducedTail?: boolean;
  /** Whether the last blocks dilate instead of striding; false. */
  dilated?: boolean;
}

type Row = readonly [
  input: number,
  kernel: number,
  expanded: number,
  out: number,
  useSE: boolean,
  activation: "RE" | "HS",
  stride: number,
];

const large: readonly Row[] = [
  [16, 3, 16, 16, false, "RE", 1],
  [16, 3, 64, 24, false, "RE", 2],
  [24, 3, 72, 24, false, "RE", 1],
  [24, 5, 72, 40, true, "RE", 2],
  [40, 5, 120, 40, true, "RE", 1],
  [40, 5, 120, 40, true, "RE", 1],
  [40, 3, 240, 80, false, "HS", 2],
  [80, 3, 200, 80, false, "HS", 1],
  [80, 3, 184, 80, false, "HS", 1],
  [80, 3, 184, 80, false, "HS", 1],
  [80, 3, 480, 112, true, "HS", 1],
  [112, 3, 672, 112, true, "HS", 1],
  [112, 5, 672, 160, true, "HS", 2],
  [160, 5, 960, 160, true, "HS", 1],
  [160, 5, 960, 160, true, "HS", 1],
];

const small: readonly Row[] = [
  [16, 3, 16, 16, true, "RE", 2],
  [16, 3, 72, 24, false, "RE", 2],
  [24, 3, 88, 24, false, "RE", 1],
  [24, 5, 96, 40, true, "HS", 2],
  [40, 5, 240, 40, true, "HS", 1],
  [40, 5, 240, 40, true, "HS", 1],
  [40, 5, 120, 48, true, "HS", 1],
  [48, 5, 144, 48, true, "HS", 1],
  [48, 5, 288, 96, true, "HS", 2],
  [96, 5, 576, 96, true, "HS", 1],
  [96, 5, 576, 96, true, "HS", 1],
];

/** Blocks at the end that are reduced or dilated. */
const tail = 3;

function mobilenetV3(
  name: string,
  rows: readonly Row[],
  last: number,
  options: (MobileNetV3Shape & Pretrained) | undefined,
): MobileNetV3 {
  return build(name, options, (given: MobileNetV3Shape) => {
    const { widthMult = 1, reducedTail = false, dilated = false, ...rest } = given;
    const adjust = (channels: number): number => divisible(channels * widthMult, 8);
    const divider = reducedTail ? 2 : 1;
    const settings = rows.map(([input, kernel, expanded, out, useSE, activation, stride], i) => {
      const place = i - (rows.length - tail);
      const reduce = (channels: number, from: number): number => (place >= from ? channels / divider : channels);
      return {
        inputChannels: adjust(reduce(input, 1)),
        kernel,
        expandedChannels: adjust(reduce(expanded, 1)),
        outChannels: adjust(reduce(out, 0)),
        useSE,
        activation,
        stride,
        dilation: dilated && place >= 0 ? 2 : 1,
      };
    });
    return new MobileNetV3(settings, adjust(last / divider), rest);
  });
}

/** {@link MobileNetV3}, the large one. */
export function mobilenetV3Large(options?: MobileNetV3Shape & Pretrained): MobileNetV3 {
  return mobilenetV3("mobilenetV3Large", large, 1280, options);
}

/** {@link MobileNetV3}, the small one. */
export function mobilenetV3Small(options?: MobileNetV3Shape & Pretrained): MobileNetV3 {
  return mobilenetV3("mobilenetV3Small", small, 1024, options);
}
