/**
 * Fourier transforms. Until there are complex dtypes, complex numbers are real tensors whose last dim holds real and
 * imaginary parts; dims are counted without it. Where PyTorch takes real and complex input, a tensor of at least two
 * dims whose last has size 2 is complex, and any other real; `complex` says it where that is not what is meant.
 */

import { record, recording } from "../autograd/graph.ts";
import { getDefaultDtype, scalarName } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { cast, codeOf, type Dims, expectTensor, wrapDim } from "./core.ts";
import { stack } from "./join.ts";
import { into, type OutOption } from "./out.ts";
import { constantPadNd } from "./pad.ts";
import { narrow } from "./shape.ts";

/** How results are scaled: "backward" (the inverse by 1 / n, the default), "forward" (the other way by 1 / n), "ortho" (both by 1 / √n). */
export type FourierNorm = "forward" | "backward" | "ortho";

/** What all transforms take. */
export interface FourierOptions extends OutOption {
  norm?: FourierNorm | null;
  /** Whether the last dim holds the parts of complex numbers, where its size does not say so. */
  complex?: boolean;
}

/** Options of a transform along one dim. */
export interface LineOptions extends FourierOptions {
  /** The length: the signal is cut, or filled up with zeros; as it is. */
  n?: number | null;
  /** The last. */
  dim?: number;
}

/** Options of a transform along several dims. */
export interface GridOptions extends FourierOptions {
  /** The lengths. */
  s?: readonly number[] | null;
  dim?: Dims | null;
}

/** Whether a tensor holds complex numbers. */
export function isComplexInput(input: Tensor, given: boolean | undefined): boolean {
  const { shape } = input;
  const fits = shape.length > 0 && shape[shape.length - 1] === 2;
  if (given === true && !fits)
    throw new Error(
      `expected complex numbers as a last dimension of size 2, but got a tensor of size [${shape.join(", ")}]`,
    );
  return given ?? (fits && shape.length > 1);
}

/** Floating point that can be transformed: integers become the default dtype. */
function transformable(value: unknown, name: string): Tensor {
  const input = expectTensor(value, name);
  const floating = input.dtype.isFloatingPoint ? input : cast(input, getDefaultDtype().code);
  if (floating.dtype.itemsize < 4) throw new Error(`Unsupported dtype ${scalarName(floating.dtype)}`);
  return floating;
}

/** Complex numbers, of real ones with imaginary parts of 0. */
function complexOf(input: Tensor, given: boolean | undefined): Tensor {
  return isComplexInput(input, given) ? input : stack([input, mul(input, 0)], -1);
}

/** A dim of a tensor of `ndim`, which a scalar has not. */
function dimOf(dim: number, ndim: number): number {
  if (ndim === 0) throw new RangeError(`Dimension specified as ${dim} but tensor has no dimensions`);
  return wrapDim(dim, ndim);
}

function scaleOf(norm: FourierNorm | null | undefined, n: number, inverse: boolean): number {
  const mode = norm ?? "backward";
  if (mode === "ortho") return 1 / Math.sqrt(n);
  if (mode !== "forward" && mode !== "backward") throw new Error(`Invalid normalization mode: "${String(norm)}"`);
  return (mode === "backward") === inverse ? 1 / n : 1;
}

/** Cut, or filled up with zeros, to `size` along `dim`. */
function resized(input: Tensor, dim: number, size: number): Tensor {
  if (!Number.isInteger(size) || size < 1) throw new Error(`Invalid number of data points (${size}) specified`);
  const own = input.shape[dim];
  if (own === size) return input;
  if (own > size) return narrow(input, dim, 0, size);
  const edges = new Array<number>(2 * (input.ndim - dim)).fill(0);
  edges[edges.length - 1] = size - own;
  return constantPadNd(input, edges);
}

function complexToComplex(input: Tensor, dim: number, inverse: boolean, scale: number): Tensor {
  const out = wrap(input, input.kernels.fft(input.handle, dim, inverse, scale));
  return recording(input)
    ? record(out, "FftC2CBackward0", [input], [(grad) => complexToComplex(grad, dim, !inverse, scale)])
    : out;
}

/** 1 for the frequencies that are their own mirror image, `inner` for the others: of the n / 2 + 1 first along `dim`. */
function mirrored(like: Tensor, dim: number, n: number, inner: number): Tensor {
  const half = Math.floor(n / 2) + 1;
  const weights = Array.from({ length: half }, (_, i) => (i === 0 || 2 * i === n ? 1 : inner));
  const shape = like.shape.map((_, d) => (d === dim ? half : 1));
  return wrap(like, like.kernels.fromNumbers(weights, shape, codeOf(like)));
}

function realToComplex(input: Tensor, dim: number, scale: number): Tensor {
  const out = wrap(input, input.kernels.fftOfReal(input.handle, dim, scale));
  if (!recording(input)) return out;
  const n = input.shape[dim];
  return record(
    out,
    "FftR2CBackward0",
    [input],
    [(grad) => complexToReal(mul(grad, mirrored(grad, dim, n, 0.5)), dim, n, scale)],
  );
}

function complexToReal(input: Tensor, dim: number, n: number, scale: number): Tensor {
  const out = wrap(input, input.kernels.fftToReal(input.handle, dim, n, scale));
  if (!recording(input)) return out;
  return record(
    out,
    "FftC2RBackward0",
    [input],
    [
      (grad) => {
        const spectrum = realToComplex(grad, dim, scale);
        return mul(spectrum, mirrored(spectrum, dim, n, 2));
      },
    ],
  );
}

/** Imaginary parts with their sign turned. */
function conjugate(input: Tensor): Tensor {
  return mul(input, wrap(input, input.kernels.fromNumbers([1, -1], [2], codeOf(input))));
}

type LineCall = number | null | LineOptions | undefined;
type NormCall = FourierNorm | null | FourierOptions | undefined;

function lineCall(name: string, n: LineCall, dim: number | LineOptions | undefined, norm: NormCall, options?: object) {
  return named<LineOptions>(name, { n, dim, norm }, options, ["complex", "out"]);
}

/** Along one dim of complex numbers. */
function line(name: string, value: unknown, call: LineOptions, inverse: boolean): Tensor {
  const given = transformable(value, name);
  const input = complexOf(given, call.complex);
  const dim = dimOf(call.dim ?? -1, input.ndim - 1);
  const n = call.n ?? input.shape[dim];
  const scale = scaleOf(call.norm, n, inverse);
  return into(call.out, complexToComplex(resized(input, dim, n), dim, inverse, scale), name, [value]);
}

/** The Fourier transform along one dim, of real or complex numbers: complex. */
export function fft(
  input: Tensor,
  n?: LineCall,
  dim?: number | LineOptions,
  norm?: NormCall,
  options?: FourierOptions,
): Tensor {
  return line("fft_fft", input, lineCall("fft_fft", n, dim, norm, options), false);
}

/** The inverse of {@link fft}. */
export function ifft(
  input: Tensor,
  n?: LineCall,
  dim?: number | LineOptions,
  norm?: NormCall,
  options?: FourierOptions,
): Tensor {
  return line("fft_ifft", input, lineCall("fft_ifft", n, dim, norm, options), true);
}

function realInput(value: unknown, name: string): Tensor {
  return transformable(value, name);
}

/** The n / 2 + 1 first frequencies of real numbers along one dim: complex. */
export function rfft(
  input: Tensor,
  n?: LineCall,
  dim?: number | LineOptions,
  norm?: NormCall,
  options?: FourierOptions,
): Tensor {
  const call = lineCall("fft_rfft", n, dim, norm, options);
  const x = realInput(input, "fft_rfft");
  const at = dimOf(call.dim ?? -1, x.ndim);
  const size = call.n ?? x.shape[at];
  const scale = scaleOf(call.norm, size, false);
  return into(call.out, realToComplex(resized(x, at, size), at, scale), "fft_rfft", [input]);
}

/** Real numbers, `n` (2 (m - 1) of m) along one dim, from their first frequencies. */
export function irfft(
  input: Tensor,
  n?: LineCall,
  dim?: number | LineOptions,
  norm?: NormCall,
  options?: FourierOptions,
): Tensor {
  return toReal("fft_irfft", input, lineCall("fft_irfft", n, dim, norm, options), true);
}

/** The real Fourier transform of a signal that is its own mirrored conjugate, of which the first half is given. */
export function hfft(
  input: Tensor,
  n?: LineCall,
  dim?: number | LineOptions,
  norm?: NormCall,
  options?: FourierOptions,
): Tensor {
  return toReal("fft_hfft", input, lineCall("fft_hfft", n, dim, norm, options), false);
}

function toReal(name: string, value: unknown, call: LineOptions, inverse: boolean): Tensor {
  const x = complexOf(transformable(value, name), call.complex);
  const at = dimOf(call.dim ?? -1, x.ndim - 1);
  const size = call.n ?? 2 * (x.shape[at] - 1);
  const scale = scaleOf(call.norm, size, inverse);
  if (size < 1) throw new Error(`Invalid number of data points (${size}) specified`);
  const half = resized(x, at, Math.floor(size / 2) + 1);
  return into(call.out, complexToReal(inverse ? half : conjugate(half), at, size, scale), name, [value]);
}

/** The inverse of {@link hfft}: the first half of a signal that is its own mirrored conjugate. */
export function ihfft(
  input: Tensor,
  n?: LineCall,
  dim?: number | LineOptions,
  norm?: NormCall,
  options?: FourierOptions,
): Tensor {
  const call = lineCall("fft_ihfft", n, dim, norm, options);
  const x = realInput(input, "fft_ihfft");
  const at = dimOf(call.dim ?? -1, x.ndim);
  const size = call.n ?? x.shape[at];
  const scale = scaleOf(call.norm, size, true);
  return into(call.out, conjugate(realToComplex(resized(x, at, size), at, scale)), "fft_ihfft", [input]);
}

type GridCall = readonly number[] | null | GridOptions | undefined;
type DimCall = Dims | null | GridOptions | undefined;

function gridCall(name: string, s: GridCall, dim: DimCall, norm: NormCall, options?: object): GridOptions {
  return named<GridOptions>(name, { s, dim, norm }, options, ["complex", "out"]);
}

/** Dims and their lengths (null: as they are), checked as PyTorch does. */
function grid(shape: readonly number[], call: GridOptions): { dims: number[]; sizes: (number | null)[] } {
  const ndim = shape.length;
  const given = call.dim == null ? null : typeof call.dim === "number" ? [call.dim] : [...call.dim];
  const s = call.s ?? null;
  let dims: number[];
  if (given !== null) {
    if (s !== null && s.length !== given.length)
      throw new Error("When given, dim and shape arguments must have the same length");
    dims = given.map((dim) => dimOf(dim, ndim));
    if (new Set(dims).size !== dims.length) throw new Error("FFT dims must be unique");
  } else {
    if (s !== null && s.length > ndim)
      throw new Error(`Got shape with ${s.length} values but input tensor only has ${ndim} dimensions.`);
    const count = s?.length ?? ndim;
    dims = Array.from({ length: count }, (_, i) => ndim - count + i);
  }
  return { dims, sizes: dims.map((dim, i) => (s === null ? null : s[i] === -1 ? shape[dim] : s[i])) };
}

function manyToMany(name: string, value: unknown, call: GridOptions, inverse: boolean): Tensor {
  let x = complexOf(transformable(value, name), call.complex);
  const { dims, sizes } = grid(x.shape.slice(0, -1), call);
  scaleOf(call.norm, 1, inverse);
  dims.forEach((dim, i) => {
    x = resized(x, dim, sizes[i] ?? x.shape[dim]);
  });
  for (const dim of [...dims].reverse())
    x = complexToComplex(x, dim, inverse, scaleOf(call.norm, x.shape[dim], inverse));
  return into(call.out, x, name, [value]);
}

/** The Fourier transform along several dims (all), of real or complex numbers: complex. */
export function fftn(input: Tensor, s?: GridCall, dim?: DimCall, norm?: NormCall, options?: FourierOptions): Tensor {
  return manyToMany("fft_fftn", input, gridCall("fft_fftn", s, dim, norm, options), false);
}

/** The inverse of {@link fftn}. */
export function ifftn(input: Tensor, s?: GridCall, dim?: DimCall, norm?: NormCall, options?: FourierOptions): Tensor {
  return manyToMany("fft_ifftn", input, gridCall("fft_ifftn", s, dim, norm, options), true);
}

function realToMany(name: string, value: unknown, call: GridOptions, inverse: boolean): Tensor {
  let x = realInput(value, name);
  const { dims, sizes } = grid(x.shape, call);
  if (dims.length === 0) throw new Error(`${name.replace("fft_", "")} must transform at least one axis`);
  const lengths = dims.map((dim, i) => sizes[i] ?? x.shape[dim]);
  dims.forEach((dim, i) => {
    x = resized(x, dim, lengths[i]);
  });
  const last = dims.length - 1;
  x = realToComplex(x, dims[last], scaleOf(call.norm, lengths[last], inverse));
  if (inverse) x = conjugate(x);
  for (const dim of dims.slice(0, -1).reverse())
    x = complexToComplex(x, dim, inverse, scaleOf(call.norm, x.shape[dim], inverse));
  return into(call.out, x, name, [value]);
}

/** The Fourier transform of real numbers along several dims (all), with the first frequencies of the last of them: complex. */
export function rfftn(input: Tensor, s?: GridCall, dim?: DimCall, norm?: NormCall, options?: FourierOptions): Tensor {
  return realToMany("fft_rfftn", input, gridCall("fft_rfftn", s, dim, norm, options), false);
}

/** The inverse of {@link hfftn}. */
export function ihfftn(input: Tensor, s?: GridCall, dim?: DimCall, norm?: NormCall, options?: FourierOptions): Tensor {
  return realToMany("fft_ihfftn", input, gridCall("fft_ihfftn", s, dim, norm, options), true);
}

function manyToReal(name: string, value: unknown, call: GridOptions, inverse: boolean): Tensor {
  let x = complexOf(transformable(value, name), call.complex);
  const { dims, sizes } = grid(x.shape.slice(0, -1), call);
  if (dims.length === 0) throw new Error(`${name.replace("fft_", "")} must transform at least one axis`);
  const last = dims.length - 1;
  const size =
    call.s == null
      ? 2 * (x.shape[dims[last]] - 1)
      : call.s[last] === -1
        ? 2 * (x.shape[dims[last]] - 1)
        : (sizes[last] as number);
  if (size < 1) throw new Error(`Invalid number of data points (${size}) specified`);
  dims.forEach((dim, i) => {
    x = resized(x, dim, i === last ? Math.floor(size / 2) + 1 : (sizes[i] ?? x.shape[dim]));
  });
  for (const dim of dims.slice(0, -1)) x = complexToComplex(x, dim, inverse, scaleOf(call.norm, x.shape[dim], inverse));
  const half = inverse ? x : conjugate(x);
  return into(call.out, complexToReal(half, dims[last], size, scaleOf(call.norm, size, inverse)), name, [value]);
}

/** The inverse of {@link rfftn}: real. */
export function irfftn(input: Tensor, s?: GridCall, dim?: DimCall, norm?: NormCall, options?: FourierOptions): Tensor {
  return manyToReal("fft_irfftn", input, gridCall("fft_irfftn", s, dim, norm, options), true);
}

/** The real Fourier transform of signals of several dims that are their own mirrored conjugates. */
export function hfftn(input: Tensor, s?: GridCall, dim?: DimCall, norm?: NormCall, options?: FourierOptions): Tensor {
  return manyToReal("fft_hfftn", input, gridCall("fft_hfftn", s, dim, norm, options), false);
}

type Many = (input: Tensor, s?: GridCall, dim?: DimCall, norm?: NormCall, options?: FourierOptions) => Tensor;

/** The same along the last two dims unless others are named. */
function overTwo(many: Many, name: string): Many {
  return (input, s, dim, norm, options) => {
    const call = gridCall(name, s, dim, norm, options);
    return many(input, { ...call, dim: call.dim ?? [-2, -1] });
  };
}

/** {@link fftn} along two dims, the last two. */
export const fft2 = overTwo(fftn, "fft_fft2");
/** {@link ifftn} along two dims, the last two. */
export const ifft2 = overTwo(ifftn, "fft_ifft2");
/** {@link rfftn} along two dims, the last two. */
export const rfft2 = overTwo(rfftn, "fft_rfft2");
/** {@link irfftn} along two dims, the last two. */
export const irfft2 = overTwo(irfftn, "fft_irfft2");
/** {@link hfftn} along two dims, the last two. */
export const hfft2 = overTwo(hfftn, "fft_hfft2");
/** {@link ihfftn} along two dims, the last two. */
export const ihfft2 = overTwo(ihfftn, "fft_ihfft2");
