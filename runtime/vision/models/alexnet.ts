/** `torchvision.models.alexnet`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { AdaptiveAvgPool2d, Conv2d, Dropout, Linear, MaxPool2d, Module, ReLU, Sequential } from "../../nn/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { build, type Pretrained } from "./build.ts";

/** Parameters of {@link AlexNet} by name. */
export interface AlexNetOptions {
  /** 1000. */
  numClasses?: number;
  /** Before the first two linear layers; 0.5. */
  dropout?: number;
}

/** [N, 3, H, W], at least 63×63, to [N, numClasses]. @see https://arxiv.org/abs/1404.5997 */
export class AlexNet extends Module {
  readonly features: Sequential;
  readonly avgpool: AdaptiveAvgPool2d;
  readonly classifier: Sequential;

  constructor(...args: Call<[numClasses?: number, dropout?: number], AlexNetOptions>) {
    super();
    const { numClasses = 1000, dropout = 0.5 } = parse<AlexNetOptions>("AlexNet", ["numClasses", "dropout"], args);
    this.features = new Sequential(
      new Conv2d(3, 64, 11, { stride: 4, padding: 2 }),
      new ReLU(true),
      new MaxPool2d(3, 2),
      new Conv2d(64, 192, 5, { padding: 2 }),
      new ReLU(true),
      new MaxPool2d(3, 2),
      new Conv2d(192, 384, 3, { padding: 1 }),
      new ReLU(true),
      new Conv2d(384, 256, 3, { padding: 1 }),
      new ReLU(true),
      new Conv2d(256, 256, 3, { padding: 1 }),
      new ReLU(true),
      new MaxPool2d(3, 2),
    );
    this.avgpool = new AdaptiveAvgPool2d([6, 6]);
    this.classifier = new Sequential(
      new Dropout(dropout),
      new Linear(256 * 6 * 6, 4096),
      new ReLU(true),
      new Dropout(dropout),
      new Linear(4096, 4096),
      new ReLU(true),
      new Linear(4096, numClasses),
    );
  }

  override forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

/** {@link AlexNet}. */
export function alexnet(options?: AlexNetOptions & Pretrained): AlexNet {
  return build("alexnet", options, (rest: AlexNetOptions) => new AlexNet(rest));
}
