/** Resampling: images made larger or smaller. */

import { record, recording } from "../autograd/graph.ts";
import { noGrad } from "../autograd/mode.ts";
import { bfloat16, type DType, float16, float32, float64, int64, uint8 } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { tensor, zeros } from "./create.ts";
import { floor } from "./pointwise.ts";
import { indexAdd, indexSelect } from "./scatter.ts";
import { clamp } from "./select.ts";

/** The ways to find a pixel between pixels. */
export type InterpolationMode =
  | "nearest"
  | "nearest-exact"
  | "linear"
  | "bilinear"
  | "bicubic"
  | "trilinear"
  | "lanczos";

/** Of each place of one dim of the result the pixels that it is made of, and what each is multiplied by. */
interface Taps {
  dim: number;
  /** The size of the dim before. */
  size: number;
  /** One list of pixels a tap. */
  pixels: readonly (readonly number[])[];
  /** One list of factors a tap; null: 1. */
  factors: readonly (readonly number[])[] | null;
}

/** How one dim is resampled. */
export interface Resampling {
  size: number;
  outputSize: number;
  /** The factor that the caller gave; undefined where sizes decide. */
  scale?: number;
}

type Round = (value: number) => number;

/** Numbers as PyTorch computes places: in the tensor's type, halves in float32. */
const rounding = (dtype: DType): Round => (dtype === float64 ? (value) => value : Math.fround);

function stepOf({ size, outputSize, scale }: Resampling, alignCorners: boolean, round: Round): number {
  if (alignCorners) return outputSize > 1 ? round((size - 1) / (outputSize - 1)) : 0;
  return scale !== undefined && scale > 0 ? round(1 / scale) : round(size / outputSize);
}

const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** `planes`: of two dims PyTorch passes over the factor where sizes are equal, or one twice the other. */
function nearestTaps(dim: number, way: Resampling, exact: boolean, planes: boolean): Taps {
  const { size, outputSize } = way;
  const step = stepOf(way, false, Math.fround);
  const pixels = indices(outputSize).map((at) => {
    if (exact) return Math.min(Math.floor(Math.fround(Math.fround(at + 0.5) * step)), size - 1);
    if (planes && outputSize === size) return at;
    if (planes && outputSize === 2 * size) return at >> 1;
    return Math.min(Math.floor(Math.fround(at * step)), size - 1);
  });
  return { dim, size, pixels: [pixels], factors: null };
}

function linearTaps(dim: number, way: Resampling, alignCorners: boolean, round: Round): Taps {
  const { size, outputSize } = way;
  const step = stepOf(way, alignCorners, round);
  const places = indices(outputSize).map((at) =>
    outputSize === size ? at : alignCorners ? round(step * at) : Math.max(0, round(round(step * (at + 0.5)) - 0.5)),
  );
  const lower = places.map((place) => Math.min(Math.trunc(place), size - 1));
  const part = places.map((place, i) => Math.min(Math.max(round(place - lower[i]), 0), 1));
  return {
    dim,
    size,
    pixels: [lower, lower.map((pixel) => Math.min(pixel + 1, size - 1))],
    factors: [part.map((share) => round(1 - share)), part],
  };
}

/** Keys' kernel (1981) within 1 of the middle, and beyond. */
const cubicNear = (x: number, a: number): number => ((a + 2) * x - (a + 3)) * x * x + 1;
const cubicFar = (x: number, a: number): number => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;

function cubicTaps(dim: number, way: Resampling, alignCorners: boolean, round: Round): Taps {
  const { size, outputSize } = way;
  const step = stepOf(way, alignCorners, round);
  const places = indices(outputSize).map((at) =>
    alignCorners ? round(step * at) : round(round(step * (at + 0.5)) - 0.5),
  );
  const middle = places.map((place) => Math.min(Math.floor(place), size - 1));
  const part = places.map((place, i) => Math.min(Math.max(round(place - middle[i]), 0), 1));
  const a = -0.75;
  const kernels: ((t: number) => number)[] = [
    (t) => cubicFar(t + 1, a),
    (t) => cubicNear(t, a),
    (t) => cubicNear(1 - t, a),
    (t) => cubicFar(2 - t, a),
  ];
  return {
    dim,
    size,
    pixels: kernels.map((_, tap) => middle.map((pixel) => Math.min(Math.max(pixel + tap - 1, 0), size - 1))),
    factors: kernels.map((kernel) => part.map((t) => round(kernel(t)))),
  };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Filters that are as wide as the pixels of the result, by the distance from the middle; and their reach. */
const filters: Readonly<Record<string, readonly [reach: number, filter: (x: number) => number]>> = {
  bilinear: [1, (x) => (x < 1 ? 1 - x : 0)],
  bicubic: [2, (x) => (x < 1 ? cubicNear(x, -0.5) : x < 2 ? cubicFar(x, -0.5) : 0)],
  lanczos: [3, (x) => (x < 3 ? sinc(x) * sinc(x / 3) : 0)],
};

function smoothTaps(dim: number, way: Resampling, mode: string, alignCorners: boolean, round: Round): Taps {
  const { size, outputSize } = way;
  const [reach, filter] = filters[mode];
  const step = stepOf(way, alignCorners, round);
  const wide = Math.max(step, 1);
  const support = round(reach * wide);
  const rows = indices(outputSize).map((at) => {
    const center = round(step * (at + 0.5));
    const first = Math.max(Math.trunc(round(round(center - support) + 0.5)), 0);
    const last = Math.min(Math.trunc(round(round(center + support) + 0.5)), size);
    const weights = indices(Math.max(last - first, 0)).map((j) => filter(Math.abs((j + first - center + 0.5) / wide)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => (total === 0 ? weight : weight / total)) };
  });
  const count = Math.max(...rows.map(({ weights }) => weights.length), 1);
  return {
    dim,
    size,
    // A row that has fewer taps than others repeats its last pixel, times 0.
    pixels: indices(count).map((tap) =>
      rows.map(({ first, weights }) => Math.min(first + Math.min(tap, Math.max(weights.length - 1, 0)), size - 1)),
    ),
    factors: indices(count).map((tap) => rows.map(({ weights }) => round(weights[tap] ?? 0))),
  };
}

/** Factors as PyTorch's 16-bit integers hold them for bytes: as many digits as the largest allows. */
function inFixedPoint(taps: Taps): Taps {
  if (taps.factors === null) return taps;
  const largest = Math.max(...taps.factors.flat(), 0);
  let digits = 0;
  while (digits < 22 && Math.trunc(0.5 + largest * 2 ** (digits + 1)) < 2 ** 15) digits++;
  const whole = (factor: number): number => Math.trunc(factor * 2 ** digits + (factor < 0 ? -0.5 : 0.5)) / 2 ** digits;
  return { ...taps, factors: taps.factors.map((list) => list.map(whole)) };
}

function tapsOf(
  dim: number,
  way: Resampling,
  mode: InterpolationMode,
  alignCorners: boolean,
  antialias: boolean,
  round: Round,
  planes: boolean,
): Taps {
  if (mode === "nearest" || mode === "nearest-exact") return nearestTaps(dim, way, mode === "nearest-exact", planes);
  if (antialias) return smoothTaps(dim, way, mode, alignCorners, round);
  return mode === "bicubic" ? cubicTaps(dim, way, alignCorners, round) : linearTaps(dim, way, alignCorners, round);
}

function alongDim(values: readonly number[], like: Tensor, dim: number): Tensor {
  const vector = tensor([...values], { dtype: like.dtype, device: like.device });
  return vector.reshape(like.shape.map((_, d) => (d === dim ? -1 : 1)));
}

/** One dim of `input` as `taps` says. */
function apply(input: Tensor, { dim, pixels, factors }: Taps): Tensor {
  return pixels
    .map((list, tap) => {
      const taken = indexSelect(input, dim, tensor([...list], { dtype: int64, device: input.device }));
      return factors === null ? taken : mul(taken, alongDim(factors[tap], taken, dim));
    })
    .reduce((sum, part) => add(sum, part));
}

/** The reverse: each element of `grad` to the pixels that it was made of. */
function applyReversed(grad: Tensor, { dim, size, pixels, factors }: Taps): Tensor {
  const shape = grad.shape.map((length, d) => (d === dim ? size : length));
  let out = zeros(shape, { dtype: grad.dtype, device: grad.device });
  pixels.forEach((list, tap) => {
    const share = factors === null ? grad : mul(grad, alongDim(factors[tap], grad, dim));
    out = indexAdd(out, dim, tensor([...list], { dtype: int64, device: grad.device }), share);
  });
  return out;
}

/** Sums of halves are made in float32. */
function widened(input: Tensor, compute: (wide: Tensor) => Tensor): Tensor {
  const { dtype } = input;
  return dtype === float16 || dtype === bfloat16 ? compute(input.to(float32)).to(dtype) : compute(input);
}

function forward(input: Tensor, plan: readonly Taps[], name: string): Tensor {
  const out = noGrad(() => widened(input.detach(), (wide) => plan.reduceRight(apply, wide)));
  return recording(input) ? record(out, name, [input], [(grad) => backward(grad, plan, name)]) : out;
}

function backward(grad: Tensor, plan: readonly Taps[], name: string): Tensor {
  const out = noGrad(() => widened(grad.detach(), (wide) => plan.reduce(applyReversed, wide)));
  return recording(grad) ? record(out, `${name}Backward`, [grad], [(second) => forward(second, plan, name)]) : out;
}

/** Bytes are rounded after each dim. */
function bytes(input: Tensor, plan: readonly Taps[]): Tensor {
  const last = plan
    .map(inFixedPoint)
    .reduceRight((part, taps) => clamp(floor(add(apply(part, taps), 0.5)), 0, 255), input.to(float64));
  return last.to(uint8);
}

const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

/** @internal The last dims of [N, C, …] resampled, one of `ways` a dim. */
export function resample(
  input: Tensor,
  ways: readonly Resampling[],
  mode: InterpolationMode,
  alignCorners: boolean,
  antialias: boolean,
): Tensor {
  const round = input.dtype === uint8 ? (value: number) => value : rounding(input.dtype);
  const plan = ways.map((way, i) => tapsOf(i + 2, way, mode, alignCorners, antialias, round, ways.length === 2));
  const nearest = mode === "nearest" || mode === "nearest-exact";
  if (input.dtype === uint8) return nearest ? plan.reduceRight(apply, input) : bytes(input, plan);
  if (!input.dtype.isFloatingPoint)
    throw new Error(`"upsample_${mode}${ways.length}d" not implemented for '${capital(input.dtype.name)}'`);
  const kind = mode === "nearest-exact" ? "NearestExact" : capital(mode);
  return forward(input, plan, `Upsample${kind}${ways.length}D${antialias ? "Aa" : ""}Backward0`);
}
