/** Pooling, and what undoes it. */

import { mul, pow } from "../../ops/arithmetic.ts";
import { abs, relu, sign } from "../../ops/pointwise.ts";
import type { MaxPoolOptions, OutputSize, WithIndices } from "../../ops/pooling.ts";
import * as pooling from "../../ops/pooling.ts";
import { type Each, each } from "../../ops/tuples.ts";
import { type FractionalPoolOptions, fractionalMaxPool, maxUnpool, type UnpoolOptions } from "../../ops/unpooling.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export type { AvgPoolOptions, MaxPoolOptions, OutputSize, WithIndices } from "../../ops/pooling.ts";
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
} from "../../ops/pooling.ts";

type Indices = { returnIndices: true };
type NoIndices = { returnIndices?: false };

/** With `returnIndices` the result and where it was found, else the result alone. */
interface MaxPool {
  (input: Tensor, options: MaxPoolOptions & Indices): WithIndices;
  (input: Tensor, kernelSize: Each, options: MaxPoolOptions & Indices): WithIndices;
  (
    input: Tensor,
    kernelSize: Each | (MaxPoolOptions & NoIndices),
    stride?: Each | null | (MaxPoolOptions & NoIndices),
    padding?: Each | (MaxPoolOptions & NoIndices),
    dilation?: Each | (MaxPoolOptions & NoIndices),
    ceilMode?: boolean | (MaxPoolOptions & NoIndices),
    returnIndices?: false | NoIndices,
  ): Tensor;
  (
    input: Tensor,
    kernelSize: Each,
    stride: Each | null,
    padding: Each,
    dilation: Each,
    ceilMode: boolean,
    returnIndices: true,
  ): WithIndices;
}

function maxPool(dims: number): MaxPool {
  const pool = (input: Tensor, ...args: readonly unknown[]): Tensor | WithIndices => {
    const [kernelSize, stride, padding, dilation, ceilMode, returnIndices] = args;
    const positional = { kernelSize, stride, padding, dilation, ceilMode, returnIndices };
    const call = named<MaxPoolOptions>(`max_pool${dims}d`, positional);
    const pair = pooling.maxPoolWithIndices(dims, input, call);
    return call.returnIndices ? pair : pair[0];
  };
  return pool as MaxPool;
}

/** The largest under a window over the last dim of [N, C, L] or [C, L]. */
export const maxPool1d: MaxPool = maxPool(1);

/** The largest under a window over the last two dims of [N, C, H, W] or [C, H, W]. */
export const maxPool2d: MaxPool = maxPool(2);

/** The largest under a window over the last three dims of [N, C, D, H, W] or [C, D, H, W]. */
export const maxPool3d: MaxPool = maxPool(3);

type MaxPoolIndices = (
  input: Tensor,
  kernelSize: Each | MaxPoolOptions,
  stride?: Each | null | MaxPoolOptions,
  padding?: Each | MaxPoolOptions,
  dilation?: Each | MaxPoolOptions,
  ceilMode?: boolean | MaxPoolOptions,
) => WithIndices;

function maxPoolIndices(dims: number): MaxPoolIndices {
  return (input, kernelSize, stride, padding, dilation, ceilMode) => {
    const positional = { kernelSize, stride, padding, dilation, ceilMode };
    const call = named<MaxPoolOptions>(`max_pool${dims}d`, positional, undefined, ["returnIndices"]);
    return pooling.maxPoolWithIndices(dims, input, call);
  };
}

/** As {@link maxPool1d}, and where the largest were. */
export const maxPool1dWithIndices: MaxPoolIndices = maxPoolIndices(1);

/** As {@link maxPool2d}, and where the largest were. */
export const maxPool2dWithIndices: MaxPoolIndices = maxPoolIndices(2);

/** As {@link maxPool3d}, and where the largest were. */
export const maxPool3dWithIndices: MaxPoolIndices = maxPoolIndices(3);

interface AdaptiveOptions {
  outputSize: OutputSize;
}

/** With `returnIndices` the result and where it was found, else the result alone. */
interface AdaptiveMaxPool {
  (input: Tensor, options: AdaptiveOptions & Indices): WithIndices;
  (input: Tensor, outputSize: OutputSize, returnIndices: true | Indices): WithIndices;
  (input: Tensor, outputSize: OutputSize | (AdaptiveOptions & NoIndices), returnIndices?: false | NoIndices): Tensor;
}

function adaptiveMaxPool(dims: number): AdaptiveMaxPool {
  const pool = (input: Tensor, outputSize: unknown, returnIndices?: unknown): Tensor | WithIndices => {
    const positional = { outputSize, returnIndices };
    const call = named<AdaptiveOptions & { returnIndices?: boolean }>(`adaptive_max_pool${dims}d`, positional);
    const pair = pooling.adaptiveMaxPool(dims, input, call.outputSize);
    return call.returnIndices ? pair : pair[0];
  };
  return pool as AdaptiveMaxPool;
}

/** The largest of `outputSize` regions of the last dim. */
export const adaptiveMaxPool1d: AdaptiveMaxPool = adaptiveMaxPool(1);

/** The largest of regions of the last two dims, as many as `outputSize` says. */
export const adaptiveMaxPool2d: AdaptiveMaxPool = adaptiveMaxPool(2);

/** The largest of regions of the last three dims, as many as `outputSize` says. */
export const adaptiveMaxPool3d: AdaptiveMaxPool = adaptiveMaxPool(3);

/** As {@link adaptiveMaxPool1d}, and where the largest were. */
export function adaptiveMaxPool1dWithIndices(input: Tensor, outputSize: OutputSize): WithIndices {
  return pooling.adaptiveMaxPool(1, input, outputSize);
}

/** As {@link adaptiveMaxPool2d}, and where the largest were. */
export function adaptiveMaxPool2dWithIndices(input: Tensor, outputSize: OutputSize): WithIndices {
  return pooling.adaptiveMaxPool(2, input, outputSize);
}

/** As {@link adaptiveMaxPool3d}, and where the largest were. */
export function adaptiveMaxPool3dWithIndices(input: Tensor, outputSize: OutputSize): WithIndices {
  return pooling.adaptiveMaxPool(3, input, outputSize);
}

type MaxUnpool = (
  input: Tensor,
  indices: Tensor | (UnpoolOptions & { indices: Tensor }),
  kernelSize?: Each | UnpoolOptions,
  stride?: Each | null | Partial<UnpoolOptions>,
  padding?: Each | Partial<UnpoolOptions>,
  outputSize?: readonly number[] | null | Partial<UnpoolOptions>,
) => Tensor;

function unpool(dims: number): MaxUnpool {
  return (input, indices, kernelSize, stride, padding, outputSize) => {
    const positional = { indices, kernelSize, stride, padding, outputSize };
    const call = named<UnpoolOptions & { indices: Tensor }>(`max_unpool${dims}d`, positional);
    return maxUnpool(dims, input, call.indices, call);
  };
}

/** What undoes {@link maxPool1d}, with zeros in the places that were not the largest. */
export const maxUnpool1d: MaxUnpool = unpool(1);

/** What undoes {@link maxPool2d}, with zeros in the places that were not the largest. */
export const maxUnpool2d: MaxUnpool = unpool(2);

/** What undoes {@link maxPool3d}, with zeros in the places that were not the largest. */
export const maxUnpool3d: MaxUnpool = unpool(3);

interface LpPoolOptions {
  normType: number;
  kernelSize: Each;
  stride?: Each | null;
  ceilMode?: boolean;
}

type LpPool = (
  input: Tensor,
  normType: number | LpPoolOptions,
  kernelSize?: Each | Omit<LpPoolOptions, "normType">,
  stride?: Each | null | Pick<LpPoolOptions, "stride" | "ceilMode">,
  ceilMode?: boolean | Pick<LpPoolOptions, "ceilMode">,
) => Tensor;

function lpPool(dims: number): LpPool {
  const averages = [pooling.avgPool1d, pooling.avgPool2d, pooling.avgPool3d];
  return (input, normType, kernelSize, stride, ceilMode) => {
    const name = `lp_pool${dims}d`;
    const call = named<LpPoolOptions>(name, { normType, kernelSize, stride, ceilMode });
    const kernel = each(name, "kernel_size", call.kernelSize, dims);
    const count = kernel.reduce((product, size) => product * size, 1);
    const average = averages[dims - 1](
      pow(input, call.normType),
      kernel,
      call.stride ?? null,
      0,
      call.ceilMode ?? false,
    );
    return pow(mul(mul(sign(average), relu(abs(average))), count), 1 / call.normType);
  };
}

/** The `normType`-th root of the sum of that power under a window over the last dim. */
export const lpPool1d: LpPool = lpPool(1);

/** The `normType`-th root of the sum of that power under a window over the last two dims. */
export const lpPool2d: LpPool = lpPool(2);

/** The `normType`-th root of the sum of that power under a window over the last three dims. */
export const lpPool3d: LpPool = lpPool(3);

/** With `returnIndices` the result and where it was found, else the result alone. */
interface FractionalMaxPool {
  (input: Tensor, options: FractionalPoolOptions & Indices): WithIndices;
  (input: Tensor, kernelSize: Each, options: Partial<FractionalPoolOptions> & Indices): WithIndices;
  (
    input: Tensor,
    kernelSize: Each | (FractionalPoolOptions & NoIndices),
    outputSize?: Each | null | (Partial<FractionalPoolOptions> & NoIndices),
    outputRatio?: number | readonly number[] | null | NoIndices,
    returnIndices?: false | NoIndices,
    randomSamples?: Tensor | null,
  ): Tensor;
}

function fractional(dims: number): FractionalMaxPool {
  const pool = (input: Tensor, ...args: readonly unknown[]): Tensor | WithIndices => {
    const [kernelSize, outputSize, outputRatio, returnIndices, randomSamples] = args;
    const positional = { kernelSize, outputSize, outputRatio, returnIndices, randomSamples };
    const name = `fractional_max_pool${dims}d`;
    const call = named<FractionalPoolOptions & { returnIndices?: boolean }>(name, positional);
    const pair = fractionalMaxPool(dims, input, call);
    return call.returnIndices ? pair : pair[0];
  };
  return pool as FractionalMaxPool;
}

/** The largest under windows that lie at random over the last two dims (Graham, 2014). */
export const fractionalMaxPool2d: FractionalMaxPool = fractional(2);

/** The largest under windows that lie at random over the last three dims. */
export const fractionalMaxPool3d: FractionalMaxPool = fractional(3);
