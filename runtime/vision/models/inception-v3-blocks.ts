/** The blocks of Inception v3. */

import { Linear, Module } from "../../nn/index.ts";
import { cat } from "../../ops/join.ts";
import { adaptiveAvgPool2d, avgPool2d, maxPool2d } from "../../ops/pooling.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { BasicConv2d } from "./basic-conv2d.ts";

/** The averages of 3×3 windows, of the same size. */
function averages(x: Tensor): Tensor {
  return avgPool2d(x, { kernelSize: 3, stride: 1, padding: 1 });
}

/** 1×1, 5×5 and two 3×3 convolutions and the averages of windows side by side. */
export class InceptionA extends Module {
  readonly branch1x1: BasicConv2d;
  readonly branch5x5_1: BasicConv2d;
  readonly branch5x5_2: BasicConv2d;
  readonly branch3x3dbl_1: BasicConv2d;
  readonly branch3x3dbl_2: BasicConv2d;
  readonly branch3x3dbl_3: BasicConv2d;
  readonly branch_pool: BasicConv2d;

  constructor(inChannels: number, poolFeatures: number) {
    super();
    this.branch1x1 = new BasicConv2d(inChannels, 64, { kernelSize: 1 });
    this.branch5x5_1 = new BasicConv2d(inChannels, 48, { kernelSize: 1 });
    this.branch5x5_2 = new BasicConv2d(48, 64, { kernelSize: 5, padding: 2 });
    this.branch3x3dbl_1 = new BasicConv2d(inChannels, 64, { kernelSize: 1 });
    this.branch3x3dbl_2 = new BasicConv2d(64, 96, { kernelSize: 3, padding: 1 });
    this.branch3x3dbl_3 = new BasicConv2d(96, 96, { kernelSize: 3, padding: 1 });
    this.branch_pool = new BasicConv2d(inChannels, poolFeatures, { kernelSize: 1 });
  }

  override forward(x: Tensor): Tensor {
    return cat(
      [
        this.branch1x1(x),
        this.branch5x5_2(this.branch5x5_1(x)),
        this.branch3x3dbl_3(this.branch3x3dbl_2(this.branch3x3dbl_1(x))),
        this.branch_pool(averages(x)),
      ],
      1,
    );
  }
}

/** Half the size: 3×3 and two 3×3 convolutions and the maxima of windows side by side. */
export class InceptionB extends Module {
  readonly branch3x3: BasicConv2d;
  readonly branch3x3dbl_1: BasicConv2d;
  readonly branch3x3dbl_2: BasicConv2d;
  readonly branch3x3dbl_3: BasicConv2d;

  constructor(inChannels: number) {
    super();
    this.branch3x3 = new BasicConv2d(inChannels, 384, { kernelSize: 3, stride: 2 });
    this.branch3x3dbl_1 = new BasicConv2d(inChannels, 64, { kernelSize: 1 });
    this.branch3x3dbl_2 = new BasicConv2d(64, 96, { kernelSize: 3, padding: 1 });
    this.branch3x3dbl_3 = new BasicConv2d(96, 96, { kernelSize: 3, stride: 2 });
  }

  override forward(x: Tensor): Tensor {
    return cat(
      [this.branch3x3(x), this.branch3x3dbl_3(this.branch3x3dbl_2(this.branch3x3dbl_1(x))), maxPool2d(x, 3, 2)],
      1,
    );
  }
}

/** 1×1, 7×7 and two 7×7 convolutions, each of 1×7 and 7×1, and the averages of windows side by side. */
export class InceptionC extends Module {
  readonly branch1x1: BasicConv2d;
  readonly branch7x7_1: BasicConv2d;
  readonly branch7x7_2: BasicConv2d;
  readonly branch7x7_3: BasicConv2d;
  readonly branch7x7dbl_1: BasicConv2d;
  readonly branch7x7dbl_2: BasicConv2d;
  readonly branch7x7dbl_3: BasicConv2d;
  readonly branch7x7dbl_4: BasicConv2d;
  readonly branch7x7dbl_5: BasicConv2d;
  readonly branch_pool: BasicConv2d;

  constructor(inChannels: number, channels7x7: number) {
    super();
    this.branch1x1 = new BasicConv2d(inChannels, 192, { kernelSize: 1 });
    this.branch7x7_1 = new BasicConv2d(inChannels, channels7x7, { kernelSize: 1 });
    this.branch7x7_2 = new BasicConv2d(channels7x7, channels7x7, { kernelSize: [1, 7], padding: [0, 3] });
    this.branch7x7_3 = new BasicConv2d(channels7x7, 192, { kernelSize: [7, 1], padding: [3, 0] });
    this.branch7x7dbl_1 = new BasicConv2d(inChannels, channels7x7, { kernelSize: 1 });
    this.branch7x7dbl_2 = new BasicConv2d(channels7x7, channels7x7, { kernelSize: [7, 1], padding: [3, 0] });
    this.branch7x7dbl_3 = new BasicConv2d(channels7x7, channels7x7, { kernelSize: [1, 7], padding: [0, 3] });
    this.branch7x7dbl_4 = new BasicConv2d(channels7x7, channels7x7, { kernelSize: [7, 1], padding: [3, 0] });
    this.branch7x7dbl_5 = new BasicConv2d(channels7x7, 192, { kernelSize: [1, 7], padding: [0, 3] });
    this.branch_pool = new BasicConv2d(inChannels, 192, { kernelSize: 1 });
  }

  override forward(x: Tensor): Tensor {
    const twice = this.branch7x7dbl_4(this.branch7x7dbl_3(this.branch7x7dbl_2(this.branch7x7dbl_1(x))));
    return cat(
      [
        this.branch1x1(x),
        this.branch7x7_3(this.branch7x7_2(this.branch7x7_1(x))),
        this.branch7x7dbl_5(twice),
        this.branch_pool(averages(x)),
      ],
      1,
    );
  }
}

/** Half the size: 3×3, and 7×7 with 3×3 convolutions, and the maxima of windows side by side. */
export class InceptionD extends Module {
  readonly branch3x3_1: BasicConv2d;
  readonly branch3x3_2: BasicConv2d;
  readonly branch7x7x3_1: BasicConv2d;
  readonly branch7x7x3_2: BasicConv2d;
  readonly branch7x7x3_3: BasicConv2d;
  readonly branch7x7x3_4: BasicConv2d;

  constructor(inChannels: number) {
    super();
    this.branch3x3_1 = new BasicConv2d(inChannels, 192, { kernelSize: 1 });
    this.branch3x3_2 = new BasicConv2d(192, 320, { kernelSize: 3, stride: 2 });
    this.branch7x7x3_1 = new BasicConv2d(inChannels, 192, { kernelSize: 1 });
    this.branch7x7x3_2 = new BasicConv2d(192, 192, { kernelSize: [1, 7], padding: [0, 3] });
    this.branch7x7x3_3 = new BasicConv2d(192, 192, { kernelSize: [7, 1], padding: [3, 0] });
    this.branch7x7x3_4 = new BasicConv2d(192, 192, { kernelSize: 3, stride: 2 });
  }

  override forward(x: Tensor): Tensor {
    return cat(
      [
        this.branch3x3_2(this.branch3x3_1(x)),
        this.branch7x7x3_4(this.branch7x7x3_3(this.branch7x7x3_2(this.branch7x7x3_1(x)))),
        maxPool2d(x, 3, 2),
      ],
      1,
    );
  }
}

/** 1×1, 3×3 and two 3×3 convolutions, the last of 1×3 beside 3×1, and the averages of windows side by side. */
export class InceptionE extends Module {
  readonly branch1x1: BasicConv2d;
  readonly branch3x3_1: BasicConv2d;
  readonly branch3x3_2a: BasicConv2d;
  readonly branch3x3_2b: BasicConv2d;
  readonly branch3x3dbl_1: BasicConv2d;
  readonly branch3x3dbl_2: BasicConv2d;
  readonly branch3x3dbl_3a: BasicConv2d;
  readonly branch3x3dbl_3b: BasicConv2d;
  readonly branch_pool: BasicConv2d;

  constructor(inChannels: number) {
    super();
    this.branch1x1 = new BasicConv2d(inChannels, 320, { kernelSize: 1 });
    this.branch3x3_1 = new BasicConv2d(inChannels, 384, { kernelSize: 1 });
    this.branch3x3_2a = new BasicConv2d(384, 384, { kernelSize: [1, 3], padding: [0, 1] });
    this.branch3x3_2b = new BasicConv2d(384, 384, { kernelSize: [3, 1], padding: [1, 0] });
    this.branch3x3dbl_1 = new BasicConv2d(inChannels, 448, { kernelSize: 1 });
    this.branch3x3dbl_2 = new BasicConv2d(448, 384, { kernelSize: 3, padding: 1 });
    this.branch3x3dbl_3a = new BasicConv2d(384, 384, { kernelSize: [1, 3], padding: [0, 1] });
    this.branch3x3dbl_3b = new BasicConv2d(384, 384, { kernelSize: [3, 1], padding: [1, 0] });
    this.branch_pool = new BasicConv2d(inChannels, 192, { kernelSize: 1 });
  }

  override forward(x: Tensor): Tensor {
    const single = this.branch3x3_1(x);
    const double = this.branch3x3dbl_2(this.branch3x3dbl_1(x));
    return cat(
      [
        this.branch1x1(x),
        this.branch3x3_2a(single),
        this.branch3x3_2b(single),
        this.branch3x3dbl_3a(double),
        this.branch3x3dbl_3b(double),
        this.branch_pool(averages(x)),
      ],
      1,
    );
  }
}

/** A classifier on features from the middle, for the gradient's sake. */
export class InceptionAux extends Module {
  readonly conv0: BasicConv2d;
  readonly conv1: BasicConv2d;
  readonly fc: Linear;

  constructor(inChannels: number, numClasses: number) {
    super();
    this.conv0 = new BasicConv2d(inChannels, 128, { kernelSize: 1 });
    this.conv1 = new BasicConv2d(128, 768, { kernelSize: 5 });
    this.fc = new Linear(768, numClasses);
  }

  override forward(x: Tensor): Tensor {
    const features = this.conv1(this.conv0(avgPool2d(x, { kernelSize: 5, stride: 3 })));
    return this.fc(adaptiveAvgPool2d(features, [1, 1]).flatten(1));
  }
}
