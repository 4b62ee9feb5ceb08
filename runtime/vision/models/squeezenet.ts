/** `torchvision.models.squeezenet1_0` and `squeezenet1_1`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { AdaptiveAvgPool2d, Conv2d, Dropout, init, MaxPool2d, Module, ReLU, Sequential } from "../../nn/index.ts";
import { cat } from "../../ops/join.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { build, type Pretrained } from "./build.ts";
import { initialize } from "./initialize.ts";

/** Few channels by a 1×1 convolution, then more by one of 1×1 and one of 3×3. */
export class Fire extends Module {
  declare readonly squeeze: Conv2d;
  declare readonly squeeze_activation: ReLU;
  declare readonly expand1x1: Conv2d;
  declare readonly expand1x1_activation: ReLU;
  declare readonly expand3x3: Conv2d;
  declare readonly expand3x3_activation: ReLU;

  constructor(inplanes: number, squeezePlanes: number, expand1x1Planes: number, expand3x3Planes: number) {
    super();
    this.squeeze = new Conv2d(inplanes, squeezePlanes, 1);
    this.registerModule("squeeze_activation", new ReLU(true));
    this.expand1x1 = new Conv2d(squeezePlanes, expand1x1Planes, 1);
    this.registerModule("expand1x1_activation", new ReLU(true));
    this.expand3x3 = new Conv2d(squeezePlanes, expand3x3Planes, 3, { padding: 1 });
    this.registerModule("expand3x3_activation", new ReLU(true));
  }

  override forward(x: Tensor): Tensor {
    const squeezed = this.squeeze_activation(this.squeeze(x));
    const parts = [
      this.expand1x1_activation(this.expand1x1(squeezed)),
      this.expand3x3_activation(this.expand3x3(squeezed)),
    ];
    return cat(parts, 1);
  }
}

/** Parameters of {@link SqueezeNet} by name. */
export interface SqueezeNetOptions {
  /** "1_0". */
  version?: "1_0" | "1_1";
  /** 1000. */
  numClasses?: number;
  /** Before the last convolution; 0.5. */
  dropout?: number;
}

const halve = (): MaxPool2d => new MaxPool2d(3, { stride: 2, ceilMode: true });

const layers: Readonly<Record<NonNullable<SqueezeNetOptions["version"]>, () => Module[]>> = {
  "1_0": () => [
    new Conv2d(3, 96, 7, 2),
    new ReLU(true),
    halve(),
    new Fire(96, 16, 64, 64),
    new Fire(128, 16, 64, 64),
    new Fire(128, 32, 128, 128),
    halve(),
    new Fire(256, 32, 128, 128),
    new Fire(256, 48, 192, 192),
    new Fire(384, 48, 192, 192),
    new Fire(384, 64, 256, 256),
    halve(),
    new Fire(512, 64, 256, 256),
  ],
  "1_1": () => [
    new Conv2d(3, 64, 3, 2),
    new ReLU(true),
    halve(),
    new Fire(64, 16, 64, 64),
    new Fire(128, 16, 64, 64),
    halve(),
    new Fire(128, 32, 128, 128),
    new Fire(256, 32, 128, 128),
    halve(),
    new Fire(256, 48, 192, 192),
    new Fire(384, 48, 192, 192),
    new Fire(384, 64, 256, 256),
    new Fire(512, 64, 256, 256),
  ],
};

/** [N, 3, H, W], at least 21×21, to [N, numClasses]. @see https://arxiv.org/abs/1602.07360 */
export class SqueezeNet extends Module {
  readonly features: Sequential;
  readonly classifier: Sequential;

  constructor(
    ...args: Call<[version?: SqueezeNetOptions["version"], numClasses?: number, dropout?: number], SqueezeNetOptions>
  ) {
    super();
    const call = parse<SqueezeNetOptions>("SqueezeNet", ["version", "numClasses", "dropout"], args);
    const { version = "1_0", numClasses = 1000, dropout = 0.5 } = call;
    if (!Object.hasOwn(layers, version))
      throw new RangeError(`Unsupported SqueezeNet version ${String(version)}: 1_0 or 1_1 expected`);
    this.features = new Sequential(...layers[version]());
    const last = new Conv2d(512, numClasses, 1);
    this.classifier = new Sequential(new Dropout(dropout), last, new ReLU(true), new AdaptiveAvgPool2d([1, 1]));
    initialize(this, {
      convolution: (weight, layer) =>
        layer === last ? init.normal_(weight, { mean: 0, std: 0.01 }) : init.kaimingUniform_(weight),
    });
  }

  override forward(x: Tensor): Tensor {
    return (this.classifier(this.features(x)) as Tensor).flatten(1);
  }
}

type Options = Omit<SqueezeNetOptions, "version">;

/** {@link SqueezeNet}, version 1.0. */
export function squeezenet10(options?: Options & Pretrained): SqueezeNet {
  return build("squeezenet10", options, (rest: Options) => new SqueezeNet("1_0", rest));
}

/** {@link SqueezeNet}, version 1.1: as good with less than half the work. */
export function squeezenet11(options?: Options & Pretrained): SqueezeNet {
  return build("squeezenet11", options, (rest: Options) => new SqueezeNet("1_1", rest));
}
