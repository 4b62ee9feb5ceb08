/** `torchvision.ops.Conv2dNormActivation` and `Conv3dNormActivation`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { BatchNorm2d, BatchNorm3d, Conv2d, Conv3d, type Module, ReLU, Sequential } from "../../nn/index.ts";
import type { Each } from "../../ops/tuples.ts";
import { type ActivationLayer, activation, make, type NormLayer } from "./maker.ts";

/** Parameters of the blocks by name. */
export interface ConvNormActivationOptions {
  inChannels: number;
  outChannels: number;
  /** 3. */
  kernelSize?: Each;
  /** 1. */
  stride?: Each;
  /** What keeps the size at stride 1: `(kernelSize - 1) / 2 * dilation`. */
  padding?: Each | "same" | "valid" | null;
  /** 1. */
  groups?: number;
  /** Behind the convolution; BatchNorm2d or BatchNorm3d; null: none. */
  normLayer?: NormLayer | null;
  /** At the end; ReLU; null: none. */
  activationLayer?: ActivationLayer | null;
  /** 1. */
  dilation?: Each;
  /** Whether the activation writes to its input; true; null: it is not told. */
  inplace?: boolean | null;
  /** Whether the convolution has a bias; where there is no normalisation. */
  bias?: boolean | null;
}

/** The parameters in torchvision's order. */
export type ConvNormActivationArguments = Call<
  [
    inChannels: number,
    outChannels: number,
    kernelSize?: Each,
    stride?: Each,
    padding?: Each | "same" | "valid" | null,
    groups?: number,
    normLayer?: NormLayer | null,
    activationLayer?: ActivationLayer | null,
    dilation?: Each,
    inplace?: boolean | null,
    bias?: boolean | null,
  ],
  Partial<ConvNormActivationOptions>
>;

const names = [
  ...["inChannels!", "outChannels!", "kernelSize", "stride", "padding", "groups", "normLayer", "activationLayer"],
  ...["dilation", "inplace", "bias"],
];

/** What keeps an image's size at stride 1. */
function samePadding(kernelSize: Each, dilation: Each): Each {
  if (typeof kernelSize === "number" && typeof dilation === "number")
    return Math.floor((kernelSize - 1) / 2) * dilation;
  const dims = typeof kernelSize === "number" ? (dilation as readonly number[]).length : kernelSize.length;
  const of = (value: Each, i: number): number => (typeof value === "number" ? value : value[i]);
  return Array.from({ length: dims }, (_, i) => Math.floor((of(kernelSize, i) - 1) / 2) * of(dilation, i));
}

function layers(dims: 2 | 3, args: readonly unknown[]): Module[] {
  const call = parse<ConvNormActivationOptions>(`Conv${dims}dNormActivation`, names, args);
  const { inChannels, outChannels, kernelSize = 3, stride = 1, groups = 1, dilation = 1, inplace = true } = call;
  const { normLayer = dims === 2 ? BatchNorm2d : BatchNorm3d, activationLayer = ReLU } = call;
  const Conv = dims === 2 ? Conv2d : Conv3d;
  const found: Module[] = [
    new Conv(inChannels, outChannels, kernelSize, stride, call.padding ?? samePadding(kernelSize, dilation), {
      dilation,
      groups,
      bias: call.bias ?? normLayer === null,
    }),
  ];
  if (normLayer !== null) found.push(make(normLayer, outChannels));
  if (activationLayer !== null) found.push(activation(activationLayer, inplace));
  return found;
}

/** A convolution over images, a normalisation and an activation. */
export class Conv2dNormActivation extends Sequential {
  readonly outChannels: number;

  constructor(...args: ConvNormActivationArguments) {
    const [convolution, ...others] = layers(2, args);
    super(convolution, ...others);
    this.outChannels = (convolution as Conv2d).outChannels;
  }
}

/** A convolution over videos, a normalisation and an activation. */
export class Conv3dNormActivation extends Sequential {
  readonly outChannels: number;

  constructor(...args: ConvNormActivationArguments) {
    const [convolution, ...others] = layers(3, args);
    super(convolution, ...others);
    this.outChannels = (convolution as Conv3d).outChannels;
  }
}
