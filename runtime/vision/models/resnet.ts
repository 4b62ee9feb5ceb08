/** `torchvision.models.resnet18` and its kin. */

import { type Call, parse } from "../../nn/arguments.ts";
import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  init,
  Linear,
  MaxPool2d,
  Module,
  type Parameter,
  ReLU,
  Sequential,
} from "../../nn/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { make, type NormLayer } from "../ops/maker.ts";
import { build, type Pretrained } from "./build.ts";
import { initialize } from "./initialize.ts";

function conv3x3(inPlanes: number, outPlanes: number, stride = 1, groups = 1, dilation = 1): Conv2d {
  return new Conv2d(inPlanes, outPlanes, 3, { stride, padding: dilation, groups, bias: false, dilation });
}

function conv1x1(inPlanes: number, outPlanes: number, stride = 1): Conv2d {
  return new Conv2d(inPlanes, outPlanes, 1, { stride, bias: false });
}

/** What a block of {@link ResNet} is made from. */
export interface BlockOptions {
  inplanes: number;
  planes: number;
  /** 1. */
  stride?: number;
  /** What brings the input to the output's shape; null: it has that shape. */
  downsample?: Module | null;
  /** 1. */
  groups?: number;
  /** 64. */
  baseWidth?: number;
  /** 1. */
  dilation?: number;
  /** BatchNorm2d. */
  normLayer?: NormLayer | null;
}

type BlockArguments = Call<
  [
    inplanes: number,
    planes: number,
    stride?: number,
    downsample?: Module | null,
    groups?: number,
    baseWidth?: number,
    dilation?: number,
    normLayer?: NormLayer | null,
  ],
  Partial<BlockOptions>
>;

const blockNames = [
  ...["inplanes!", "planes!", "stride", "downsample", "groups", "baseWidth", "dilation", "normLayer"],
];

/** Two 3×3 convolutions whose result is added to the input. */
export class BasicBlock extends Module {
  /** The output's channels for each plane. */
  static readonly expansion = 1;

  readonly conv1: Conv2d;
  readonly bn1: Module;
  readonly relu: ReLU;
  readonly conv2: Conv2d;
  readonly bn2: Module;
  readonly downsample: Module | null;
  readonly stride: number;

  constructor(...args: BlockArguments) {
    super();
    const call = parse<BlockOptions>("BasicBlock", blockNames, args);
    const { inplanes, planes, stride = 1, groups = 1, baseWidth = 64, dilation = 1 } = call;
    if (groups !== 1 || baseWidth !== 64) throw new Error("BasicBlock only supports groups=1 and base_width=64");
    if (dilation > 1) throw new Error("Dilation > 1 not supported in BasicBlock");
    const norm = (channels: number): Module => make(call.normLayer ?? BatchNorm2d, channels);
    this.conv1 = conv3x3(inplanes, planes, stride);
    this.bn1 = norm(planes);
    this.relu = new ReLU(true);
    this.conv2 = conv3x3(planes, planes);
    this.bn2 = norm(planes);
    this.downsample = call.downsample ?? null;
    this.stride = stride;
  }

  override forward(x: Tensor): Tensor {
    const inner = this.relu(this.bn1(this.conv1(x)));
    const out: Tensor = this.bn2(this.conv2(inner));
    return this.relu(out.add_(this.downsample === null ? x : this.downsample(x)));
  }

  /** The weight of the last normalisation. */
  get lastScale(): Parameter | null {
    return scaleOf(this.bn2);
  }
}

/** A 3×3 convolution between two of 1×1, whose result is added to the input. */
export class Bottleneck extends Module {
  /** The output's channels for each plane. */
  static readonly expansion = 4;

  readonly conv1: Conv2d;
  readonly bn1: Module;
  readonly conv2: Conv2d;
  readonly bn2: Module;
  readonly conv3: Conv2d;
  readonly bn3: Module;
  readonly relu: ReLU;
  readonly downsample: Module | null;
  readonly stride: number;

  constructor(...args: BlockArguments) {
    super();
    const call = parse<BlockOptions>("Bottleneck", blockNames, args);
    const { inplanes, planes, stride = 1, groups = 1, baseWidth = 64, dilation = 1 } = call;
    const norm = (channels: number): Module => make(call.normLayer ?? BatchNorm2d, channels);
    const width = Math.trunc(planes * (baseWidth / 64)) * groups;
    this.conv1 = conv1x1(inplanes, width);
    this.bn1 = norm(width);
    this.conv2 = conv3x3(width, width, stride, groups, dilation);
    this.bn2 = norm(width);
    this.conv3 = conv1x1(width, planes * Bottleneck.expansion);
    this.bn3 = norm(planes * Bottleneck.expansion);
    this.relu = new ReLU(true);
    this.downsample = call.downsample ?? null;
    this.stride = stride;
  }

  override forward(x: Tensor): Tensor {
    const narrow = this.relu(this.bn1(this.conv1(x)));
    const inner = this.relu(this.bn2(this.conv2(narrow)));
    const out: Tensor = this.bn3(this.conv3(inner));
    return this.relu(out.add_(this.downsample === null ? x : this.downsample(x)));
  }

  /** The weight of the last normalisation. */
  get lastScale(): Parameter | null {
    return scaleOf(this.bn3);
  }
}

function scaleOf(norm: Module): Parameter | null {
  return (norm as { weight?: Parameter | null }).weight ?? null;
}

/** Parameters of {@link ResNet} by name. */
export interface ResNetOptions {
  block: typeof BasicBlock | typeof Bottleneck;
  /** Blocks of each of the four stages. */
  layers: readonly number[];
  /** 1000. */
  numClasses?: number;
  /** Whether each block begins as the identity; false. */
  zeroInitResidual?: boolean;
  /** Of the 3×3 convolutions of Bottleneck; 1. */
  groups?: number;
  /** Channels of each group in the first stage; 64. */
  widthPerGroup?: number;
  /** For each of the last three stages, whether it dilates instead of striding; null: none does. */
  replaceStrideWithDilation?: readonly boolean[] | null;
  /** BatchNorm2d. */
  normLayer?: NormLayer | null;
}

/** [N, 3, H, W] to [N, numClasses]. @see https://arxiv.org/abs/1512.03385 */
export class ResNet extends Module {
  readonly conv1: Conv2d;
  readonly bn1: Module;
  readonly relu: ReLU;
  readonly maxpool: MaxPool2d;
  readonly layer1: Sequential;
  readonly layer2: Sequential;
  readonly layer3: Sequential;
  readonly layer4: Sequential;
  readonly avgpool: AdaptiveAvgPool2d;
  fc: Module;

  constructor(
    ...args: Call<
      [
        block: typeof BasicBlock | typeof Bottleneck,
        layers: readonly number[],
        numClasses?: number,
        zeroInitResidual?: boolean,
        groups?: number,
        widthPerGroup?: number,
        replaceStrideWithDilation?: readonly boolean[] | null,
        normLayer?: NormLayer | null,
      ],
      Partial<ResNetOptions>
    >
  ) {
    super();
    const names = ["block!", "layers!", "numClasses", "zeroInitResidual", "groups", "widthPerGroup"];
    const call = parse<ResNetOptions>("ResNet", [...names, "replaceStrideWithDilation", "normLayer"], args);
    const { block, layers, numClasses = 1000, groups = 1, widthPerGroup: baseWidth = 64 } = call;
    const normLayer = call.normLayer ?? BatchNorm2d;
    const dilated = call.replaceStrideWithDilation ?? [false, false, false];
    if (dilated.length !== 3)
      throw new RangeError(
        `replace_stride_with_dilation should be None or a 3-element tuple, got ${JSON.stringify(dilated)}`,
      );
    let inplanes = 64;
    let dilation = 1;
    const stage = (planes: number, blocks: number, stride: number, dilates: boolean): Sequential => {
      const before = dilation;
      const step = dilates ? 1 : stride;
      if (dilates) dilation *= stride;
      const outputs = planes * block.expansion;
      const downsample =
        step !== 1 || inplanes !== outputs
          ? new Sequential(conv1x1(inplanes, outputs, step), make(normLayer, outputs))
          : null;
      const shared = { groups, baseWidth, normLayer };
      const found = [new block(inplanes, planes, { ...shared, stride: step, downsample, dilation: before })];
      inplanes = outputs;
      for (let i = 1; i < blocks; i++) found.push(new block(inplanes, planes, { ...shared, dilation }));
      return new Sequential(...found);
    };
    this.conv1 = new Conv2d(3, inplanes, 7, { stride: 2, padding: 3, bias: false });
    this.bn1 = make(normLayer, inplanes);
    this.relu = new ReLU(true);
    this.maxpool = new MaxPool2d(3, { stride: 2, padding: 1 });
    this.layer1 = stage(64, layers[0], 1, false);
    this.layer2 = stage(128, layers[1], 2, dilated[0]);
    this.layer3 = stage(256, layers[2], 2, dilated[1]);
    this.layer4 = stage(512, layers[3], 2, dilated[2]);
    this.avgpool = new AdaptiveAvgPool2d([1, 1]);
    this.fc = new Linear(512 * block.expansion, numClasses);
    initialize(this, {
      convolution: (weight) => init.kaimingNormal_(weight, { mode: "fan_out", nonlinearity: "relu" }),
    });
    if (call.zeroInitResidual)
      for (const module of this.modules())
        if (module instanceof BasicBlock || module instanceof Bottleneck) {
          const { lastScale } = module;
          if (lastScale !== null) init.zeros_(lastScale);
        }
  }

  override forward(x: Tensor): Tensor {
    const first = this.maxpool(this.relu(this.bn1(this.conv1(x))));
    const last = this.layer4(this.layer3(this.layer2(this.layer1(first))));
    return this.fc(this.avgpool(last).flatten(1));
  }
}

type Options = Omit<ResNetOptions, "block" | "layers">;
type Block = ResNetOptions["block"];

function resnet(
  name: string,
  block: Block,
  layers: readonly number[],
  options: (Options & Pretrained) | undefined,
): ResNet {
  return build(name, options, (rest: Options) => new ResNet(block, layers, rest));
}

/** {@link ResNet} of 18 layers. */
export function resnet18(options?: Options & Pretrained): ResNet {
  return resnet("resnet18", BasicBlock, [2, 2, 2, 2], options);
}

/** {@link ResNet} of 34 layers. */
export function resnet34(options?: Options & Pretrained): ResNet {
  return resnet("resnet34", BasicBlock, [3, 4, 6, 3], options);
}

/** {@link ResNet} of 50 layers. */
export function resnet50(options?: Options & Pretrained): ResNet {
  return resnet("resnet50", Bottleneck, [3, 4, 6, 3], options);
}

/** {@link ResNet} of 101 layers. */
export function resnet101(options?: Options & Pretrained): ResNet {
  return resnet("resnet101", Bottleneck, [3, 4, 23, 3], options);
}

/** {@link ResNet} of 152 layers. */
export function resnet152(options?: Options & Pretrained): ResNet {
  return resnet("resnet152", Bottleneck, [3, 8, 36, 3], options);
}
