/** Windows: what frames of a signal are multiplied by before they are transformed. */

import { getDefaultDtype } from "../tensor/dtype.ts";
import { describe, named } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type FactoryOptions, fromRule } from "./create.ts";

/** Options of a window. */
export interface WindowOptions extends FactoryOptions {
  /** Made to be repeated, as `stft` wants it; false: symmetric. True. */
  periodic?: boolean;
}

/** Options of {@link hammingWindow}. */
export interface HammingOptions extends WindowOptions {
  alpha?: number;
  beta?: number;
}

/** Options of {@link kaiserWindow}. */
export interface KaiserOptions extends WindowOptions {
  beta?: number;
}

const factory = ["dtype", "device", "requiresGrad"] as const;

/** `value(i, last)` for each place i of a window that goes from 0 to `last`. */
function windowOf(
  name: string,
  length: number,
  call: WindowOptions,
  value: (i: number, last: number) => number,
): Tensor {
  if (!Number.isInteger(length))
    throw new TypeError(`${name}(): argument 'window_length' must be int, not ${describe(length)}`);
  if (length < 0) throw new RangeError(`${name} requires non-negative window_length, got window_length=${length}`);
  const dtype = call.dtype ?? getDefaultDtype();
  if (!dtype.isFloatingPoint) throw new Error(`${name} expects floating point dtypes, got: ${dtype}`);
  const last = (call.periodic ?? true) ? length : length - 1;
  return fromRule(name, length, dtype, (i) => (length === 1 ? 1 : value(i, last)), call);
}

const turn = (i: number, last: number): number => (2 * Math.PI * i) / last;

/** The square of a sine. */
export function hannWindow(windowLength: number, periodic?: boolean | WindowOptions, options?: WindowOptions): Tensor {
  const call = named<WindowOptions>("hann_window", { periodic }, options, factory);
  return windowOf("hann_window", windowLength, call, (i, last) => 0.5 - 0.5 * Math.cos(turn(i, last)));
}

/** `alpha` (0.54) minus a cosine times `beta` (0.46). */
export function hammingWindow(
  windowLength: number,
  periodic?: boolean | HammingOptions,
  alpha?: number | HammingOptions,
  beta?: number | HammingOptions,
  options?: HammingOptions,
): Tensor {
  const call = named<HammingOptions>("hamming_window", { periodic, alpha, beta }, options, factory);
  const { alpha: level = 0.54, beta: swing = 0.46 } = call;
  return windowOf("hamming_window", windowLength, call, (i, last) => level - swing * Math.cos(turn(i, last)));
}

/** Blackman's: two cosines. */
export function blackmanWindow(
  windowLength: number,
  periodic?: boolean | WindowOptions,
  options?: WindowOptions,
): Tensor {
  const call = named<WindowOptions>("blackman_window", { periodic }, options, factory);
  return windowOf(
    "blackman_window",
    windowLength,
    call,
    (i, last) => 0.42 - 0.5 * Math.cos(turn(i, last)) + 0.08 * Math.cos(2 * turn(i, last)),
  );
}

/** A triangle that begins with 0. */
export function bartlettWindow(
  windowLength: number,
  periodic?: boolean | WindowOptions,
  options?: WindowOptions,
): Tensor {
  const call = named<WindowOptions>("bartlett_window", { periodic }, options, factory);
  return windowOf("bartlett_window", windowLength, call, (i, last) => 1 - Math.abs((2 * i) / last - 1));
}

/** Kaiser's, narrower with a larger `beta` (12). */
export function kaiserWindow(
  windowLength: number,
  periodic?: boolean | KaiserOptions,
  beta?: number | KaiserOptions,
  options?: KaiserOptions,
): Tensor {
  const call = named<KaiserOptions>("kaiser_window", { periodic, beta }, options, factory);
  const width = call.beta ?? 12;
  return windowOf("kaiser_window", windowLength, call, (i, last) => {
    const place = (2 * i) / last - 1;
    return bessel(width * Math.sqrt(Math.max(0, 1 - place * place))) / bessel(width);
  });
}

/** The modified Bessel function of order 0, by its power series, whose terms are all positive. */
function bessel(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let total = 1;
  for (let k = 1; term > total * 1e-17; k++) {
    term *= quarter / (k * k);
    total += term;
  }
  return total;
}
