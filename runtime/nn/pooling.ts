/** What the pooling layers share. */

import type { OutputSize, WithIndices } from "../ops/pooling.ts";
import * as pooling from "../ops/pooling.ts";
import { type Each, each } from "../ops/tuples.ts";
import { fractionalMaxPool, maxUnpool } from "../ops/unpooling.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Call, parse } from "./arguments.ts";
import { Module } from "./module.ts";
import { plain, tuple } from "./python.ts";

/** What a layer gives: the result, and where it was found if `returnIndices` is set. */
export type Pooled<Indices extends boolean> = Indices extends true ? WithIndices : Tensor;

/** The result of a pair, or the pair. */
function pooled<Indices extends boolean>(pair: WithIndices, returnIndices: boolean): Pooled<Indices> {
  return (returnIndices ? pair : pair[0]) as Pooled<Indices>;
}

/** Parameters of the max pooling layers by name. */
export interface MaxPoolLayerOptions {
  kernelSize: Each;
  /** The window's size where it is not given. */
  stride?: Each | null;
  padding?: Each;
  dilation?: Each;
  returnIndices?: boolean;
  ceilMode?: boolean;
}

/** The parameters of a max pooling layer in PyTorch's order. */
export type MaxPoolArguments = Call<
  [
    kernelSize: Each,
    stride?: Each | null,
    padding?: Each,
    dilation?: Each,
    returnIndices?: boolean,
    ceilMode?: boolean,
  ],
  Partial<MaxPoolLayerOptions>
>;

/** The base of MaxPool1d, 2d and 3d. */
export abstract class MaxPool<Indices extends boolean> extends Module {
  readonly kernelSize: Each;
  readonly stride: Each;
  readonly padding: Each;
  readonly dilation: Each;
  readonly returnIndices: boolean;
  readonly ceilMode: boolean;
  protected abstract get dims(): number;

  constructor(name: string, args: MaxPoolArguments) {
    super();
    const names = ["kernelSize!", "stride", "padding", "dilation", "returnIndices", "ceilMode"];
    const call = parse<MaxPoolLayerOptions>(name, names, args);
    this.kernelSize = call.kernelSize;
    this.stride = call.stride ?? call.kernelSize;
    this.padding = call.padding ?? 0;
    this.dilation = call.dilation ?? 1;
    this.returnIndices = call.returnIndices ?? false;
    this.ceilMode = call.ceilMode ?? false;
  }

  override forward(input: Tensor): Pooled<Indices> {
    return pooled(pooling.maxPoolWithIndices(this.dims, input, this), this.returnIndices);
  }

  override extraRepr(): string {
    return (
      `kernel_size=${plain(this.kernelSize)}, stride=${plain(this.stride)}, padding=${plain(this.padding)}, ` +
      `dilation=${plain(this.dilation)}, ceil_mode=${plain(this.ceilMode)}`
    );
  }
}

/** Parameters of the average pooling layers by name. */
export interface AvgPoolLayerOptions {
  kernelSize: Each;
  /** The window's size where it is not given. */
  stride?: Each | null;
  padding?: Each;
  ceilMode?: boolean;
  /** Whether padding counts as zeros; true. */
  countIncludePad?: boolean;
  /** What sums are divided by; the window's size. */
  divisorOverride?: number | null;
}

/** The base of AvgPool2d and AvgPool3d. */
export abstract class AvgPool extends Module {
  readonly kernelSize: Each;
  readonly stride: Each;
  readonly padding: Each;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | null;

  constructor(call: AvgPoolLayerOptions) {
    super();
    this.kernelSize = call.kernelSize;
    this.stride = call.stride ?? call.kernelSize;
    this.padding = call.padding ?? 0;
    this.ceilMode = call.ceilMode ?? false;
    this.countIncludePad = call.countIncludePad ?? true;
    this.divisorOverride = call.divisorOverride ?? null;
  }

  protected abstract get average(): typeof pooling.avgPool2d;

  override forward(input: Tensor): Tensor {
    const { kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride } = this;
    return this.average(input, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride);
  }

  override extraRepr(): string {
    return `kernel_size=${plain(this.kernelSize)}, stride=${plain(this.stride)}, padding=${plain(this.padding)}`;
  }
}

/** The parameters of AvgPool2d and AvgPool3d in PyTorch's order. */
export type AvgPoolArguments = Call<
  [
    kernelSize: Each,
    stride?: Each | null,
    padding?: Each,
    ceilMode?: boolean,
    countIncludePad?: boolean,
    divisorOverride?: number | null,
  ],
  Partial<AvgPoolLayerOptions>
>;

/** Their names. */
export const avgPoolNames = ["kernelSize!", "stride", "padding", "ceilMode", "countIncludePad", "divisorOverride"];

/** The base of AdaptiveAvgPool1d, 2d and 3d. */
export abstract class AdaptiveAvgPool extends Module {
  readonly outputSize: OutputSize;

  constructor(name: string, args: Call<[outputSize: OutputSize], { outputSize: OutputSize }>) {
    super();
    this.outputSize = parse<{ outputSize: OutputSize }>(name, ["outputSize!"], args).outputSize;
  }

  protected abstract pool(input: Tensor, outputSize: OutputSize): Tensor;

  override forward(input: Tensor): Tensor {
    return this.pool(input, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${plain(this.outputSize)}`;
  }
}

interface AdaptiveMaxPoolOptions {
  outputSize: OutputSize;
  returnIndices?: boolean;
}

/** The parameters of an adaptive max pooling layer in PyTorch's order. */
export type AdaptiveMaxPoolArguments = Call<
  [outputSize: OutputSize, returnIndices?: boolean],
  Partial<AdaptiveMaxPoolOptions>
>;

/** The base of AdaptiveMaxPool1d, 2d and 3d. */
export abstract class AdaptiveMaxPool<Indices extends boolean> extends Module {
  readonly outputSize: OutputSize;
  readonly returnIndices: boolean;
  protected abstract get dims(): number;

  constructor(name: string, args: AdaptiveMaxPoolArguments) {
    super();
    const call = parse<AdaptiveMaxPoolOptions>(name, ["outputSize!", "returnIndices"], args);
    this.outputSize = call.outputSize;
    this.returnIndices = call.returnIndices ?? false;
  }

  override forward(input: Tensor): Pooled<Indices> {
    return pooled(pooling.adaptiveMaxPool(this.dims, input, this.outputSize), this.returnIndices);
  }

  override extraRepr(): string {
    return `output_size=${plain(this.outputSize)}`;
  }
}

interface MaxUnpoolOptions {
  kernelSize: Each;
  stride?: Each | null;
  padding?: Each;
}

/** The parameters of an unpooling layer in PyTorch's order. */
export type MaxUnpoolArguments = Call<
  [kernelSize: Each, stride?: Each | null, padding?: Each],
  Partial<MaxUnpoolOptions>
>;

/** The base of MaxUnpool1d, 2d and 3d. */
export abstract class MaxUnpool extends Module {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];

  constructor(name: string, dims: number, args: MaxUnpoolArguments) {
    super();
    const call = parse<MaxUnpoolOptions>(name, ["kernelSize!", "stride", "padding"], args);
    this.kernelSize = each(name, "kernel_size", call.kernelSize, dims);
    this.stride = call.stride == null ? this.kernelSize : each(name, "stride", call.stride, dims);
    this.padding = each(name, "padding", call.padding ?? 0, dims);
  }

  /** @param outputSize the size of the result, where several would give this input. */
  override forward(input: Tensor, indices: Tensor, outputSize?: readonly number[] | null): Tensor {
    const { kernelSize, stride, padding } = this;
    return maxUnpool(kernelSize.length, input, indices, { kernelSize, stride, padding, outputSize });
  }

  override extraRepr(): string {
    return `kernel_size=${tuple(this.kernelSize)}, stride=${tuple(this.stride)}, padding=${tuple(this.padding)}`;
  }
}

interface LpPoolLayerOptions {
  normType: number;
  kernelSize: Each;
  stride?: Each | null;
  ceilMode?: boolean;
}

/** The parameters of a power-average pooling layer in PyTorch's order. */
export type LpPoolArguments = Call<
  [normType: number, kernelSize: Each, stride?: Each | null, ceilMode?: boolean],
  Partial<LpPoolLayerOptions>
>;

/** The base of LPPool1d, 2d and 3d. */
export abstract class LpPool extends Module {
  readonly normType: number;
  readonly kernelSize: Each;
  readonly stride: Each | null;
  readonly ceilMode: boolean;

  constructor(name: string, args: LpPoolArguments) {
    super();
    const call = parse<LpPoolLayerOptions>(name, ["normType!", "kernelSize!", "stride", "ceilMode"], args);
    this.normType = call.normType;
    this.kernelSize = call.kernelSize;
    this.stride = call.stride ?? null;
    this.ceilMode = call.ceilMode ?? false;
  }

  override extraRepr(): string {
    return (
      `norm_type=${plain(this.normType)}, kernel_size=${plain(this.kernelSize)}, stride=${plain(this.stride)}, ` +
      `ceil_mode=${plain(this.ceilMode)}`
    );
  }
}

interface FractionalLayerOptions {
  kernelSize: Each;
  outputSize?: Each | null;
  /** The result's size as a part of the input's. */
  outputRatio?: number | readonly number[] | null;
  returnIndices?: boolean;
  /** Uniform numbers [N, C, dims] that place the windows; drawn where not given. */
  randomSamples?: Tensor | null;
}

/** The parameters of a fractional pooling layer in PyTorch's order. */
export type FractionalArguments = Call<
  [
    kernelSize: Each,
    outputSize?: Each | null,
    outputRatio?: number | readonly number[] | null,
    returnIndices?: boolean,
    randomSamples?: Tensor | null,
  ],
  Partial<FractionalLayerOptions>
>;

/** The base of FractionalMaxPool2d and 3d. */
export abstract class FractionalMaxPool<Indices extends boolean> extends Module {
  readonly kernelSize: readonly number[];
  readonly outputSize: readonly number[] | null;
  readonly outputRatio: readonly number[] | null;
  readonly returnIndices: boolean;
  declare _random_samples: Tensor | null;

  constructor(name: string, dims: number, args: FractionalArguments) {
    super();
    const names = ["kernelSize!", "outputSize", "outputRatio", "returnIndices", "randomSamples"];
    const call = parse<FractionalLayerOptions>(name, names, args);
    const { outputSize, outputRatio } = call;
    if (outputSize == null && outputRatio == null)
      throw new Error(`${name} requires specifying either an output size, or a pooling ratio`);
    if (outputSize != null && outputRatio != null)
      throw new Error("only one of output_size and output_ratio may be specified");
    this.kernelSize = each(name, "kernel_size", call.kernelSize, dims);
    this.outputSize = outputSize == null ? null : each(name, "output_size", outputSize, dims);
    const ratios = typeof outputRatio === "number" ? new Array<number>(dims).fill(outputRatio) : (outputRatio ?? null);
    if (ratios?.some((ratio) => !(ratio > 0 && ratio < 1)))
      throw new Error(`output_ratio must be between 0 and 1 (got ${plain(outputRatio)})`);
    this.outputRatio = ratios;
    this.returnIndices = call.returnIndices ?? false;
    this.registerBuffer("_random_samples", call.randomSamples ?? null);
  }

  override forward(input: Tensor): Pooled<Indices> {
    const { kernelSize, outputSize, outputRatio } = this;
    const call = { kernelSize, outputSize, outputRatio, randomSamples: this._random_samples };
    return pooled(fractionalMaxPool(kernelSize.length, input, call), this.returnIndices);
  }
}
