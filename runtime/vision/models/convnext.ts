/** `torchvision.models.convnext_tiny` and its kin. */

import { type Call, parse } from "../../nn/arguments.ts";
import {
  AdaptiveAvgPool2d,
  Conv2d,
  Flatten,
  GELU,
  init,
  LayerNorm,
  Linear,
  Module,
  Parameter,
  Sequential,
} from "../../nn/index.ts";
import { ones } from "../../ops/create.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Conv2dNormActivation } from "../ops/conv-norm-activation.ts";
import { make, type NormLayer } from "../ops/maker.ts";
import { Permute } from "../ops/permute.ts";
import { StochasticDepth } from "../ops/stochastic-depth.ts";
import { build, type Pretrained } from "./build.ts";
import { initialize } from "./initialize.ts";

/** LayerNorm over the channels of [N, C, H, W]. */
export class LayerNorm2d extends LayerNorm {
  override forward(x: Tensor): Tensor {
    return super.forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
  }
}

/** A depthwise 7×7 convolution and two linear layers over the channels, scaled and added to the input. */
export class CNBlock extends Module {
  /** [dim, 1, 1] */
  declare readonly layer_scale: Parameter;
  declare readonly block: Sequential;
  declare readonly stochastic_depth: StochasticDepth;

  constructor(dim: number, layerScale: number, stochasticDepthProb: number, normLayer: NormLayer | null = null) {
    super();
    this.block = new Sequential(
      new Conv2d(dim, dim, 7, { padding: 3, groups: dim, bias: true }),
      new Permute([0, 2, 3, 1]),
      normLayer === null ? new LayerNorm(dim, { eps: 1e-6 }) : make(normLayer, dim),
      new Linear(dim, 4 * dim),
      new GELU(),
      new Linear(4 * dim, dim),
      new Permute([0, 3, 1, 2]),
    );
    this.registerParameter("layer_scale", new Parameter(ones(dim, 1, 1).mul(layerScale)));
    this.registerModule("stochastic_depth", new StochasticDepth(stochasticDepthProb, "row"));
  }

  override forward(input: Tensor): Tensor {
    return this.stochastic_depth(this.layer_scale.mul(this.block(input) as Tensor)).add_(input);
  }
}

/** One stage of {@link ConvNeXt}. */
export interface CNBlockConfig {
  inputChannels: number;
  /** Of the convolution behind the blocks that halves the size; null: there is none. */
  outChannels: number | null;
  numLayers: number;
}

/** Parameters of {@link ConvNeXt} by name. */
export interface ConvNeXtOptions {
  blockSetting: readonly CNBlockConfig[];
  /** With which the last block is dropped; those before it less; 0. */
  stochasticDepthProb?: number;
  /** What blocks are scaled by at first; 1e-6. */
  layerScale?: number;
  /** 1000. */
  numClasses?: number;
  /** {@link CNBlock}. */
  block?: typeof CNBlock | null;
  /** {@link LayerNorm2d} with eps 1e-6. */
  normLayer?: NormLayer | null;
}

/** [N, 3, H, W], at least 32×32, to [N, numClasses]. @see https://arxiv.org/abs/2201.03545 */
export class ConvNeXt extends Module {
  readonly features: Sequential;
  readonly avgpool: AdaptiveAvgPool2d;
  readonly classifier: Sequential;

  constructor(
    ...args: Call<
      [
        blockSetting: readonly CNBlockConfig[],
        stochasticDepthProb?: number,
        layerScale?: number,
        numClasses?: number,
        block?: typeof CNBlock | null,
        normLayer?: NormLayer | null,
      ],
      Partial<ConvNeXtOptions>
    >
  ) {
    super();
    const names = ["blockSetting!", "stochasticDepthProb", "layerScale", "numClasses", "block", "normLayer"];
    const call = parse<ConvNeXtOptions>("ConvNeXt", names, args);
    const { blockSetting, stochasticDepthProb = 0, layerScale = 1e-6, numClasses = 1000 } = call;
    if (blockSetting.length === 0) throw new RangeError("The block_setting should not be empty");
    const block = call.block ?? CNBlock;
    const normLayer: NormLayer = call.normLayer ?? ((channels: number) => new LayerNorm2d(channels, { eps: 1e-6 }));
    const total = blockSetting.reduce((sum, { numLayers }) => sum + numLayers, 0);
    let place = 0;
    const first = { kernelSize: 4, stride: 4, padding: 0, normLayer, activationLayer: null, bias: true };
    const layers: Module[] = [new Conv2dNormActivation(3, blockSetting[0].inputChannels, first)];
    for (const { inputChannels, outChannels, numLayers } of blockSetting) {
      const blocks = Array.from(
        { length: numLayers },
        () => new block(inputChannels, layerScale, (stochasticDepthProb * place++) / (total - 1)),
      );
      layers.push(new Sequential(...blocks));
      if (outChannels !== null)
        layers.push(new Sequential(make(normLayer, inputChannels), new Conv2d(inputChannels, outChannels, 2, 2)));
    }
    this.features = new Sequential(...layers);
    this.avgpool = new AdaptiveAvgPool2d(1);
    const last = blockSetting[blockSetting.length - 1];
    const channels = last.outChannels ?? last.inputChannels;
    this.classifier = new Sequential(make(normLayer, channels), new Flatten(1), new Linear(channels, numClasses));
    const draw = (weight: Parameter): Tensor => init.truncNormal_(weight, { std: 0.02 });
    initialize(this, { convolution: draw, linear: draw });
  }

  override forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)));
  }
}

type Options = Omit<ConvNeXtOptions, "blockSetting">;

function convnext(
  name: string,
  channels: readonly number[],
  layers: readonly number[],
  stochasticDepthProb: number,
  options: (Options & Pretrained) | undefined,
): ConvNeXt {
  const blockSetting = channels.map((inputChannels, i) => ({
    inputChannels,
    outChannels: channels[i + 1] ?? null,
    numLayers: layers[i],
  }));
  return build(name, options, (rest: Options) => new ConvNeXt({ stochasticDepthProb, ...rest, blockSetting }));
}

/** {@link ConvNeXt}, the tiny one. */
export function convnextTiny(options?: Options & Pretrained): ConvNeXt {
  return convnext("convnextTiny", [96, 192, 384, 768], [3, 3, 9, 3], 0.1, options);
}

/** {@link ConvNeXt}, the small one. */
export function convnextSmall(options?: Options & Pretrained): ConvNeXt {
  return convnext("convnextSmall", [96, 192, 384, 768], [3, 3, 27, 3], 0.4, options);
}

/** {@link ConvNeXt}, the base one. */
export function convnextBase(options?: Options & Pretrained): ConvNeXt {
  return convnext("convnextBase", [128, 256, 512, 1024], [3, 3, 27, 3], 0.5, options);
}

/** {@link ConvNeXt}, the large one. */
export function convnextLarge(options?: Options & Pretrained): ConvNeXt {
  return convnext("convnextLarge", [192, 384, 768, 1536], [3, 3, 27, 3], 0.5, options);
}
