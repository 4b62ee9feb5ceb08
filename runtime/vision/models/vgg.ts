/** `torchvision.models.vgg11` and its kin. */

import { type Call, parse } from "../../nn/arguments.ts";
import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  Dropout,
  init,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from "../../nn/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { build, type Pretrained } from "./build.ts";
import { initialize } from "./initialize.ts";

/** Parameters of {@link VGG} by name. */
export interface VGGOptions {
  /** [N, 3, H, W] to [N, 512, h, w]. */
  features: Module;
  /** 1000. */
  numClasses?: number;
  /** Whether weights are drawn by VGG's own rule; true. */
  initWeights?: boolean;
  /** Behind the first two linear layers; 0.5. */
  dropout?: number;
}

/** Channels of the convolutions, and where the picture is halved. */
type Plan = readonly (number | "M")[];

const plans = {
  vgg11: [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"],
  vgg13: [64, 64, "M", 128, 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"],
  vgg16: [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"],
  vgg19: [64, 64, "M", 128, 128, "M", 256, 256, 256, 256, "M", 512, 512, 512, 512, "M", 512, 512, 512, 512, "M"],
} satisfies Record<string, Plan>;

/** [N, 3, H, W], at least 32×32, to [N, numClasses]. @see https://arxiv.org/abs/1409.1556 */
export class VGG extends Module {
  readonly features: Module;
  readonly avgpool: AdaptiveAvgPool2d;
  readonly classifier: Sequential;

  constructor(
    ...args: Call<[features: Module, numClasses?: number, initWeights?: boolean, dropout?: number], Partial<VGGOptions>>
  ) {
    super();
    const call = parse<VGGOptions>("VGG", ["features!", "numClasses", "initWeights", "dropout"], args);
    const { numClasses = 1000, initWeights = true, dropout = 0.5 } = call;
    this.features = call.features;
    this.avgpool = new AdaptiveAvgPool2d([7, 7]);
    this.classifier = new Sequential(
      new Linear(512 * 7 * 7, 4096),
      new ReLU(true),
      new Dropout(dropout),
      new Linear(4096, 4096),
      new ReLU(true),
      new Dropout(dropout),
      new Linear(4096, numClasses),
    );
    if (initWeights)
      initialize(this, {
        convolution: (weight) => init.kaimingNormal_(weight, { mode: "fan_out", nonlinearity: "relu" }),
        linear: (weight) => init.normal_(weight, 0, 0.01),
      });
  }

  override forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

function convolutions(plan: Plan, batchNorm: boolean): Sequential {
  let channels = 3;
  const layers = plan.flatMap((entry): Module[] => {
    if (entry === "M") return [new MaxPool2d(2, 2)];
    const convolution = new Conv2d(channels, entry, 3, { padding: 1 });
    channels = entry;
    return batchNorm ? [convolution, new BatchNorm2d(entry), new ReLU(true)] : [convolution, new ReLU(true)];
  });
  return new Sequential(...layers);
}

type Options = Omit<VGGOptions, "features">;

function vgg(plan: keyof typeof plans, batchNorm: boolean, options: (Options & Pretrained) | undefined): VGG {
  const make = (rest: Options): VGG => new VGG(convolutions(plans[plan], batchNorm), rest);
  return build(batchNorm ? `${plan}Bn` : plan, options, make, { initWeights: false });
}

/** {@link VGG} of 11 layers. */
export function vgg11(options?: Options & Pretrained): VGG {
  return vgg("vgg11", false, options);
}

/** {@link VGG} of 11 layers, normalised by batches. */
export function vgg11Bn(options?: Options & Pretrained): VGG {
  return vgg("vgg11", true, options);
}

/** {@link VGG} of 13 layers. */
export function vgg13(options?: Options & Pretrained): VGG {
  return vgg("vgg13", false, options);
}

/** {@link VGG} of 13 layers, normalised by batches. */
export function vgg13Bn(options?: Options & Pretrained): VGG {
  return vgg("vgg13", true, options);
}

/** {@link VGG} of 16 layers. */
export function vgg16(options?: Options & Pretrained): VGG {
  return vgg("vgg16", false, options);
}

/** {@link VGG} of 16 layers, normalised by batches. */
export function vgg16Bn(options?: Options & Pretrained): VGG {
  return vgg("vgg16", true, options);
}

/** {@link VGG} of 19 layers. */
export function vgg19(options?: Options & Pretrained): VGG {
  return vgg("vgg19", false, options);
}

/** {@link VGG} of 19 layers, normalised by batches. */
export function vgg19Bn(options?: Options & Pretrained): VGG {
  return vgg("vgg19", true, options);
}
