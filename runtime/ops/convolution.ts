/** Convolutions and transposed convolutions of one, two and three dims. */

import { record, recording, recordJoint } from "../autograd/graph.ts";
import type { ConvolutionOptions } from "../backend/backend.ts";
import { float32 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { autocast, lower } from "./autocast.ts";
import { cast as castTensor, codeOf, expectTensor } from "./core.ts";
import { sum } from "./reduce.ts";
import { narrow, squeeze, unsqueeze } from "./shape.ts";
import { type Each, each } from "./tuples.ts";

// y = convolve(x, w) is bilinear, and so are the two maps that give its derivatives: x' = backToInput(y', w) and
// w' = backToWeight(y', x). Each one's derivatives are the other two, so that they can be taken any number of times.

function convolve(input: Tensor, weight: Tensor, options: ConvolutionOptions): Tensor {
  const out = wrap(input, input.kernels.convolution(input.handle, weight.handle, null, options));
  if (!recording(input, weight)) return out;
  return record(
    out,
    "ConvolutionBackward0",
    [input, weight],
    [(grad) => backToInput(grad, weight, input, options), (grad) => backToWeight(grad, input, weight, options)],
    [input, weight],
  );
}

/** A tensor of `like`'s shape and dtype without memory of its own, for kernels that only look at the shape. */
function shapeOnly(like: Tensor): Tensor["handle"] {
  const { kernels } = like;
  return kernels.expand(kernels.full([], 0, codeOf(like)), like.shape);
}

function backToInput(grad: Tensor, weight: Tensor, input: Tensor, options: ConvolutionOptions): Tensor {
  const { kernels } = grad;
  const [handle] = kernels.convolutionBackward(grad.handle, shapeOnly(input), weight.handle, options, [
    true,
    false,
    false,
  ]);
  const out = wrap(grad, handle as Tensor["handle"]);
  if (!recording(grad, weight)) return out;
  return record(
    out,
    "ConvolutionBackwardBackward0",
    [grad, weight],
    [(second) => convolve(second, weight, options), (second) => backToWeight(grad, second, weight, options)],
    [grad, weight],
  );
}

function backToWeight(grad: Tensor, input: Tensor, weight: Tensor, options: ConvolutionOptions): Tensor {
  const { kernels } = grad;
  const [, handle] = kernels.convolutionBackward(grad.handle, input.handle, shapeOnly(weight), options, [
    false,
    true,
    false,
  ]);
  const out = wrap(grad, handle as Tensor["handle"]);
  if (!recording(grad, input)) return out;
  return record(
    out,
    "ConvolutionBackwardBackward0",
    [grad, input],
    [(second) => convolve(input, second, options), (second) => backToInput(grad, second, input, options)],
    [grad, input],
  );
}

function convolveWithBias(input: Tensor, weight: Tensor, bias: Tensor | null, options: ConvolutionOptions): Tensor {
  const { kernels } = input;
  const out = wrap(input, kernels.convolution(input.handle, weight.handle, bias?.handle ?? null, options));
  if (!recording(input, weight, bias)) return out;
  const wanted = [input.node !== null, weight.node !== null, bias !== null && bias.node !== null] as const;
  const others = Array.from({ length: input.ndim - 1 }, (_, i) => (i === 0 ? 0 : i + 1));
  recordJoint(
    [out],
    "ConvolutionBackward0",
    [input, weight, bias],
    ([grad]) => {
      if (grad === null) return [];
      if (recording(grad, input, weight))
        return [
          wanted[0] ? backToInput(grad, weight, input, options) : null,
          wanted[1] ? backToWeight(grad, input, weight, options) : null,
          wanted[2] ? sum(grad, others) : null,
        ];
      return kernels
        .convolutionBackward(grad.handle, input.handle, weight.handle, options, wanted)
        .map((handle) => (handle === null ? null : wrap(grad, handle)));
    },
    [input, weight],
  );
  return out;
}

function requireShapes(input: Tensor, weight: Tensor, bias: Tensor | null, dims: number, transposed: boolean): void {
  if (weight.ndim < 3) throw new Error("weight should have at least three dimensions");
  if (input.ndim !== dims + 2)
    throw new Error(
      `Expected ${dims + 1}D (unbatched) or ${dims + 2}D (batched) input to ${transposed ? "conv_transpose" : "conv"}${dims}d, ` +
        `but got input of size: ${formatSize(input.shape)}`,
    );
  if (weight.ndim !== dims + 2)
    throw new Error(
      `Expected ${weight.ndim}-dimensional input for ${weight.ndim}-dimensional weight${formatSize(weight.shape)}, ` +
        `but got ${input.ndim}-dimensional input of size ${formatSize(input.shape)} instead`,
    );
  const filters = transposed ? 1 : 0;
  if (bias !== null && !transposed && (bias.ndim !== 1 || bias.shape[0] !== weight.shape[filters]))
    throw new Error(
      `Given weight of size ${formatSize(weight.shape)}, expected bias to be 1-dimensional with ${weight.shape[0]} ` +
        `elements, but got bias of size ${formatSize(bias.shape)} instead`,
    );
}

/** @internal Parameters of a convolution by name. */
export interface ConvolutionCall {
  weight: Tensor;
  bias?: Tensor | null;
  stride?: Each;
  padding?: Each | "same" | "valid";
  outputPadding?: Each;
  dilation?: Each;
  groups?: number;
}

/** Adds a batch of one to an input that has none, and takes it away from the result. */
function batched(input: Tensor, dims: number, compute: (batch: Tensor) => Tensor): Tensor {
  return input.ndim === dims + 1 ? squeeze(compute(unsqueeze(input, 0)), 0) : compute(input);
}

/** What is added before and after each dim so that the size stays. */
function samePadding(weight: Tensor, dilation: readonly number[]): [before: number[], after: number[]] {
  const totals = dilation.map((step, i) => step * (weight.shape[i + 2] - 1));
  return [totals.map((total) => Math.floor(total / 2)), totals.map((total) => Math.ceil(total / 2))];
}

/** Within autocast: computed from rounded values by the kernels of float32, which are the faster ones, and rounded. */
function rounded(
  dims: number,
  transposed: boolean,
  [input, weight, bias]: readonly [Tensor, Tensor, Tensor | null],
  call: ConvolutionCall,
): Tensor {
  const wide = (tensor: Tensor): Tensor => castTensor(tensor, float32.code);
  const exact = { ...call, weight: wide(weight), bias: bias === null ? null : wide(bias) };
  const out = autocast("cpu", { enabled: false }, () => convolutionOf(dims, transposed, wide(input), exact));
  return castTensor(out, input.dtype.code);
}

/** @internal The convolution of `dims` dims; a batch is added to an input that has none. */
export function convolutionOf(dims: number, transposed: boolean, input: Tensor, call: ConvolutionCall): Tensor {
  const name = transposed ? `conv_transpose${dims}d` : `conv${dims}d`;
  const weight = expectTensor(call.weight, name, "weight");
  const bias = call.bias == null ? null : expectTensor(call.bias, name, "bias");
  const cast = lower(input, weight, bias);
  if (cast !== null) return rounded(dims, transposed, cast, call);
  const groups = call.groups ?? 1;
  if (!Number.isInteger(groups)) throw new TypeError(`${name}(): argument 'groups' must be int, not ${String(groups)}`);
  const stride = each(name, "stride", call.stride ?? 1, dims);
  const dilation = each(name, "dilation", call.dilation ?? 1, dims);
  const outputPadding = each(name, "output_padding", call.outputPadding ?? 0, dims);
  const given = call.padding ?? 0;
  return batched(expectTensor(input, name), dims, (batch) => {
    requireShapes(batch, weight, bias, dims, transposed);
    const options = { stride, dilation, transposed, outputPadding, groups };
    if (given !== "same") {
      const padding = given === "valid" ? stride.map(() => 0) : each(name, "padding", given, dims);
      return convolveWithBias(batch, weight, bias, { ...options, padding });
    }
    if (stride.some((step) => step !== 1)) throw new Error("padding='same' is not supported for strided convolutions");
    const [before, after] = samePadding(weight, dilation);
    // Where the two differ, as much is added on both sides, and the place before the first is left out.
    const out = convolveWithBias(batch, weight, bias, { ...options, padding: after });
    return before.reduce(
      (part, size, i) => (size === after[i] ? part : narrow(part, i + 2, 1, part.shape[i + 2] - 1)),
      out,
    );
  });
}

/** Parameters of the convolutions after the weight, by name. */
export interface ConvOptions {
  /** [out channels], or null. */
  bias?: Tensor | null;
  /** How far the kernel moves; 1. */
  stride?: Each;
  /** Zeros added on both sides; "valid": none, "same": as many as keep the size; 0. */
  padding?: Each | "same" | "valid";
  /** How far the kernel's elements lie apart; 1. */
  dilation?: Each;
  /** Into how many parts the channels fall that do not see each other; 1. */
  groups?: number;
}

type Conv = (
  input: Tensor,
  weight: Tensor | (ConvOptions & { weight: Tensor }),
  bias?: Tensor | null | ConvOptions,
  stride?: Each | ConvOptions,
  padding?: Each | "same" | "valid" | ConvOptions,
  dilation?: Each | ConvOptions,
  groups?: number | ConvOptions,
) => Tensor;

function conv(dims: number): Conv {
  return (input, weight, bias, stride, padding, dilation, groups) => {
    const call = named<ConvolutionCall>(`conv${dims}d`, { weight, bias, stride, padding, dilation, groups });
    return convolutionOf(dims, false, input, call);
  };
}

/** Convolves [N, C, L] or [C, L] with a weight [out channels, C / groups, K]. */
export const conv1d: Conv = conv(1);

/**
 * Convolves [N, C, H, W] or [C, H, W] with a weight [out channels, C / groups, KH, KW].
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html
 */
export const conv2d: Conv = conv(2);

/** Convolves [N, C, D, H, W] or [C, D, H, W] with a weight [out channels, C / groups, KD, KH, KW]. */
export const conv3d: Conv = conv(3);

/** Parameters of the transposed convolutions after the weight, by name. */
export interface ConvTransposeOptions {
  /** [out channels], or null. */
  bias?: Tensor | null;
  /** How far the kernel moves on the result; 1. */
  stride?: Each;
  /** What is taken from both sides of the result; 0. */
  padding?: Each;
  /** What is added to one side of the result; 0. */
  outputPadding?: Each;
  /** Into how many parts the channels fall that do not see each other; 1. */
  groups?: number;
  /** How far the kernel's elements lie apart; 1. */
  dilation?: Each;
}

type ConvTranspose = (
  input: Tensor,
  weight: Tensor | (ConvTransposeOptions & { weight: Tensor }),
  bias?: Tensor | null | ConvTransposeOptions,
  stride?: Each | ConvTransposeOptions,
  padding?: Each | ConvTransposeOptions,
  outputPadding?: Each | ConvTransposeOptions,
  groups?: number | ConvTransposeOptions,
  dilation?: Each | ConvTransposeOptions,
) => Tensor;

function convTranspose(dims: number): ConvTranspose {
  return (input, weight, bias, stride, padding, outputPadding, groups, dilation) => {
    const positional = { weight, bias, stride, padding, outputPadding, groups, dilation };
    return convolutionOf(dims, true, input, named<ConvolutionCall>(`conv_transpose${dims}d`, positional));
  };
}

/** The transposed convolution of [N, C, L] or [C, L] with a weight [C, out channels / groups, K]. */
export const convTranspose1d: ConvTranspose = convTranspose(1);

/** The transposed convolution of [N, C, H, W] or [C, H, W] with a weight [C, out channels / groups, KH, KW]. */
export const convTranspose2d: ConvTranspose = convTranspose(2);

/** The transposed convolution of [N, C, D, H, W] or [C, D, H, W] with a weight [C, out channels / groups, KD, KH, KW]. */
export const convTranspose3d: ConvTranspose = convTranspose(3);

/** What all of them are: a convolution of a batch, its dims those of the weight. */
export function convolution(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  stride: Each,
  padding: Each,
  dilation: Each,
  transposed: boolean,
  outputPadding: Each,
  groups: number,
): Tensor {
  const dims = expectTensor(weight, "convolution", "weight").ndim - 2;
  const call = { weight, bias, stride, padding, dilation, outputPadding, groups };
  return convolutionOf(Math.max(dims, 1), transposed, input, call);
}
