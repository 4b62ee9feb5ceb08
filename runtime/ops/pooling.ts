/** Pooling: the largest or the average under a window that moves, or of regions whose number is given. */

import { record, recording } from "../autograd/graph.ts";
import type { PoolOptions } from "../backend/backend.ts";
import { named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { codeOf, expectTensor } from "./core.ts";
import { mean } from "./reduce.ts";
import { gather } from "./scatter.ts";
import { flatten, reshape, squeeze, unsqueeze } from "./shape.ts";
import { type Each, each, eachOrNull } from "./tuples.ts";

/** A result and where it was found, as PyTorch's functions that return indices give them. */
export type WithIndices = [output: Tensor, indices: Tensor];

/** A tensor of `shape` and `like`'s dtype without memory of its own, for kernels that only look at the shape. */
function shapeOnly(like: Tensor, shape: readonly number[]): Tensor["handle"] {
  const { kernels } = like;
  return kernels.expand(kernels.full([], 0, codeOf(like)), shape);
}

/** The elements at places of the last `dims` dims, flattened: what the derivative of a maximum is the reverse of. */
function pick(input: Tensor, indices: Tensor, dims: number): Tensor {
  const shape = indices.shape;
  return reshape(gather(flatten(input, -dims), -1, flatten(indices, -dims)), shape);
}

/** `grad` added at the places of `indices` in zeros of `shape`. */
function putBack(grad: Tensor, shape: readonly number[], indices: Tensor, dims: number): Tensor {
  const { kernels } = grad;
  const out = wrap(grad, kernels.maxPoolBackward(grad.handle, shapeOnly(grad, shape), indices.handle, dims));
  if (!recording(grad)) return out;
  return record(out, "MaxPoolBackwardBackward0", [grad], [(second) => pick(second, indices, dims)]);
}

/** The pair of a kernel as tensors, recorded. */
function largest(
  input: Tensor,
  [values, indices]: readonly [Tensor["handle"], Tensor["handle"]],
  dims: number,
  name: string,
): WithIndices {
  const out = wrap(input, values);
  const places = wrap(input, indices);
  const { shape } = input;
  if (recording(input)) record(out, name, [input], [(grad) => putBack(grad, shape, places, dims)], [places]);
  return [out, places];
}

/** A window over the last dims. */
export interface MaxPoolOptions {
  kernelSize?: Each;
  /** The window's size where it is not given. */
  stride?: Each | null;
  padding?: Each;
  dilation?: Each;
  ceilMode?: boolean;
  returnIndices?: boolean;
}

interface Window extends MaxPoolOptions {
  kernelSize: Each;
}

function windowOf(name: string, call: Window, dims: number): PoolOptions {
  const kernel = each(name, "kernel_size", call.kernelSize, dims);
  const given = call.stride == null || (Array.isArray(call.stride) && call.stride.length === 0);
  const options = {
    kernel,
    stride: given ? kernel : each(name, "stride", call.stride, dims),
    padding: each(name, "padding", call.padding ?? 0, dims),
    dilation: each(name, "dilation", call.dilation ?? 1, dims),
    ceilMode: call.ceilMode ?? false,
  };
  const positive = { kernel_size: options.kernel, stride: options.stride, dilation: options.dilation };
  for (const [argument, values] of Object.entries(positive))
    for (const value of values)
      if (value <= 0) throw new Error(`${name}() ${argument} must be greater than zero, but got ${value}`);
  options.kernel.forEach((size, i) => {
    const pad = options.padding[i];
    if (pad < 0) throw new Error(`pad must be non-negative, but got pad: ${pad}`);
    const reach = (size - 1) * options.dilation[i] + 1;
    if (pad > Math.floor(reach / 2))
      throw new Error(
        `pad should be at most half of effective kernel size, but got pad=${pad}, kernel_size=${size} and dilation=${options.dilation[i]}`,
      );
  });
  return options;
}

function requireDims(name: string, input: Tensor, dims: number): void {
  const { shape } = expectTensor(input, name);
  if (shape.length !== dims + 1 && shape.length !== dims + 2)
    throw new Error(
      `${name}: Expected ${dims + 1}D or ${dims + 2}D (batch mode) tensor with optional 0 dim batch size for input, ` +
        `but got:${formatSize(shape)}`,
    );
}

/** One spatial dim goes through the kernels of two, the first of size 1, as in PyTorch's graph. */
function asPlanes(input: Tensor, compute: (planes: Tensor) => Tensor): Tensor {
  return squeeze(compute(unsqueeze(input, -2)), -2);
}

function maxPool(dims: number, input: Tensor, call: Window): WithIndices {
  const name = `max_pool${dims}d`;
  const options = windowOf(name, call, dims);
  requireDims(name, input, dims);
  if (dims > 1)
    return largest(input, input.kernels.maxPool(input.handle, options), dims, `MaxPool${dims}DWithIndicesBackward0`);
  const planes = unsqueeze(input, -2);
  const [out, indices] = largest(
    planes,
    planes.kernels.maxPool(planes.handle, {
      kernel: [1, ...options.kernel],
      stride: [1, ...options.stride],
      padding: [0, ...options.padding],
      dilation: [1, ...options.dilation],
      ceilMode: options.ceilMode,
    }),
    2,
    "MaxPool2DWithIndicesBackward0",
  );
  return [squeeze(out, -2), squeeze(indices, -2)];
}

type PoolArguments = [
  kernelSize: Each | MaxPoolOptions,
  stride?: Each | null | MaxPoolOptions,
  padding?: Each | MaxPoolOptions,
  dilation?: Each | MaxPoolOptions,
  ceilMode?: boolean | MaxPoolOptions,
];

/** The largest under a window. */
export type MaxPool = (input: Tensor, ...args: PoolArguments) => Tensor;

function maxPoolCall(name: string, args: readonly unknown[], keywords: readonly (keyof Window)[] = []): Window {
  const [kernelSize, stride, padding, dilation, ceilMode, options] = args;
  return named<Window>(
    name,
    { kernelSize, stride, padding, dilation, ceilMode },
    options as object | undefined,
    keywords as (keyof Window & string)[],
  );
}

/** The largest under a window over the last dim of [N, C, L] or [C, L]. */
export function maxPool1d(input: Tensor, ...args: PoolArguments): Tensor {
  return maxPool(1, input, maxPoolCall("max_pool1d", args))[0];
}

/** The largest under a window over the last two dims of [N, C, H, W] or [C, H, W]. */
export function maxPool2d(input: Tensor, ...args: PoolArguments): Tensor {
  return maxPool(2, input, maxPoolCall("max_pool2d", args))[0];
}

/** The largest under a window over the last three dims of [N, C, D, H, W] or [C, D, H, W]. */
export function maxPool3d(input: Tensor, ...args: PoolArguments): Tensor {
  return maxPool(3, input, maxPoolCall("max_pool3d", args))[0];
}

/** The largest under a window over the last dim, and where it was. */
export function maxPool1dWithIndices(input: Tensor, ...args: PoolArguments): WithIndices {
  return maxPool(1, input, maxPoolCall("max_pool1d", args));
}

/** @internal The largest under a window over the last `dims` dims, and where it was. */
export function maxPoolWithIndices(dims: number, input: Tensor, call: MaxPoolOptions): WithIndices {
  return maxPool(dims, input, call as Window);
}

/** Options of the average pools. */
export interface AvgPoolOptions {
  kernelSize?: Each;
  /** The window's size where it is not given. */
  stride?: Each | null;
  padding?: Each;
  ceilMode?: boolean;
  /** Whether padding counts as zeros; true. */
  countIncludePad?: boolean;
  /** What sums are divided by; the window's size. */
  divisorOverride?: number | null;
}

interface Averaging {
  options: PoolOptions;
  countIncludePad: boolean;
  divisor: number | null;
}

function average(input: Tensor, { options, countIncludePad, divisor }: Averaging, name: string): Tensor {
  const out = wrap(input, input.kernels.avgPool(input.handle, options, countIncludePad, divisor));
  if (!recording(input)) return out;
  const { shape } = input;
  return record(out, name, [input], [(grad) => spread(grad, shape, { options, countIncludePad, divisor }, name)]);
}

function spread(grad: Tensor, shape: readonly number[], averaging: Averaging, name: string): Tensor {
  const { kernels } = grad;
  const { options, countIncludePad, divisor } = averaging;
  const handle = kernels.avgPoolBackward(grad.handle, shapeOnly(grad, shape), options, countIncludePad, divisor);
  const out = wrap(grad, handle);
  if (!recording(grad)) return out;
  return record(out, `${name.slice(0, -1)}Backward0`, [grad], [(second) => average(second, averaging, name)]);
}

function avgPool(dims: number, input: Tensor, call: AvgPoolOptions): Tensor {
  const name = `avg_pool${dims}d`;
  const window = windowOf(name, call as Window, dims);
  const divisor = call.divisorOverride ?? null;
  if (divisor === 0) throw new Error("divisor must be not zero");
  requireDims(name, input, dims);
  const countIncludePad = call.countIncludePad ?? true;
  if (dims > 1) return average(input, { options: window, countIncludePad, divisor }, `AvgPool${dims}DBackward0`);
  const options = {
    kernel: [1, ...window.kernel],
    stride: [1, ...window.stride],
    padding: [0, ...window.padding],
    dilation: [1, 1],
    ceilMode: window.ceilMode,
  };
  return asPlanes(input, (planes) => average(planes, { options, countIncludePad, divisor }, "AvgPool2DBackward0"));
}

type AvgArguments = [
  kernelSize: Each | AvgPoolOptions,
  stride?: Each | null | AvgPoolOptions,
  padding?: Each | AvgPoolOptions,
  ceilMode?: boolean | AvgPoolOptions,
  countIncludePad?: boolean | AvgPoolOptions,
  divisorOverride?: number | null | AvgPoolOptions,
];

function avgPoolCall(name: string, args: readonly unknown[]): AvgPoolOptions {
  const [kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride] = args;
  return named<AvgPoolOptions>(name, { kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride });
}

/** The average under a window over the last dim of [N, C, L] or [C, L]. */
export function avgPool1d(input: Tensor, ...args: AvgArguments): Tensor {
  return avgPool(1, input, avgPoolCall("avg_pool1d", args));
}

/** The average under a window over the last two dims of [N, C, H, W] or [C, H, W]. */
export function avgPool2d(input: Tensor, ...args: AvgArguments): Tensor {
  return avgPool(2, input, avgPoolCall("avg_pool2d", args));
}

/** The average under a window over the last three dims of [N, C, D, H, W] or [C, D, H, W]. */
export function avgPool3d(input: Tensor, ...args: AvgArguments): Tensor {
  return avgPool(3, input, avgPoolCall("avg_pool3d", args));
}

/** Sizes of a result; null keeps a size. */
export type OutputSize = number | null | readonly (number | null)[];

/** The call's sizes: one for each of the last `dims` dims. */
function outputSizes(name: string, input: Tensor, outputSize: unknown, dims: number): number[] {
  const { shape } = expectTensor(input, name);
  if (Array.isArray(outputSize) && outputSize.length !== dims && !(outputSize.length === 1 && dims > 1))
    throw new Error(
      dims === 1
        ? `${name}() argument 'output_size' should contain one int (got ${outputSize.length})`
        : `${name}: output_size must be ${dims}, but got ${outputSize.length} elements`,
    );
  if (outputSize === undefined) throw new TypeError(`${name}() missing 1 required positional argument: 'output_size'`);
  if (shape.length < dims + 1) throw new Error(`Input dimension should be at least ${dims + 1}`);
  requireDims(name, input, dims);
  const sizes = eachOrNull(name, "output_size", outputSize, shape.slice(-dims));
  if (sizes.some((size) => size < 0))
    throw new Error(
      `${name}: elements of output_size must be greater than or equal to 0 but received {${sizes.join(", ")}}`,
    );
  return sizes;
}

function averageRegions(input: Tensor, sizes: readonly number[]): Tensor {
  const out = wrap(input, input.kernels.adaptiveAvgPool(input.handle, sizes));
  if (!recording(input)) return out;
  const name = `AdaptiveAvgPool${sizes.length}DBackward0`;
  const { shape } = input;
  return record(out, name, [input], [(grad) => spreadRegions(grad, shape, sizes)]);
}

function spreadRegions(grad: Tensor, shape: readonly number[], sizes: readonly number[]): Tensor {
  const out = wrap(grad, grad.kernels.adaptiveAvgPoolBackward(grad.handle, shapeOnly(grad, shape), sizes.length));
  if (!recording(grad)) return out;
  const name = `AdaptiveAvgPool${sizes.length}DBackwardBackward0`;
  return record(out, name, [grad], [(second) => averageRegions(second, sizes)]);
}

function adaptiveAvgPool(dims: number, input: Tensor, outputSize: unknown): Tensor {
  const sizes = outputSizes(`adaptive_avg_pool${dims}d`, input, outputSize, dims);
  if (dims === 1) return asPlanes(input, (planes) => averageRegions(planes, [1, ...sizes]));
  const whole = sizes.every((size) => size === 1) && input.shape.numel() > 0;
  if (!whole) return averageRegions(input, sizes);
  return mean(
    input,
    Array.from({ length: dims }, (_, i) => -dims + i),
    true,
  );
}

/** The averages of `outputSize` regions of the last dim. */
export function adaptiveAvgPool1d(input: Tensor, outputSize: OutputSize | { outputSize: OutputSize }): Tensor {
  return adaptiveAvgPool(1, input, named<{ outputSize: OutputSize }>("adaptive_avg_pool1d", { outputSize }).outputSize);
}

/** The averages of regions of the last two dims, as many as `outputSize` says. */
export function adaptiveAvgPool2d(input: Tensor, outputSize: OutputSize | { outputSize: OutputSize }): Tensor {
  return adaptiveAvgPool(2, input, named<{ outputSize: OutputSize }>("adaptive_avg_pool2d", { outputSize }).outputSize);
}

/** The averages of regions of the last three dims, as many as `outputSize` says. */
export function adaptiveAvgPool3d(input: Tensor, outputSize: OutputSize | { outputSize: OutputSize }): Tensor {
  return adaptiveAvgPool(3, input, named<{ outputSize: OutputSize }>("adaptive_avg_pool3d", { outputSize }).outputSize);
}

/** @internal The largest of regions of the last `dims` dims, and where it was. */
export function adaptiveMaxPool(dims: number, input: Tensor, outputSize: unknown): WithIndices {
  const sizes = outputSizes(`adaptive_max_pool${dims}d`, input, outputSize, dims);
  if (dims > 1)
    return largest(input, input.kernels.adaptiveMaxPool(input.handle, sizes), dims, `AdaptiveMaxPool${dims}DBackward0`);
  const planes = unsqueeze(input, -2);
  const pair = planes.kernels.adaptiveMaxPool(planes.handle, [1, ...sizes]);
  const [out, indices] = largest(planes, pair, 2, "AdaptiveMaxPool2DBackward0");
  return [squeeze(out, -2), squeeze(indices, -2)];
}

/** The largest of `outputSize` regions of the last dim, and where they are. */
export function adaptiveMaxPool1d(input: Tensor, outputSize: OutputSize | { outputSize: OutputSize }): WithIndices {
  return adaptiveMaxPool(1, input, named<{ outputSize: OutputSize }>("adaptive_max_pool1d", { outputSize }).outputSize);
}
