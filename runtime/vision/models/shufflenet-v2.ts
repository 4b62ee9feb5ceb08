/** `torchvision.models.shufflenet_v2_x1_0` and its kin. */

import { type Call, parse } from "../../nn/arguments.ts";
import { BatchNorm2d, Conv2d, Linear, MaxPool2d, Module, ReLU, Sequential } from "../../nn/index.ts";
import { cat } from "../../ops/join.ts";
import { channelShuffle } from "../../ops/roll.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { build, type Pretrained } from "./build.ts";

/** Half of the channels (or a copy of all, where it strides) through a depthwise convolution, then shuffled. */
export class InvertedResidual extends Module {
  readonly stride: number;
  readonly branch1: Sequential;
  readonly branch2: Sequential;

  constructor(inp: number, oup: number, stride: number) {
    super();
    if (!(stride >= 1 && stride <= 3)) throw new RangeError("illegal stride value");
    const half = Math.floor(oup / 2);
    if (stride === 1 && inp !== half * 2)
      throw new RangeError(
        `Invalid combination of stride ${stride}, inp ${inp} and oup ${oup} values. ` +
          "If stride == 1 then inp should be equal to oup // 2 << 1.",
      );
    this.stride = stride;
    const depthwise = (channels: number): Conv2d =>
      new Conv2d(channels, channels, 3, { stride, padding: 1, bias: false, groups: channels });
    const pointwise = (inputs: number): Conv2d => new Conv2d(inputs, half, 1, { bias: false });
    this.branch1 =
      stride > 1
        ? new Sequential(depthwise(inp), new BatchNorm2d(inp), pointwise(inp), new BatchNorm2d(half), new ReLU(true))
        : new Sequential();
    this.branch2 = new Sequential(
      pointwise(stride > 1 ? inp : half),
      new BatchNorm2d(half),
      new ReLU(true),
      depthwise(half),
      new BatchNorm2d(half),
      pointwise(half),
      new BatchNorm2d(half),
      new ReLU(true),
    );
  }

  override forward(x: Tensor): Tensor {
    if (this.stride > 1) return channelShuffle(cat([this.branch1(x), this.branch2(x)], 1), 2);
    const [kept, other] = x.chunk(2, 1);
    return channelShuffle(cat([kept, this.branch2(other)], 1), 2);
  }
}

/** Parameters of {@link ShuffleNetV2} by name. */
export interface ShuffleNetV2Options {
  /** Blocks of each of the three stages. */
  stagesRepeats: readonly number[];
  /** Channels of the first convolution, the three stages and the last convolution. */
  stagesOutChannels: readonly number[];
  /** 1000. */
  numClasses?: number;
  /** {@link InvertedResidual}. */
  invertedResidual?: typeof InvertedResidual;
}

/** [N, 3, H, W] to [N, numClasses]. @see https://arxiv.org/abs/1807.11164 */
export class ShuffleNetV2 extends Module {
  readonly conv1: Sequential;
  readonly maxpool: MaxPool2d;
  readonly stage2: Sequential;
  readonly stage3: Sequential;
  readonly stage4: Sequential;
  readonly conv5: Sequential;
  fc: Module;

  constructor(
    ...args: Call<
      [
        stagesRepeats: readonly number[],
        stagesOutChannels: readonly number[],
        numClasses?: number,
        invertedResidual?: typeof InvertedResidual,
      ],
      Partial<ShuffleNetV2Options>
    >
  ) {
    super();
    const names = ["stagesRepeats!", "stagesOutChannels!", "numClasses", "invertedResidual"];
    const call = parse<ShuffleNetV2Options>("ShuffleNetV2", names, args);
    const { stagesRepeats, stagesOutChannels, numClasses = 1000, invertedResidual: Block = InvertedResidual } = call;
    if (stagesRepeats.length !== 3) throw new RangeError("expected stages_repeats as list of 3 positive ints");
    if (stagesOutChannels.length !== 5) throw new RangeError("expected stages_out_channels as list of 5 positive ints");
    const [first, second, third, fourth, last] = stagesOutChannels;
    const stage = (inputs: number, outputs: number, repeats: number): Sequential =>
      new Sequential(
        ...Array.from({ length: repeats }, (_, i) =>
          i === 0 ? new Block(inputs, outputs, 2) : new Block(outputs, outputs, 1),
        ),
      );
    this.conv1 = new Sequential(
      new Conv2d(3, first, 3, { stride: 2, padding: 1, bias: false }),
      new BatchNorm2d(first),
      new ReLU(true),
    );
    this.maxpool = new MaxPool2d(3, { stride: 2, padding: 1 });
    this.stage2 = stage(first, second, stagesRepeats[0]);
    this.stage3 = stage(second, third, stagesRepeats[1]);
    this.stage4 = stage(third, fourth, stagesRepeats[2]);
    this.conv5 = new Sequential(new Conv2d(fourth, last, 1, { bias: false }), new BatchNorm2d(last), new ReLU(true));
    this.fc = new Linear(last, numClasses);
  }

  override forward(x: Tensor): Tensor {
    const stages = this.stage4(this.stage3(this.stage2(this.maxpool(this.conv1(x)))));
    return this.fc((this.conv5(stages) as Tensor).mean([2, 3]));
  }
}

type Options = Omit<ShuffleNetV2Options, "stagesRepeats" | "stagesOutChannels">;

function shufflenetV2(
  name: string,
  channels: readonly number[],
  options: (Options & Pretrained) | undefined,
): ShuffleNetV2 {
  return build(name, options, (rest: Options) => new ShuffleNetV2([4, 8, 4], channels, rest));
}

/** {@link ShuffleNetV2} of half the channels. */
export function shufflenetV2X05(options?: Options & Pretrained): ShuffleNetV2 {
  return shufflenetV2("shufflenetV2X05", [24, 48, 96, 192, 1024], options);
}

/** {@link ShuffleNetV2}. */
export function shufflenetV2X10(options?: Options & Pretrained): ShuffleNetV2 {
  return shufflenetV2("shufflenetV2X10", [24, 116, 232, 464, 1024], options);
}

/** {@link ShuffleNetV2} of one and a half times the channels. */
export function shufflenetV2X15(options?: Options & Pretrained): ShuffleNetV2 {
  return shufflenetV2("shufflenetV2X15", [24, 176, 352, 704, 1024], options);
}

/** {@link ShuffleNetV2} of twice the channels. */
export function shufflenetV2X20(options?: Options & Pretrained): ShuffleNetV2 {
  return shufflenetV2("shufflenetV2X20", [24, 244, 488, 976, 2048], options);
}
