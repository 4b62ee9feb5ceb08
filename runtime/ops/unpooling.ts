/** What undoes a maximum's pooling, and pools whose windows are drawn at random. */

import { record, recording } from "../autograd/graph.ts";
import { int64 } from "../tensor/dtype.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { cast, codeOf, expectTensor } from "./core.ts";
import { arange } from "./create.ts";
import { max } from "./extreme.ts";
import { cat } from "./join.ts";
import { floor } from "./pointwise.ts";
import type { WithIndices } from "./pooling.ts";
import { rand } from "./random.ts";

import { gather, scatter } from "./scatter.ts";
import { flatten, reshape, select, unsqueeze } from "./shape.ts";
import { type Each, each } from "./tuples.ts";

/** Options of {@link maxUnpool}. */
export interface UnpoolOptions {
  kernelSize: Each;
  stride?: Each | null;
  padding?: Each;
  outputSize?: readonly number[] | null;
}

function unpooledSize(name: string, input: Tensor, call: UnpoolOptions, dims: number): number[] {
  const kernel = each(name, "kernel_size", call.kernelSize, dims);
  const stride = call.stride == null ? kernel : each(name, "stride", call.stride, dims);
  const padding = each(name, "padding", call.padding ?? 0, dims);
  const usual = input.shape.slice(-dims).map((size, i) => (size - 1) * stride[i] + kernel[i] - 2 * padding[i]);
  if (call.outputSize == null) return usual;
  const given = call.outputSize.length > dims ? call.outputSize.slice(-dims) : Array.from(call.outputSize);
  if (given.length !== dims)
    throw new Error(
      `output_size should be a sequence containing ${dims} or ${dims + 2} elements, but it has a length of '${call.outputSize.length}'`,
    );
  given.forEach((size, i) => {
    const least = usual[i] - stride[i];
    const most = usual[i] + stride[i];
    if (!(least < size && size < most))
      throw new Error(`invalid output_size "${formatSize(given)}" (dim ${i} must be between ${least} and ${most})`);
  });
  return given;
}

/** @internal Each element at its place in a plane of zeros, as `maxPool` found it. */
export function maxUnpool(dims: number, input: Tensor, indices: Tensor, call: UnpoolOptions): Tensor {
  const name = `max_unpool${dims}d`;
  const { shape } = expectTensor(input, name);
  const places = expectTensor(indices, name, "indices");
  if (places.dtype !== int64) throw new Error(`elements in indices should be type int64 but got: ${places.dtype.name}`);
  if (shape.length !== dims + 1 && shape.length !== dims + 2)
    throw new Error(
      `Input to ${name} should be a ${dims + 1}d or ${dims + 2}d Tensor, but got a tensor of shape ${formatSize(shape)}`,
    );
  if (!sameSize(shape, places.shape))
    throw new Error(
      `Expected shape of indices to be same as that of the input tensor (${formatSize(shape)}) but got indices tensor ` +
        `with shape: ${formatSize(places.shape)}`,
    );
  const sizes = unpooledSize(name, input, call, dims);
  const count = sizes.reduce((product, size) => product * size, 1);
  const lead = shape.slice(0, -dims);
  const flat = flatten(input, -dims);
  const at = flatten(places, -dims);
  if (at.shape.numel() > 0) {
    const least = Number(at.min().item());
    const most = Number(at.max().item());
    if (least < 0 || most >= count)
      throw new Error(
        `Found an invalid max index: ${least < 0 ? least : most} (output volumes are of size ${sizes.join("x")}`,
      );
  }
  const zeros = wrap(input, input.kernels.full([...lead, count], 0, codeOf(input)));
  const out = reshape(scatter(zeros, -1, at, flat.detach()), [...lead, ...sizes]);
  if (!recording(input)) return out;
  const back = (grad: Tensor): Tensor => reshape(gather(flatten(grad, -dims), -1, at), shape);
  return record(out, `MaxUnpool${dims}DBackward0`, [input], [back], [places]);
}

/** Where the windows of a fractional pool begin: [..., count] for random `samples` [...]. */
function starts(samples: Tensor, size: number, kernel: number, count: number): Tensor {
  const last = size - kernel;
  const moved = unsqueeze(samples, -1);
  const end = cast(add(mul(moved, 0), last), int64.code);
  if (count === 1) return end;
  const alpha = last / (count - 1);
  const steps = arange(count - 1, { dtype: samples.dtype, device: samples.device });
  const begins = sub(floor(mul(add(steps, moved), alpha)), floor(mul(moved, alpha)));
  return cat([cast(begins, int64.code), end], -1);
}

/** Options of {@link fractionalMaxPool}. */
export interface FractionalPoolOptions {
  kernelSize: Each;
  outputSize?: Each | null;
  /** The result's size as a part of the input's, for all dims or one by one. */
  outputRatio?: number | readonly number[] | null;
  /** Uniform numbers [N, C, dims] that place the windows; drawn where not given. */
  randomSamples?: Tensor | null;
}

function fractionalSize(name: string, sizes: readonly number[], call: FractionalPoolOptions): number[] {
  const dims = sizes.length;
  const { outputSize, outputRatio } = call;
  if (outputSize != null) return each(name, "output_size", outputSize, dims);
  if (outputRatio == null) throw new Error(`${name} requires specifying either an output_size or an output_ratio`);
  const ratios = typeof outputRatio === "number" ? sizes.map(() => outputRatio) : outputRatio;
  if (ratios.length !== dims) throw new Error(`${name} requires output_ratio to be a single number or ${dims} numbers`);
  return sizes.map((size, i) => Math.trunc(size * ratios[i]));
}

/** The last dims' places under each window, flattened: [..., windows, elements of a window]. */
function windowPlaces(begins: readonly Tensor[], kernel: readonly number[], sizes: readonly number[]): Tensor {
  const dims = sizes.length;
  let places: Tensor | null = null;
  begins.forEach((begin, i) => {
    const offsets = arange(kernel[i], { dtype: int64, device: begin.device });
    const at = add(unsqueeze(begin, -1), offsets);
    const [lead, count] = [at.shape.slice(0, -2), at.shape[at.ndim - 2]];
    const shape = Array.from({ length: 2 * dims }, (_, d) => (d === i ? count : d === dims + i ? kernel[i] : 1));
    const placed = reshape(at, [...lead, ...shape]);
    places = places === null ? placed : add(mul(places, sizes[i]), placed);
  });
  return flatten(places as unknown as Tensor, -dims);
}

/** @internal The largest under windows that lie at random, closely side by side, and where it was. */
export function fractionalMaxPool(dims: number, input: Tensor, call: FractionalPoolOptions): WithIndices {
  const name = `fractional_max_pool${dims}d`;
  const { shape, dtype, device } = expectTensor(input, name);
  if (shape.length !== dims + 1 && shape.length !== dims + 2)
    throw new Error(`${name}(): Expected ${dims + 1}D or ${dims + 2}D tensor, but got: ${formatSize(shape)}`);
  const kernel = each(name, "kernel_size", call.kernelSize, dims);
  const sizes = shape.slice(-dims);
  const wanted = fractionalSize(name, sizes, call);
  kernel.forEach((size, i) => {
    if (size < 1) throw new Error(`${name}(): kernel_size must be greater than zero, but got ${size}`);
    if (wanted[i] < 1) throw new Error(`${name}(): output_size must be greater than zero, but got ${wanted[i]}`);
    if (wanted[i] + size - 1 > sizes[i])
      throw new Error(`${name}(): pool size (${size}) is too large relative to input size (${sizes[i]})`);
  });
  const lead = shape.length === dims + 1 ? [1, shape[0]] : shape.slice(0, 2);
  const samples = call.randomSamples ?? rand([...lead, dims], { dtype, device });
  if (!sameSize(expectTensor(samples, name, "_random_samples").shape, [...lead, dims]))
    throw new Error(
      `Expect _random_samples to have the shape ${formatSize([...lead, dims])}, but got ${formatSize(samples.shape)}`,
    );
  // Of two dims the first sample places the columns, of three the first places the depth.
  const begins = kernel.map((size, i) =>
    starts(select(samples, -1, dims === 2 ? 1 - i : i), sizes[i], size, wanted[i]),
  );
  const places = windowPlaces(begins, kernel, sizes);
  const flat = reshape(input, [...lead, -1]);
  const windows = reshape(gather(flat, -1, flatten(places, 2)), places.shape);
  const { values, indices } = max(windows, -1);
  const found = gather(places, -1, unsqueeze(indices, -1));
  const result = [...shape.slice(0, -dims), ...wanted];
  return [reshape(values, result), reshape(found, result)];
}
