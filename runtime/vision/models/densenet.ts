/** `torchvision.models.densenet121` and its kin. */

import { checkpoint } from "../../autograd/checkpoint.ts";
import { isGradEnabled } from "../../autograd/mode.ts";
import { type Call, parse } from "../../nn/arguments.ts";
import { dropout, relu } from "../../nn/functional/index.ts";
import {
  AvgPool2d,
  BatchNorm2d,
  Conv2d,
  init,
  Linear,
  MaxPool2d,
  Module,
  ModuleDict,
  ReLU,
  Sequential,
} from "../../nn/index.ts";
import { cat } from "../../ops/join.ts";
import { adaptiveAvgPool2d } from "../../ops/pooling.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { build, type Pretrained } from "./build.ts";
import { initialize } from "./initialize.ts";

interface LayerShape {
  growthRate: number;
  bnSize: number;
  dropRate: number;
  memoryEfficient: boolean;
}

/** New features from all that were made before: 1×1, then 3×3 convolution. */
class _DenseLayer extends Module {
  readonly norm1: BatchNorm2d;
  readonly relu1: ReLU;
  readonly conv1: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly relu2: ReLU;
  readonly conv2: Conv2d;
  readonly dropRate: number;
  readonly memoryEfficient: boolean;

  constructor(inputs: number, { growthRate, bnSize, dropRate, memoryEfficient }: LayerShape) {
    super();
    this.norm1 = new BatchNorm2d(inputs);
    this.relu1 = new ReLU(true);
    this.conv1 = new Conv2d(inputs, bnSize * growthRate, 1, { bias: false });
    this.norm2 = new BatchNorm2d(bnSize * growthRate);
    this.relu2 = new ReLU(true);
    this.conv2 = new Conv2d(bnSize * growthRate, growthRate, 3, { padding: 1, bias: false });
    this.dropRate = dropRate;
    this.memoryEfficient = memoryEfficient;
  }

  override forward(features: readonly Tensor[]): Tensor {
    const narrow = (...parts: readonly Tensor[]): Tensor => this.conv1(this.relu1(this.norm1(cat(parts, 1))));
    const again = this.memoryEfficient && isGradEnabled() && features.some(({ requiresGrad }) => requiresGrad);
    const bottleneck = again ? checkpoint(narrow, ...features) : narrow(...features);
    const added = this.conv2(this.relu2(this.norm2(bottleneck)));
    return this.dropRate > 0 ? dropout(added, this.dropRate, this.training) : added;
  }

  /** States of old name the layers norm.1, relu.1, conv.1 and so on. */
  override upgradeState(state: Map<string, Tensor>, prefix: string): void {
    for (const key of [...state.keys()]) {
      const found = key.startsWith(prefix) ? /^(norm|conv)\.([12])\.(.+)$/.exec(key.slice(prefix.length)) : null;
      const tensor = state.get(key);
      if (found === null || tensor === undefined) continue;
      state.delete(key);
      state.set(`${prefix}${found[1]}${found[2]}.${found[3]}`, tensor);
    }
  }
}

/** Layers that each see the features of all before them. */
class _DenseBlock extends ModuleDict {
  static override readonly stateVersion: number = 2;

  constructor(layers: number, inputs: number, shape: LayerShape) {
    super();
    for (let i = 0; i < layers; i++)
      this.addModule(`denselayer${i + 1}`, new _DenseLayer(inputs + i * shape.growthRate, shape));
  }

  override forward(input: Tensor): Tensor {
    const features: Tensor[] = [input];
    for (const layer of this.children()) features.push(layer(features));
    return cat(features, 1);
  }
}

/** Fewer channels, half the size. */
class _Transition extends Sequential {
  constructor(inputs: number, outputs: number) {
    super({
      norm: new BatchNorm2d(inputs),
      relu: new ReLU(true),
      conv: new Conv2d(inputs, outputs, 1, { bias: false }),
      pool: new AvgPool2d(2, 2),
    });
  }
}

/** Parameters of {@link DenseNet} by name. */
export interface DenseNetOptions {
  /** Features that each layer adds; 32. */
  growthRate?: number;
  /** Layers of each block; [6, 12, 24, 16]. */
  blockConfig?: readonly number[];
  /** Channels of the first convolution; 64. */
  numInitFeatures?: number;
  /** How many times `growthRate` the 1×1 convolutions have channels; 4. */
  bnSize?: number;
  /** Behind each layer; 0. */
  dropRate?: number;
  /** 1000. */
  numClasses?: number;
  /** Whether the 1×1 convolutions are computed again for the gradients instead of kept; false. */
  memoryEfficient?: boolean;
}

/** [N, 3, H, W], at least 29×29, to [N, numClasses]. @see https://arxiv.org/abs/1608.06993 */
export class DenseNet extends Module {
  readonly features: Sequential;
  classifier: Module;

  constructor(
    ...args: Call<
      [
        growthRate?: number,
        blockConfig?: readonly number[],
        numInitFeatures?: number,
        bnSize?: number,
        dropRate?: number,
        numClasses?: number,
        memoryEfficient?: boolean,
      ],
      DenseNetOptions
    >
  ) {
    super();
    const names = ["growthRate", "blockConfig", "numInitFeatures", "bnSize", "dropRate", "numClasses"];
    const call = parse<DenseNetOptions>("DenseNet", [...names, "memoryEfficient"], args);
    const { growthRate = 32, blockConfig = [6, 12, 24, 16], numInitFeatures = 64, numClasses = 1000 } = call;
    const { bnSize = 4, dropRate = 0, memoryEfficient = false } = call;
    this.features = new Sequential({
      conv0: new Conv2d(3, numInitFeatures, 7, { stride: 2, padding: 3, bias: false }),
      norm0: new BatchNorm2d(numInitFeatures),
      relu0: new ReLU(true),
      pool0: new MaxPool2d(3, { stride: 2, padding: 1 }),
    });
    let features = numInitFeatures;
    blockConfig.forEach((layers, i) => {
      const shape = { growthRate, bnSize, dropRate, memoryEfficient };
      this.features.addModule(`denseblock${i + 1}`, new _DenseBlock(layers, features, shape));
      features += layers * growthRate;
      if (i === blockConfig.length - 1) return;
      const half = Math.floor(features / 2);
      this.features.addModule(`transition${i + 1}`, new _Transition(features, half));
      features = half;
    });
    this.features.addModule("norm5", new BatchNorm2d(features));
    this.classifier = new Linear(features, numClasses);
    initialize(this, { convolution: (weight) => init.kaimingNormal_(weight), linear: () => {} });
  }

  override forward(x: Tensor): Tensor {
    const features: Tensor = this.features(x);
    return this.classifier(adaptiveAvgPool2d(relu(features, true), [1, 1]).flatten(1));
  }
}

type Options = Omit<DenseNetOptions, "growthRate" | "blockConfig" | "numInitFeatures">;

function densenet(
  name: string,
  growthRate: number,
  blockConfig: readonly number[],
  numInitFeatures: number,
  options: (Options & Pretrained) | undefined,
): DenseNet {
  return build(name, options, (rest: Options) => new DenseNet(growthRate, blockConfig, numInitFeatures, rest));
}

/** {@link DenseNet} of 121 layers. */
export function densenet121(options?: Options & Pretrained): DenseNet {
  return densenet("densenet121", 32, [6, 12, 24, 16], 64, options);
}

/** {@link DenseNet} of 161 layers. */
export function densenet161(options?: Options & Pretrained): DenseNet {
  return densenet("densenet161", 48, [6, 12, 36, 24], 96, options);
}

/** {@link DenseNet} of 169 layers. */
export function densenet169(options?: Options & Pretrained): DenseNet {
  return densenet("densenet169", 32, [6, 12, 32, 32], 64, options);
}

/** {@link DenseNet} of 201 layers. */
export function densenet201(options?: Options & Pretrained): DenseNet {
  return densenet("densenet201", 32, [6, 12, 48, 32], 64, options);
}
