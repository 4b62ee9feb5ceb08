/** Spectra of short pieces of a signal, and the signal from them. */

import { named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { div, mul } from "./arithmetic.ts";
import { codeOf, expectTensor } from "./core.ts";
import { fft, ifft, irfft, isComplexInput, rfft } from "./fourier.ts";
import { constantPadNd, type PaddingMode, padByItself } from "./pad.ts";
import { indexAdd } from "./scatter.ts";
import { flatten, narrow, permute, squeeze, transpose, unsqueeze } from "./shape.ts";
import { unfold } from "./strided.ts";

interface FrameOptions {
  /** The length of a transform; it must be given. */
  nFft?: number;
  /** From one frame to the next; a quarter of `nFft`. */
  hopLength?: number | null;
  /** The window's length, with zeros on both sides of it up to `nFft`; `nFft`. */
  winLength?: number | null;
  /** What each frame is multiplied by; ones. */
  window?: Tensor | null;
  /** Frame t is centred at sample t · hopLength; else it begins there. True. */
  center?: boolean;
  /** Divided by the root of `nFft`; false. */
  normalized?: boolean;
  /** The nFft / 2 + 1 first frequencies alone, of which those of a real signal are a mirror image; true of a real one. */
  onesided?: boolean | null;
}

/** Options of {@link stft}. */
export interface StftOptions extends FrameOptions {
  /** What lies beyond the ends of a centred signal; "reflect". */
  padMode?: PaddingMode;
  /** Of no effect: complex numbers are always a last dim of 2. */
  returnComplex?: boolean | null;
  /** Of a signal that is not centred: the window, not the frame around it, begins at its first sample; false. */
  alignToWindow?: boolean | null;
  /** Whether the last dim holds the parts of complex numbers, where its size does not say so. */
  complex?: boolean;
}

/** The window with zeros on both sides up to the length of a transform; null for ones. */
function fullWindow(window: Tensor | null | undefined, winLength: number, nFft: number, like: Tensor): Tensor | null {
  if (window == null && winLength === nFft) return null;
  const own = window ?? wrap(like, like.kernels.full([winLength], 1, codeOf(like)));
  const left = Math.floor((nFft - winLength) / 2);
  return winLength === nFft ? own : constantPadNd(own, [left, nFft - winLength - left]);
}

function check(condition: boolean, name: string, text: string): void {
  if (!condition) throw new Error(`${name}: ${text}`);
}

function checkFrames(name: string, call: FrameOptions): { nFft: number; hop: number; length: number } {
  const nFft = call.nFft ?? Number.NaN;
  check(Number.isInteger(nFft), name, `argument 'n_fft' must be int, not ${String(call.nFft)}`);
  const hop = call.hopLength ?? Math.floor(nFft / 4);
  const length = call.winLength ?? nFft;
  check(hop > 0, name, `expected hop_length > 0, but got hop_length=${hop}`);
  check(length > 0 && length <= nFft, name, `expected 0 < win_length <= n_fft, but got win_length=${length}`);
  const { window } = call;
  if (window != null)
    check(
      window.ndim === 1 && window.shape[0] === length,
      name,
      `expected a 1D window tensor of size equal to win_length=${length}, but got window with size ${formatSize(window.shape)}`,
    );
  return { nFft, hop, length };
}

/**
 * The Fourier transforms of frames of a signal [L] or of a batch [B, L], which may be complex: [frequencies, frames, 2]
 * or [B, frequencies, frames, 2].
 */
export function stft(
  input: Tensor,
  nFft: number | StftOptions,
  hopLength?: number | null | StftOptions,
  winLength?: number | null | StftOptions,
  window?: Tensor | null | StftOptions,
  center?: boolean | StftOptions,
  padMode?: PaddingMode | StftOptions,
  normalized?: boolean | StftOptions,
  onesided?: boolean | null | StftOptions,
  returnComplex?: boolean | null | StftOptions,
  alignToWindow?: boolean | null | StftOptions,
): Tensor {
  const name = "stft";
  const call = named<StftOptions>(
    name,
    { nFft, hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, alignToWindow },
    undefined,
    ["complex"],
  );
  const given = expectTensor(input, name);
  if (!given.dtype.isFloatingPoint)
    throw new Error(`${name}: expected a tensor of floating point or complex values, but got ${given.dtype}`);
  const complex = isComplexInput(given, call.complex);
  const ndim = complex ? given.ndim - 1 : given.ndim;
  check(ndim === 1 || ndim === 2, name, `expected a 1D or 2D tensor, but got ${ndim}D`);
  const centred = call.center ?? true;
  if (centred && call.alignToWindow != null)
    throw new Error("stft align_to_window should only be set when center = false");
  const { nFft: size, hop, length } = checkFrames(name, call);
  let x = ndim === 1 ? unsqueeze(given, 0) : given;
  // Frames are taken along the last dim: of complex numbers the parts come before it.
  if (complex) x = transpose(x, 1, 2);
  const before = Math.floor((size - length) / 2);
  if (centred) x = padded(x, Math.floor(size / 2), call.padMode ?? "reflect");
  else if (call.alignToWindow) x = constantPadNd(x, [before, size - length - before]);
  const samples = x.shape[x.ndim - 1];
  check(size > 0 && size <= samples, name, `expected 0 < n_fft < ${samples}, but got n_fft=${size}`);
  let frames = unfold(x, -1, size, hop);
  const weights = fullWindow(call.window, length, size, given);
  if (weights !== null) frames = mul(frames, weights);
  const norm = call.normalized ? "ortho" : "backward";
  const half = call.onesided ?? !complex;
  if (complex && half) throw new Error("Cannot have onesided output if window or input is complex");
  const spectra = complex
    ? fft(permute(frames, 0, 2, 3, 1), { dim: -1, norm, complex: true })
    : half
      ? rfft(frames, { dim: -1, norm })
      : fft(frames, { dim: -1, norm, complex: false });
  const result = transpose(spectra, 1, 2);
  return ndim === 1 ? squeeze(result, 0) : result;
}

/** Both ends of the last dim. */
function padded(x: Tensor, count: number, mode: PaddingMode): Tensor {
  if (mode === "constant") return constantPadNd(x, [count, count]);
  // Padding of images takes batches with channels.
  const rows = x.ndim === 2 ? unsqueeze(x, 0) : x;
  const result = padByItself(rows, [count, count], mode);
  return x.ndim === 2 ? squeeze(result, 0) : result;
}

/** Options of {@link istft}. */
export interface IstftOptions extends FrameOptions {
  /** The signal's length: cut, or filled up with zeros. */
  length?: number | null;
  /** The signal is complex; false. */
  returnComplex?: boolean;
}

/** The signal [L] or [B, L] (complex: [.., 2]) whose {@link stft} `input` is, by least squares where there is none. */
export function istft(
  input: Tensor,
  nFft: number | IstftOptions,
  hopLength?: number | null | IstftOptions,
  winLength?: number | null | IstftOptions,
  window?: Tensor | null | IstftOptions,
  center?: boolean | IstftOptions,
  normalized?: boolean | IstftOptions,
  onesided?: boolean | null | IstftOptions,
  length?: number | null | IstftOptions,
  returnComplex?: boolean | IstftOptions,
): Tensor {
  const name = "istft";
  const call = named<IstftOptions>(name, {
    nFft,
    hopLength,
    winLength,
    window,
    center,
    normalized,
    onesided,
    length,
    returnComplex,
  });
  const given = expectTensor(input, name);
  const { shape } = given;
  check(
    given.dtype.isFloatingPoint && shape[shape.length - 1] === 2,
    name,
    `requires a complex-valued input tensor: a last dimension of size 2, but got size ${formatSize(shape)}`,
  );
  check(given.shape.numel() > 0, name, "input tensor cannot be empty.");
  check(
    shape.length === 3 || shape.length === 4,
    name,
    `expected a tensor with 2 or 3 dimensions, but got ${shape.length - 1}`,
  );
  const { nFft: size, hop, length: windowLength } = checkFrames(name, call);
  check(hop <= windowLength, name, "expected 0 < hop_length <= win_length");
  const complex = call.returnComplex ?? false;
  const bins = shape[shape.length - 3];
  const half = call.onesided ?? bins !== size;
  check(
    bins === (half ? Math.floor(size / 2) + 1 : size),
    name,
    `expected the frequency dimension (3rd to the last) of the input tensor to match ${half ? "n_fft / 2 + 1 when onesided=True" : "n_fft when onesided=False"}, but got ${bins}`,
  );
  if (complex && half) throw new Error("cannot have onesided input with return_complex");
  const batch = shape.length === 3 ? unsqueeze(given, 0) : given;
  const spectra = transpose(batch, 1, 2);
  const norm = call.normalized ? "ortho" : "backward";
  // Of a real signal the other half of all frequencies says nothing new, and is not read.
  const lines = complex
    ? ifft(spectra, { dim: -1, norm, complex: true })
    : unsqueeze(irfft(narrow(spectra, 2, 0, Math.floor(size / 2) + 1), { n: size, dim: -1, norm, complex: true }), -1);
  const weights =
    fullWindow(call.window, windowLength, size, given) ?? wrap(given, given.kernels.full([size], 1, codeOf(given)));
  const count = spectra.shape[1];
  const total = size + hop * (count - 1);
  const signal = overlapped(mul(lines, unsqueeze(weights, -1)), hop, total);
  const squares = mul(weights, weights).expand([1, count, size]);
  const envelope = overlapped(unsqueeze(squares, -1), hop, total);
  const start = (call.center ?? true) ? Math.floor(size / 2) : 0;
  const end = call.length != null ? start + call.length : (call.center ?? true) ? total - Math.floor(size / 2) : total;
  const last = Math.min(end, total);
  const kept = narrow(signal, 1, start, last - start);
  const divisor = narrow(envelope, 1, start, last - start);
  const least = divisor.detach().abs().min().item() as number;
  check(least > 1e-11, name, `window overlap add min: ${least}: the window leaves samples out`);
  let result = div(kept, divisor);
  if (end > total) {
    console.warn(
      "The length of signal is shorter than the length parameter. Result is being padded with zeros in the tail. Please check your center and hop_length settings.",
    );
    result = constantPadNd(result, [0, 0, 0, end - total]);
  }
  const own = complex ? result : squeeze(result, -1);
  return shape.length === 3 ? squeeze(own, 0) : own;
}

/** Frames [B, count, size, parts] added up where they overlap: [B, total, parts]. */
function overlapped(frames: Tensor, hop: number, total: number): Tensor {
  const [batch, count, size, parts] = frames.shape;
  const { kernels } = frames;
  const starts = kernels.arange(0, hop, count, 4);
  const places = kernels.add(kernels.unsqueeze(starts, 1), kernels.arange(0, 1, size, 4));
  const index = wrap(frames, kernels.reshape(places, [-1]));
  const zeros = wrap(frames, kernels.full([batch, total, parts], 0, codeOf(frames)));
  return indexAdd(zeros, 1, index, flatten(frames, 1, 2));
}
