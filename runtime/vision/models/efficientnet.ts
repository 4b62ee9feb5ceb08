/** `torchvision.models.efficientnet_b0` and its kin. */

import { type Call, parse } from "../../nn/arguments.ts";
import { AdaptiveAvgPool2d, BatchNorm2d, Dropout, init, Linear, Module, Sequential, SiLU } from "../../nn/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Conv2dNormActivation } from "../ops/conv-norm-activation.ts";
import type { NormLayer } from "../ops/maker.ts";
import { SqueezeExcitation } from "../ops/squeeze-excitation.ts";
import { StochasticDepth } from "../ops/stochastic-depth.ts";
import { build, divisible, type Pretrained } from "./build.ts";
import { initialize } from "./initialize.ts";

/** One {@link MBConv}. */
export interface MBConvConfig {
  /** How many times the input's channels the depthwise convolution has. */
  expandRatio: number;
  kernel: number;
  stride: number;
  inputChannels: number;
  outChannels: number;
  /** How many blocks of this kind follow each other; only the first strides. */
  numLayers: number;
}

/** A depthwise convolution between two of 1×1, with SqueezeExcitation; added to the input where shapes allow. */
export class MBConv extends Module {
  readonly block: Sequential;
  declare readonly stochastic_depth: StochasticDepth;
  readonly #adds: boolean;

  constructor(config: MBConvConfig, stochasticDepthProb: number, normLayer: NormLayer) {
    super();
    const { inputChannels, outChannels, kernel, stride } = config;
    if (!(stride >= 1 && stride <= 2)) throw new RangeError("illegal stride value");
    this.#adds = stride === 1 && inputChannels === outChannels;
    const shared = { normLayer, activationLayer: SiLU };
    const layers: Module[] = [];
    const expanded = divisible(inputChannels * config.expandRatio, 8);
    if (expanded !== inputChannels)
      layers.push(new Conv2dNormActivation(inputChannels, expanded, { ...shared, kernelSize: 1 }));
    layers.push(
      new Conv2dNormActivation(expanded, expanded, { ...shared, kernelSize: kernel, stride, groups: expanded }),
      new SqueezeExcitation(expanded, Math.max(1, Math.floor(inputChannels / 4)), {
        activation: () => new SiLU(true),
      }),
      new Conv2dNormActivation(expanded, outChannels, { normLayer, activationLayer: null, kernelSize: 1 }),
    );
    this.block = new Sequential(...layers);
    this.registerModule("stochastic_depth", new StochasticDepth(stochasticDepthProb, "row"));
  }

  override forward(input: Tensor): Tensor {
    const result: Tensor = this.block(input);
    return this.#adds ? this.stochastic_depth(result).add_(input) : result;
  }
}

/** Parameters of {@link EfficientNet} by name. */
export interface EfficientNetOptions {
  invertedResidualSetting: readonly MBConvConfig[];
  /** Before the last layer. */
  dropout: number;
  /** With which the last block is dropped; those before it less; 0.2. */
  stochasticDepthProb?: number;
  /** 1000. */
  numClasses?: number;
  /** BatchNorm2d. */
  normLayer?: NormLayer | null;
  /** Features before the last layer; four times the last block's channels. */
  lastChannel?: number | null;
}

/** [N, 3, H, W] to [N, numClasses]. @see https://arxiv.org/abs/1905.11946 */
export class EfficientNet extends Module {
  readonly features: Sequential;
  readonly avgpool: AdaptiveAvgPool2d;
  readonly classifier: Sequential;

  constructor(
    ...args: Call<
      [
        invertedResidualSetting: readonly MBConvConfig[],
        dropout: number,
        stochasticDepthProb?: number,
        numClasses?: number,
        normLayer?: NormLayer | null,
        lastChannel?: number | null,
      ],
      Partial<EfficientNetOptions>
    >
  ) {
    super();
    const names = ["invertedResidualSetting!", "dropout!", "stochasticDepthProb", "numClasses", "normLayer"];
    const call = parse<EfficientNetOptions>("EfficientNet", [...names, "lastChannel"], args);
    const { invertedResidualSetting: settings, dropout, stochasticDepthProb = 0.2, numClasses = 1000 } = call;
    if (settings.length === 0) throw new RangeError("The inverted_residual_setting should not be empty");
    const normLayer = call.normLayer ?? BatchNorm2d;
    const shared = { normLayer, activationLayer: SiLU };
    const total = settings.reduce((sum, { numLayers }) => sum + numLayers, 0);
    let place = 0;
    const stages = settings.map((config) => {
      const blocks = Array.from({ length: config.numLayers }, (_, i) => {
        const own = i === 0 ? config : { ...config, inputChannels: config.outChannels, stride: 1 };
        return new MBConv(own, (stochasticDepthProb * place++) / total, normLayer);
      });
      return new Sequential(...blocks);
    });
    const { outChannels } = settings[settings.length - 1];
    const last = call.lastChannel ?? 4 * outChannels;
    this.features = new Sequential(
      new Conv2dNormActivation(3, settings[0].inputChannels, { ...shared, stride: 2 }),
      ...stages,
      new Conv2dNormActivation(outChannels, last, { ...shared, kernelSize: 1 }),
    );
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.classifier = new Sequential(new Dropout(dropout, true), new Linear(last, numClasses));
    initialize(this, {
      convolution: (weight) => init.kaimingNormal_(weight, { mode: "fan_out" }),
      linear: (weight, { outFeatures }) =>
        init.uniform_(weight, -1 / Math.sqrt(outFeatures), 1 / Math.sqrt(outFeatures)),
    });
  }

  override forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

const stages: readonly Omit<MBConvConfig, "block">[] = [
  { expandRatio: 1, kernel: 3, stride: 1, inputChannels: 32, outChannels: 16, numLayers: 1 },
  { expandRatio: 6, kernel: 3, stride: 2, inputChannels: 16, outChannels: 24, numLayers: 2 },
  { expandRatio: 6, kernel: 5, stride: 2, inputChannels: 24, outChannels: 40, numLayers: 2 },
  { expandRatio: 6, kernel: 3, stride: 2, inputChannels: 40, outChannels: 80, numLayers: 3 },
  { expandRatio: 6, kernel: 5, stride: 1, inputChannels: 80, outChannels: 112, numLayers: 3 },
  { expandRatio: 6, kernel: 5, stride: 2, inputChannels: 112, outChannels: 192, numLayers: 4 },
  { expandRatio: 6, kernel: 3, stride: 1, inputChannels: 192, outChannels: 320, numLayers: 1 },
];

type Options = Partial<Omit<EfficientNetOptions, "invertedResidualSetting" | "lastChannel">>;

function efficientnet(
  name: string,
  [widthMult, depthMult, dropout]: readonly [widthMult: number, depthMult: number, dropout: number],
  options: (Options & Pretrained) | undefined,
): EfficientNet {
  const settings = stages.map((stage) => ({
    ...stage,
    inputChannels: divisible(stage.inputChannels * widthMult, 8),
    outChannels: divisible(stage.outChannels * widthMult, 8),
    numLayers: Math.ceil(stage.numLayers * depthMult),
  }));
  return build(
    name,
    options,
    (rest: Options) => new EfficientNet({ dropout, ...rest, invertedResidualSetting: settings }),
  );
}

/** {@link EfficientNet} for pictures of 224×224. */
export function efficientnetB0(options?: Options & Pretrained): EfficientNet {
  return efficientnet("efficientnetB0", [1, 1, 0.2], options);
}

/** {@link EfficientNet} for pictures of 240×240. */
export function efficientnetB1(options?: Options & Pretrained): EfficientNet {
  return efficientnet("efficientnetB1", [1, 1.1, 0.2], options);
}

/** {@link EfficientNet} for pictures of 288×288. */
export function efficientnetB2(options?: Options & Pretrained): EfficientNet {
  return efficientnet("efficientnetB2", [1.1, 1.2, 0.3], options);
}

/** {@link EfficientNet} for pictures of 300×300. */
export function efficientnetB3(options?: Options & Pretrained): EfficientNet {
  return efficientnet("efficientnetB3", [1.2, 1.4, 0.3], options);
}

/** {@link EfficientNet} for pictures of 380×380. */
export function efficientnetB4(options?: Options & Pretrained): EfficientNet {
  return efficientnet("efficientnetB4", [1.4, 1.8, 0.4], options);
}
