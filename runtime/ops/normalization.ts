/** Normalisation: of channels over a batch, of instances, groups and layers. */

import { recording, recordJoint } from "../autograd/graph.ts";
import { finfo, float32, float64 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul, pow, sub } from "./arithmetic.ts";
import { cast, codeOf, expectInts, expectTensor, sumTo } from "./core.ts";
import { cat } from "./join.ts";
import { rsqrt } from "./pointwise.ts";
import { avgPool2d } from "./pooling.ts";
import { mean, sum } from "./reduce.ts";
import { repeat, reshape } from "./shape.ts";

const span = (from: number, to: number): number[] => Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i);

/** `input` with mean 0 and variance 1 over `dims`, and the reciprocal of its deviation there; all of it recorded. */
function standardized(input: Tensor, dims: readonly number[], eps: number): [normal: Tensor, reciprocal: Tensor] {
  const centered = sub(input, mean(input, dims, true));
  const reciprocal = rsqrt(add(mean(mul(centered, centered), dims, true), eps));
  return [mul(centered, reciprocal), reciprocal];
}

/** The gradient that reaches `input` from `grad` at its standardized form. */
function throughStandardized(normal: Tensor, reciprocal: Tensor, grad: Tensor, dims: readonly number[]): Tensor {
  const average = mean(grad, dims, true);
  const slope = mean(mul(grad, normal), dims, true);
  return mul(reciprocal, sub(sub(grad, average), mul(normal, slope)));
}

/** What the statistics of halves are computed in. */
const statisticsCode = (input: Tensor): number => (input.dtype === float64 ? float64.code : float32.code);

/** A vector of channels as it broadcasts to `ndim` dims. */
function alongChannels(vector: Tensor, ndim: number): Tensor {
  return reshape(
    vector,
    span(0, ndim).map((d) => (d === 1 ? -1 : 1)),
  );
}

/** Weight and bias of a normalisation, or null. */
interface Affine {
  weight: Tensor | null;
  bias: Tensor | null;
}

const tracked = (tensor: Tensor | null): boolean => tensor !== null && tensor.node !== null;

function affineOf(name: string, weight: unknown, bias: unknown): Affine {
  return {
    weight: weight == null ? null : expectTensor(weight, name, "weight"),
    bias: bias == null ? null : expectTensor(bias, name, "bias"),
  };
}

/** Parameters of batch normalisation after the input, as `torch.nn.functional` orders them. */
export interface BatchNormOptions {
  runningMean?: Tensor | null;
  runningVar?: Tensor | null;
  weight?: Tensor | null;
  bias?: Tensor | null;
  /** Whether the batch's own statistics are used, and update the running ones; false. */
  training?: boolean;
  /** The share of the new statistics in the running ones; 0.1. */
  momentum?: number;
  /** Added to the variance; 1e-5. */
  eps?: number;
}

/** @internal Each channel (dim 1) with the batch's, or the running, mean taken away, and divided by the deviation. */
export function normalizeBatch(input: Tensor, options: BatchNormOptions): Tensor {
  const { weight, bias } = affineOf("batch_norm", options.weight, options.bias);
  const { runningMean = null, runningVar = null, training = false, momentum = 0.1, eps = 1e-5 } = options;
  const { kernels } = expectTensor(input, "batch_norm");
  const [handle, center, reciprocal] = kernels.batchNorm(
    input.handle,
    weight?.handle ?? null,
    bias?.handle ?? null,
    runningMean?.handle ?? null,
    runningVar?.handle ?? null,
    { training, momentum, eps },
  );
  const out = wrap(input, handle);
  if (!recording(input, weight, bias)) return out;
  const derivative = ([grad]: readonly (Tensor | null)[]) => {
    if (grad === null) return [];
    if (recording(grad, input, weight)) {
      const statistics = training ? null : ([wrap(input, center), wrap(input, reciprocal)] as const);
      return batchGradients(grad, input, weight, eps, statistics);
    }
    return kernels
      .batchNormBackward(grad.handle, input.handle, weight?.handle ?? null, center, reciprocal, training)
      .map((gradient) => wrap(grad, gradient));
  };
  recordJoint([out], "NativeBatchNormBackward0", [input, weight, bias], derivative, [input, weight]);
  return out;
}

/** The gradients of input, weight and bias, recorded; `statistics` are running ones. */
function batchGradients(
  grad: Tensor,
  input: Tensor,
  weight: Tensor | null,
  eps: number,
  statistics: readonly [mean: Tensor, reciprocal: Tensor] | null,
): Tensor[] {
  const { ndim } = input;
  const code = statisticsCode(input);
  const dims = [0, ...span(2, ndim)];
  const g = cast(grad, code);
  const x = cast(input, code);
  const scaled = weight === null ? g : mul(g, alongChannels(cast(weight, code), ndim));
  let normal: Tensor;
  let change: Tensor;
  if (statistics === null) {
    const [standard, reciprocal] = standardized(x, dims, eps);
    normal = standard;
    change = throughStandardized(normal, reciprocal, scaled, dims);
  } else {
    const [center, reciprocal] = statistics.map((vector) => alongChannels(vector, ndim));
    normal = mul(sub(x, center), reciprocal);
    change = mul(scaled, reciprocal);
  }
  const kind = weight === null ? code : codeOf(weight);
  return [cast(change, codeOf(input)), cast(sum(mul(g, normal), dims), kind), cast(sum(g, dims), kind)];
}

/** `torch.batch_norm`: as `nn.functional.batchNorm`, its parameters in another order. */
export function batchNorm(
  input: Tensor,
  weight: Tensor | null,
  bias: Tensor | null,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  training: boolean,
  momentum: number,
  eps: number,
  _cudnnEnabled?: boolean,
): Tensor {
  return normalizeBatch(input, { weight, bias, runningMean, runningVar, training, momentum, eps });
}

/** Parameters of instance normalisation after the input, as `torch.nn.functional` orders them. */
export interface InstanceNormOptions extends Omit<BatchNormOptions, "training"> {
  /** Whether each instance's own statistics are used, and update the running ones; true. */
  useInputStats?: boolean;
}

/** @internal As batch normalisation, but each channel of each element of the batch by itself. */
export function normalizeInstances(input: Tensor, options: InstanceNormOptions): Tensor {
  const { useInputStats = true, runningMean = null, runningVar = null, momentum, eps } = options;
  const { weight, bias } = affineOf("instance_norm", options.weight, options.bias);
  const { shape } = expectTensor(input, "instance_norm");
  if (!useInputStats && (runningMean === null || runningVar === null))
    throw new Error("Expected running_mean and running_var to be defined when use_input_stats is false");
  const [batch, channels] = shape;
  const each = (vector: Tensor | null): Tensor | null => (vector === null ? null : repeat(vector, batch));
  const means = each(runningMean);
  const variances = each(runningVar);
  const out = normalizeBatch(reshape(input, [1, batch * channels, ...shape.slice(2)]), {
    runningMean: means,
    runningVar: variances,
    weight: each(weight),
    bias: each(bias),
    training: useInputStats,
    momentum,
    eps,
  });
  if (useInputStats) {
    const running = [
      [runningMean, means],
      [runningVar, variances],
    ] as const;
    for (const [target, all] of running)
      if (target !== null && all !== null)
        target.kernels.copyInto(target.handle, mean(reshape(all, [batch, channels]), 0).handle);
  }
  return reshape(out, shape);
}

/** `torch.instance_norm`: as `nn.functional.instanceNorm`, its parameters in another order. */
export function instanceNorm(
  input: Tensor,
  weight: Tensor | null,
  bias: Tensor | null,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  useInputStats: boolean,
  momentum: number,
  eps: number,
  _cudnnEnabled?: boolean,
): Tensor {
  return normalizeInstances(input, { weight, bias, runningMean, runningVar, useInputStats, momentum, eps });
}

/** Parameters of {@link layerNorm} by name. */
export interface LayerNormOptions {
  normalizedShape: readonly number[];
  weight?: Tensor | null;
  bias?: Tensor | null;
  /** Added to the variance; 1e-5. */
  eps?: number;
  cudnnEnable?: boolean;
}

/**
 * Mean 0 and variance 1 over the last dims, whose sizes are `normalizedShape`; then times `weight`, plus `bias`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html
 */
export function layerNorm(
  input: Tensor,
  normalizedShape: readonly number[] | LayerNormOptions,
  weight?: Tensor | null | Omit<LayerNormOptions, "normalizedShape">,
  bias?: Tensor | null | Pick<LayerNormOptions, "bias" | "eps">,
  eps?: number | Pick<LayerNormOptions, "eps">,
  cudnnEnable?: boolean,
): Tensor {
  const call = named<LayerNormOptions>("layer_norm", { normalizedShape, weight, bias, eps, cudnnEnable });
  const affine = affineOf("layer_norm", call.weight, call.bias);
  const added = call.eps ?? 1e-5;
  const { kernels } = expectTensor(input, "layer_norm");
  const shape = call.normalizedShape;
  const [handle, center, reciprocal] = kernels.layerNorm(
    input.handle,
    shape,
    affine.weight?.handle ?? null,
    affine.bias?.handle ?? null,
    added,
  );
  const out = wrap(input, handle);
  if (!recording(input, affine.weight, affine.bias)) return out;
  const biased = tracked(affine.bias);
  const derivative = ([grad]: readonly (Tensor | null)[]) => {
    if (grad === null) return [];
    if (recording(grad, input, affine.weight)) return layerGradients(grad, input, shape, affine, added);
    const gradients = kernels
      .layerNormBackward(grad.handle, input.handle, shape, affine.weight?.handle ?? null, center, reciprocal)
      .map((gradient) => (gradient === null ? null : wrap(grad, gradient)));
    return affine.weight === null && biased ? [gradients[0], null, sumTo(grad, shape)] : gradients;
  };
  recordJoint([out], "NativeLayerNormBackward0", [input, affine.weight, affine.bias], derivative, [
    input,
    affine.weight,
  ]);
  return out;
}

/** The gradients of input, weight and bias, recorded. */
function layerGradients(
  grad: Tensor,
  input: Tensor,
  shape: readonly number[],
  { weight, bias }: Affine,
  eps: number,
): (Tensor | null)[] {
  const code = statisticsCode(input);
  const dims = span(input.ndim - shape.length, input.ndim);
  const g = cast(grad, code);
  const [normal, reciprocal] = standardized(cast(input, code), dims, eps);
  const scaled = weight === null ? g : mul(g, cast(weight, code));
  return [
    cast(throughStandardized(normal, reciprocal, scaled, dims), codeOf(input)),
    weight === null ? null : cast(sumTo(mul(g, normal), shape), codeOf(weight)),
    bias === null ? null : cast(sumTo(g, shape), codeOf(bias)),
  ];
}

/** Parameters of {@link groupNorm} by name. */
export interface GroupNormOptions {
  numGroups: number;
  weight?: Tensor | null;
  bias?: Tensor | null;
  /** Added to the variance; 1e-5. */
  eps?: number;
  cudnnEnabled?: boolean;
}

/** Mean 0 and variance 1 in each of `numGroups` groups of channels; then times `weight`, plus `bias`, one a channel. */
export function groupNorm(
  input: Tensor,
  numGroups: number | GroupNormOptions,
  weight?: Tensor | null | Omit<GroupNormOptions, "numGroups">,
  bias?: Tensor | null | Pick<GroupNormOptions, "bias" | "eps">,
  eps?: number | Pick<GroupNormOptions, "eps">,
  cudnnEnabled?: boolean,
): Tensor {
  const call = named<GroupNormOptions>("group_norm", { numGroups, weight, bias, eps, cudnnEnabled });
  const { shape } = expectTensor(input, "group_norm");
  const affine = affineOf("group_norm", call.weight, call.bias);
  const groups = call.numGroups;
  const channels = shape[1];
  if (shape.length < 2) throw new Error(`Expected at least 2 dimensions for input tensor but received ${shape.length}`);
  if (!Number.isInteger(groups) || groups <= 0)
    throw new Error(`Expected num groups to be greater than 0, got ${String(groups)}`);
  if (channels % groups !== 0)
    throw new Error(
      "Expected number of channels in input to be divisible by num_groups, " +
        `but got input of shape ${formatSize(shape)} and num_groups=${groups}`,
    );
  for (const [name, vector] of Object.entries(affine) as [string, Tensor | null][])
    if (vector !== null && !(vector.ndim === 1 && vector.shape[0] === channels))
      throw new Error(
        `Expected ${name} to be a vector of size equal to the number of channels in input, ` +
          `but got ${name} of shape ${formatSize(vector.shape)} and input of shape ${formatSize(shape)}`,
      );
  return normalizeGroups(input, groups, affine, call.eps ?? 1e-5);
}

function normalizeGroups(input: Tensor, groups: number, affine: Affine, eps: number): Tensor {
  const { kernels } = input;
  const { shape, ndim } = input;
  const size = groups === 0 || shape[0] === 0 ? 0 : shape.numel() / (shape[0] * groups);
  const rows = [shape[0] * groups, size];
  const code = codeOf(input);
  const flat = kernels.reshape(input.handle, rows);
  const [normal, center, reciprocal] = kernels.layerNorm(flat, [size], null, null, eps);
  const channelwise = (vector: Tensor): Tensor["handle"] =>
    kernels.reshape(
      vector.handle,
      shape.map((_, d) => (d === 1 ? -1 : 1)),
    );
  let handle = kernels.reshape(normal, shape);
  if (affine.weight !== null) handle = kernels.mul(handle, channelwise(affine.weight), handle);
  if (affine.bias !== null) handle = kernels.add(handle, channelwise(affine.bias), handle);
  const out = wrap(input, handle);
  const { weight, bias } = affine;
  if (!recording(input, weight, bias)) return out;
  const over = [0, ...span(2, ndim)];
  const derivative = ([grad]: readonly (Tensor | null)[]) => {
    if (grad === null) return [];
    const scaled = weight === null ? grad : cast(mul(grad, alongChannels(weight, ndim)), code);
    let change: Tensor;
    let standard: Tensor;
    if (recording(grad, input, weight)) {
      const kind = statisticsCode(input);
      const [form, factor] = standardized(cast(reshape(input, rows), kind), [1], eps);
      change = throughStandardized(form, factor, cast(reshape(scaled, rows), kind), [1]);
      standard = form;
    } else {
      const given = kernels.reshape(scaled.handle, rows);
      change = wrap(input, kernels.layerNormBackward(given, flat, [size], null, center, reciprocal)[0]);
      standard = mul(sub(wrap(input, flat), wrap(input, center)), wrap(input, reciprocal));
    }
    return [
      cast(reshape(change, shape), code),
      weight === null ? null : cast(sum(mul(grad, reshape(standard, shape)), over), codeOf(weight)),
      bias === null ? null : cast(sum(grad, over), codeOf(bias)),
    ];
  };
  recordJoint([out], "NativeGroupNormBackward0", [input, weight, bias], derivative, [input, weight]);
  return out;
}

/** Parameters of {@link rmsNorm} by name. */
export interface RmsNormOptions {
  normalizedShape: readonly number[];
  weight?: Tensor | null;
  /** Added to the mean square; the smallest step above 1 of the type that is computed in. */
  eps?: number | null;
}

/** Divided by the root of the mean square over the last dims, whose sizes are `normalizedShape`; then times `weight`. */
export function rmsNorm(
  input: Tensor,
  normalizedShape: readonly number[] | RmsNormOptions,
  weight?: Tensor | null | Omit<RmsNormOptions, "normalizedShape">,
  eps?: number | null | Pick<RmsNormOptions, "eps">,
): Tensor {
  const call = named<RmsNormOptions>("rms_norm", { normalizedShape, weight, eps });
  const { shape, dtype } = expectTensor(input, "rms_norm");
  const sizes = expectInts(call.normalizedShape, "rms_norm", "normalized_shape");
  const factor = call.weight == null ? null : expectTensor(call.weight, "rms_norm", "weight");
  if (sizes.length === 0)
    throw new Error(
      "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, " +
        "but got normalized_shape = []",
    );
  if (factor !== null && !sameSize(factor.shape, sizes))
    throw new Error(
      `Expected weight to be of same shape as normalized_shape, but got weight of shape ${formatSize(factor.shape)} ` +
        `and normalized_shape = ${formatSize(sizes)}`,
    );
  if (sizes.length > shape.length || !sameSize(shape.slice(shape.length - sizes.length), sizes))
    throw new Error(
      `Given normalized_shape=${formatSize(sizes)}, expected input with shape [*${sizes.join(", ")}], ` +
        `but got input of size${formatSize(shape)}`,
    );
  if (!dtype.isFloatingPoint) throw new Error(`"rms_norm" not implemented for '${dtype.name}'`);
  const code = statisticsCode(input);
  const x = cast(input, code);
  const added = call.eps ?? finfo(code === float64.code ? float64 : float32).eps;
  const squares = mean(pow(x, 2), span(shape.length - sizes.length, shape.length), true);
  const normal = mul(x, rsqrt(add(squares, added)));
  return factor === null ? cast(normal, codeOf(input)) : cast(mul(normal, factor), codeOf(input));
}

/** @internal Each element divided by a power of the mean of squares in `size` neighbouring channels. */
export function normalizeResponse(input: Tensor, size: number, alpha: number, beta: number, k: number): Tensor {
  const { shape } = expectTensor(input, "local_response_norm");
  if (shape.length < 3) throw new Error(`Expected 3D or higher dimensionality input (got ${shape.length} dimensions)`);
  if (input.shape.numel() === 0) return input;
  const squares = reshape(mul(input, input), [shape[0], 1, shape[1], -1]);
  const zeros = (count: number): Tensor =>
    wrap(squares, squares.kernels.full([shape[0], 1, count, squares.shape[3]], 0, codeOf(squares)));
  const padded = cat([zeros(Math.floor(size / 2)), squares, zeros(Math.floor((size - 1) / 2))], 2);
  const average = reshape(avgPool2d(padded, [size, 1], 1), shape);
  return div(input, pow(add(mul(average, alpha), k), beta));
}
