/** The frequencies of Fourier transforms, and their order. */

import { getDefaultDtype } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { type Dims, expectTensor, wrapDims } from "./core.ts";
import { arange, type FactoryOptions } from "./create.ts";
import { isComplexInput } from "./fourier.ts";
import { cat } from "./join.ts";
import { into } from "./out.ts";
import { roll } from "./roll.ts";

/** Options of the frequencies. */
export interface FrequencyOptions extends FactoryOptions {
  /** The time between two samples; 1. */
  d?: number;
}

function frequencies(
  name: string,
  n: number,
  d: number | FrequencyOptions | undefined,
  options: FrequencyOptions | undefined,
  list: (n: number, dtype: FactoryOptions) => Tensor,
): Tensor {
  const call = named<FrequencyOptions>(name, { d }, options, ["dtype", "device", "requiresGrad", "out"]);
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`${name}(): n must be a non-negative integer, got ${n}`);
  const dtype = call.dtype ?? getDefaultDtype();
  const made = mul(list(n, { dtype, device: call.device }), 1 / (n * (call.d ?? 1)));
  const result = into(call.out, made, name, []);
  if (call.requiresGrad) result.requiresGrad = true;
  return result;
}

/** The frequencies of `fft`'s results for `n` samples: from 0 up, then the negative ones. */
export function fftfreq(n: number, d?: number | FrequencyOptions, options?: FrequencyOptions): Tensor {
  return frequencies("fft_fftfreq", n, d, options, (count, how) => {
    const positive = Math.ceil(count / 2);
    return cat([arange(0, positive, how), arange(-Math.floor(count / 2), 0, how)]);
  });
}

/** The frequencies of `rfft`'s results for `n` samples. */
export function rfftfreq(n: number, d?: number | FrequencyOptions, options?: FrequencyOptions): Tensor {
  return frequencies("fft_rfftfreq", n, d, options, (count, how) => arange(0, Math.floor(count / 2) + 1, how));
}

/** Options of {@link fftshift}. */
export interface ShiftOptions {
  /** All, but for the parts of complex numbers. */
  dim?: Dims | null;
  /** Whether the last dim holds the parts of complex numbers, where its size does not say so. */
  complex?: boolean;
}

function shifted(name: string, input: Tensor, call: ShiftOptions, by: (size: number) => number): Tensor {
  const x = expectTensor(input, name);
  const shape = isComplexInput(x, call.complex) ? x.shape.slice(0, -1) : x.shape;
  const dims = call.dim == null ? shape.map((_, d) => d) : wrapDims(call.dim, shape.length);
  if (dims.length === 0) return x.clone();
  return roll(
    x,
    dims.map((dim) => by(shape[dim])),
    dims,
  );
}

/** The frequency 0 moved to the middle. */
export function fftshift(input: Tensor, dim?: Dims | null | ShiftOptions, options?: ShiftOptions): Tensor {
  const call = named<ShiftOptions>("fft_fftshift", { dim }, options, ["complex"]);
  return shifted("fft_fftshift", input, call, (size) => Math.floor(size / 2));
}

/** The inverse of {@link fftshift}. */
export function ifftshift(input: Tensor, dim?: Dims | null | ShiftOptions, options?: ShiftOptions): Tensor {
  const call = named<ShiftOptions>("fft_ifftshift", { dim }, options, ["complex"]);
  return shifted("fft_ifftshift", input, call, (size) => Math.ceil(size / 2));
}
