/** LeNet-5. */

import { type Call, parse } from "../../nn/arguments.ts";
import { Conv2d, Linear, MaxPool2d, Module, ReLU, Sequential } from "../../nn/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Parameters of {@link LeNet} by name. */
export interface LeNetOptions {
  /** 10. */
  numClasses?: number;
}

/**
 * LeNet-5 for grey pictures of 28×28, [N, 1, 28, 28] to [N, numClasses], with ReLU and the maxima of windows.
 * @see http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
 */
export class LeNet extends Module {
  readonly features: Sequential;
  readonly classifier: Sequential;

  constructor(...args: Call<[numClasses?: number], LeNetOptions>) {
    super();
    const { numClasses = 10 } = parse<LeNetOptions>("LeNet", ["numClasses"], args);
    this.features = new Sequential(
      new Conv2d(1, 6, 5, { padding: 2 }),
      new ReLU(true),
      new MaxPool2d(2),
      new Conv2d(6, 16, 5),
      new ReLU(true),
      new MaxPool2d(2),
    );
    this.classifier = new Sequential(
      new Linear(16 * 5 * 5, 120),
      new ReLU(true),
      new Linear(120, 84),
      new ReLU(true),
      new Linear(84, numClasses),
    );
  }

  override forward(x: Tensor): Tensor {
    return this.classifier((this.features(x) as Tensor).flatten(1));
  }
}

/** {@link LeNet}. */
export function lenet(options: LeNetOptions = {}): LeNet {
  return new LeNet(options);
}
