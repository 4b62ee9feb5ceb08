/**
 * The one native boundary: what a backend (CPU, CUDA) gives to the runtime above it.
 *
 * Contracts that every kernel keeps:
 * - A handle is an opaque native tensor: storage, dtype, sizes, strides and offset. Handles are immutable but for their
 *   storage's contents; nobody frees one by hand, the collector does.
 * - Kernels take strided inputs of any dtype, broadcast and promote as PyTorch does, check what they are given, and
 *   throw an `Error` in PyTorch's words before anything is computed or changed.
 * - A result is fresh and contiguous unless the kernel is documented as a view, or `out` is given: then the result is
 *   written there (its shape must be the result's, its dtype one that the result can be cast to) and `out` is returned.
 *   Every write bumps the version counter of the storage.
 * - Negative dims and indices count from the end.
 */

import type { FourierKernels, LinalgKernels } from "./linalg.ts";

declare const handleBrand: unique symbol;

/** A tensor as the backend holds it. */
export interface Handle {
  readonly [handleBrand]: true;
}

/** A tensor or a wrapped scalar, which takes part in type promotion as a Python number does in PyTorch. */
export type Operand = Handle | Scalar;

/** A number that is an integer counts as one (int64), any other as floating point, a bigint as int64. */
export type Scalar = number | bigint | boolean;

/** Index into {@link dtypeNames}; the native side uses the same numbers. */
export type DTypeCode = number;

/** PyTorch's names of the dtypes, in the order of their native codes. */
export const dtypeNames = [
  "uint8",
  "int8",
  "int16",
  "int32",
  "int64",
  "float16",
  "float32",
  "float64",
  "bool",
  "bfloat16",
] as const;

/** Elementwise functions of one tensor that keep its dtype (integers become the default float where PyTorch does so). */
export const unaryKernels = [
  "abs",
  "neg",
  "sign",
  "square",
  "sqrt",
  "rsqrt",
  "reciprocal",
  "exp",
  "exp2",
  "expm1",
  "log",
  "log2",
  "log10",
  "log1p",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "sigmoid",
  "relu",
  "erf",
  "erfc",
  "floor",
  "ceil",
  "round",
  "trunc",
  "frac",
  "bitwiseNot",
] as const;

/** Elementwise tests of one tensor, to bool; `out` of another dtype takes 0 and 1. */
export const testKernels = ["logicalNot", "isnan", "isinf", "isfinite", "isposinf", "isneginf", "signbit"] as const;

/** Special functions of one tensor: integers become the default float. */
export const specialKernels = [
  "lgamma",
  "digamma",
  "erfinv",
  "erfcx",
  "ndtri",
  "logNdtr",
  "entr",
  "sinc",
  "i0",
  "i0e",
  "i1",
  "i1e",
  "besselJ0",
  "besselJ1",
  "besselY0",
  "besselY1",
  "modifiedBesselK0",
  "modifiedBesselK1",
  "scaledModifiedBesselK0",
  "scaledModifiedBesselK1",
  "sphericalBesselJ0",
  "airyAi",
] as const;

/** Functions of two operands, broadcast and promoted; those of real numbers make integers floats where PyTorch does. */
export const specialPairKernels = [
  "hypot",
  "logaddexp",
  "logaddexp2",
  "nextafter",
  "copysign",
  "fmax",
  "fmin",
  "heaviside",
  "xlogy",
  "xlog1py",
  /** `log(a / (1 - a))`, `a` kept within `b` and `1 - b` where `b` is not negative. */
  "logit",
  "gcd",
  "lcm",
  "bitwiseLeftShift",
  "bitwiseRightShift",
  /** Regularised incomplete gamma functions of `a`, the lower one and the upper one. */
  "igamma",
  "igammac",
  "zeta",
  /** The `b`-th derivative of digamma. */
  "polygamma",
  /** Orthogonal polynomials of degree `b`. */
  "chebyshevPolynomialT",
  "chebyshevPolynomialU",
  "chebyshevPolynomialV",
  "chebyshevPolynomialW",
  "shiftedChebyshevPolynomialT",
  "shiftedChebyshevPolynomialU",
  "shiftedChebyshevPolynomialV",
  "shiftedChebyshevPolynomialW",
  "hermitePolynomialH",
  "hermitePolynomialHe",
  "laguerrePolynomialL",
  "legendrePolynomialP",
] as const;

/** Elementwise functions of two operands, broadcast and promoted. */
export const binaryKernels = [
  "add",
  "sub",
  "mul",
  "div",
  "floorDivide",
  "truncDivide",
  "remainder",
  "fmod",
  "pow",
  "maximum",
  "minimum",
  "atan2",
  "bitwiseAnd",
  "bitwiseOr",
  "bitwiseXor",
  /** Gradient of relu and its kin: `a` where `b > 0`, else 0. */
  "reluBackward",
  /** Gradient of sigmoid from its output: `a * b * (1 - b)`. */
  "sigmoidBackward",
  /** Gradient of tanh from its output: `a * (1 - b * b)`. */
  "tanhBackward",
] as const;

/** Elementwise comparisons of two operands, to bool. */
export const compareKernels = ["eq", "ne", "lt", "le", "gt", "ge", "logicalAnd", "logicalOr", "logicalXor"] as const;

/** Reductions over `dims` (empty: over all), to the dtype that PyTorch gives, or to `dtype`. */
export const reduceKernels = ["sum", "nansum", "prod", "mean", "amax", "amin", "all", "any", "countNonzero"] as const;

/** How scatterReduce_ joins elements that meet at one place. */
export const scatterFunctions = ["sum", "prod", "amax", "amin"] as const;

/** Where bins come from: a formula of the outer edges; edges at equal distances; any edges. */
export const binKinds = ["formula", "even", "any"] as const;

type Table<Names extends readonly string[], F> = { readonly [K in Names[number]]: F };

/** Memory that a backend holds, in bytes. */
export interface MemoryStats {
  /** In use by tensors that are alive. */
  allocated: number;
  /** Held from the system: in use, or kept for reuse; of memory that small tensors share, all while one of them is in use. */
  reserved: number;
  /** The most that was in use at once. */
  peak: number;
}

/** The metadata of a handle, and its bytes. */
export interface StorageKernels {
  /** Uninitialised. */
  empty(sizes: readonly number[], dtype: DTypeCode): Handle;
  full(sizes: readonly number[], value: Scalar, dtype: DTypeCode): Handle;
  /** `start + i * step` for i in 0…count-1. */
  arange(start: number, step: number, count: number, dtype: DTypeCode): Handle;
  /** Copies the bytes (little-endian elements of `dtype`, contiguous). */
  fromBytes(bytes: ArrayBufferView, sizes: readonly number[], dtype: DTypeCode): Handle;
  /**
   * The elements in a file from byte `offset` on, a multiple of the element's size: read when they are touched; writes stay in
   * memory. Not for bool, and not for no elements.
   */
  fromFile(path: string, offset: number, sizes: readonly number[], dtype: DTypeCode): Handle;
  /** Converts a flat list of numbers, bigints or booleans. */
  fromNumbers(values: ArrayLike<Scalar>, sizes: readonly number[], dtype: DTypeCode): Handle;
  /** The elements in row-major order, as little-endian bytes. */
  toBytes(a: Handle): Uint8Array<ArrayBuffer>;
  /** The elements in row-major order: numbers, booleans, and numbers or bigints (int64 beyond 2^53) . */
  toNumbers(a: Handle): Scalar[];
  /** Writes the elements in row-major order to `target`, which has room; false where an int64 beyond 2^53 is no double. */
  toDoubles(a: Handle, target: Float64Array): boolean;
  /** The one element of `a`. */
  item(a: Handle): Scalar;
  sizes(a: Handle): number[];
  strides(a: Handle): number[];
  /** In elements. */
  offset(a: Handle): number;
  dtype(a: Handle): DTypeCode;
  numel(a: Handle): number;
  isContiguous(a: Handle): boolean;
  /** A number that only views of the same memory share. */
  storageId(a: Handle): number;
  /** Bytes of the whole storage, views of which `a` may be one. */
  storageSize(a: Handle): number;
  /** The whole storage as a 1-d view in `a`'s dtype. */
  storageView(a: Handle): Handle;
  /** How often the storage was written in place. */
  version(a: Handle): number;
  memoryStats(): MemoryStats;
  /** Gives kept blocks back to the system. */
  emptyCache(): void;
}

/** Views: results share the input's storage. */
export interface ViewKernels {
  asStrided(a: Handle, sizes: readonly number[], strides: readonly number[], offset: number): Handle;
  /** At most one size is -1. Throws PyTorch's error where strides do not allow it. */
  view(a: Handle, sizes: readonly number[]): Handle;
  /** A view where strides allow it, else a copy. */
  reshape(a: Handle, sizes: readonly number[]): Handle;
  permute(a: Handle, dims: readonly number[]): Handle;
  transpose(a: Handle, dim0: number, dim1: number): Handle;
  /** -1 keeps a size. */
  expand(a: Handle, sizes: readonly number[]): Handle;
  squeeze(a: Handle, dims: readonly number[] | null): Handle;
  unsqueeze(a: Handle, dim: number): Handle;
  select(a: Handle, dim: number, index: number): Handle;
  /** `start` and `end` are clamped as Python's slices are. */
  slice(a: Handle, dim: number, start: number, end: number, step: number): Handle;
  /** The same handle, another identity: used by `detach`. */
  alias(a: Handle): Handle;
  /** The same memory, whose writes are counted apart: `Tensor.data`. */
  countedApart(a: Handle): Handle;
  /** The same bytes as elements of another dtype; the last dim, whose stride must be 1, shrinks or grows with the element. */
  reinterpret(a: Handle, dtype: DTypeCode): Handle;
  /** Contiguous over the same storage, which grows where it is too small; `a` itself where it has the sizes. */
  resize(a: Handle, sizes: readonly number[]): Handle;
  /** Whether elements of both are known to lie in the same memory. */
  overlaps(a: Handle, b: Handle): boolean;
}

export interface CopyKernels {
  /** `a` itself where it is contiguous, else a copy. */
  contiguous(a: Handle): Handle;
  /** A fresh copy, contiguous. */
  clone(a: Handle): Handle;
  /** `a` itself where it has that dtype. */
  to(a: Handle, dtype: DTypeCode): Handle;
  /** Writes `source`, broadcast and converted, into `target`. */
  copyInto(target: Handle, source: Operand): Handle;
  cat(tensors: readonly Handle[], dim: number): Handle;
  where(condition: Handle, a: Operand, b: Operand, out?: Handle): Handle;
  /** `null`: no bound on that side. */
  clamp(a: Handle, min: Operand | null, max: Operand | null, out?: Handle): Handle;
  tril(a: Handle, diagonal: number): Handle;
  triu(a: Handle, diagonal: number): Handle;
}

export interface ReduceKernels {
  /** Sums `a` down to a shape that broadcasts to `a`'s; `a` itself where the shapes are equal. */
  sumTo(a: Handle, sizes: readonly number[]): Handle;
  /** Variance over `dims` (empty: all) with `correction` taken from the count; with `root` the standard deviation. */
  variance(a: Handle, dims: readonly number[], correction: number, keepdim: boolean, root?: boolean): Handle;
  /** Values and int64 indices of the largest (smallest) along `dim`. NaN wins; the first index of equals. */
  max(a: Handle, dim: number, keepdim: boolean): [Handle, Handle];
  min(a: Handle, dim: number, keepdim: boolean): [Handle, Handle];
  /** `dim` null: over the flattened tensor. */
  argmax(a: Handle, dim: number | null, keepdim: boolean): Handle;
  argmin(a: Handle, dim: number | null, keepdim: boolean): Handle;
}

/** What runs along a dim, each element a function of those before it. */
export interface ScanKernels {
  /** Integers become int64 where no dtype is given. */
  cumsum(a: Handle, dim: number, dtype?: DTypeCode): Handle;
  cumprod(a: Handle, dim: number, dtype?: DTypeCode): Handle;
  /** Values and int64 indices: the last of equals; from the first NaN on the last NaN. */
  cummax(a: Handle, dim: number): [Handle, Handle];
  cummin(a: Handle, dim: number): [Handle, Handle];
  logcumsumexp(a: Handle, dim: number): Handle;
  /** `y[i] = b[i] + a[i] * y[i - 1]`, where y[-1] is 0; `a` and `b` have one shape and one floating dtype. */
  recurrence(a: Handle, b: Handle, dim: number): Handle;
}

/** Order and counts; NaN is larger than everything. */
export interface OrderKernels {
  /** Values and int64 indices; stable. */
  sort(a: Handle, dim: number, descending: boolean): [Handle, Handle];
  topk(a: Handle, k: number, dim: number, largest: boolean): [Handle, Handle];
  /** The `k`th smallest along `dim`, counted from 1, and its index; the dim stays with size 1. */
  kthvalue(a: Handle, k: number, dim: number): [Handle, Handle];
  /** The lower of two middle elements; a NaN where there is one unless NaN is ignored; the dim stays with size 1. */
  median(a: Handle, dim: number, ignoresNan: boolean): [Handle, Handle];
  medianOfAll(a: Handle, ignoresNan: boolean): Handle;
  /** The most frequent, the smallest of those, and its index; the dim stays with size 1. */
  mode(a: Handle, dim: number): [Handle, Handle];
  /**
   * Where in the sorted last dim of `boundaries` each value belongs, before equals or (`right`) behind them. `sorter`
   * orders boundaries that are not sorted; `narrow` gives int32.
   */
  searchsorted(boundaries: Handle, values: Handle, sorter: Handle | null, right: boolean, narrow: boolean): Handle;
  /** The sorted distinct elements; for each element its place among them; how often each occurs. */
  unique(a: Handle, inverse: boolean, counts: boolean): [Handle, Handle | null, Handle | null];
  /** As unique, of runs of equal elements. */
  uniqueConsecutive(a: Handle, inverse: boolean, counts: boolean): [Handle, Handle | null, Handle | null];
  /** As both, of the rows of a matrix: the index of the first of each instead of the rows. */
  uniqueRows(
    a: Handle,
    consecutive: boolean,
    inverse: boolean,
    counts: boolean,
  ): [Handle, Handle | null, Handle | null];
  /** How often each of 0, 1, 2 … occurs in a vector of integers, or the sums of their weights. */
  bincount(a: Handle, weights: Handle | null, minlength: number): Handle;
  /**
   * `a` [points, dims] counted, or weights summed up, by bins between `edges`, one vector for each dim. The last bin
   * holds both its edges; points beyond the edges do not count. `bins` is the number of one of {@link binKinds}.
   */
  histogram(a: Handle, edges: readonly Handle[], weights: Handle | null, bins: number): Handle;
}

export interface MatmulKernels {
  /** PyTorch's matmul: vectors, matrices and broadcast batches of them; transposed inputs cost no copy. */
  matmul(a: Handle, b: Handle, out?: Handle): Handle;
  /** `x @ weight.T + bias` over the last dim, the bias added in the same pass. */
  linear(x: Handle, weight: Handle, bias: Handle | null): Handle;
  /** `beta * c + alpha * (a @ b)`. */
  addmm(c: Handle, a: Handle, b: Handle, beta: number, alpha: number, out?: Handle): Handle;
}

/** How a convolution's kernel moves: a number for each of its one, two or three spatial dims. */
export interface ConvolutionOptions {
  stride: readonly number[];
  padding: readonly number[];
  dilation: readonly number[];
  transposed: boolean;
  /** Of a transposed convolution: what is added to the size of the result. */
  outputPadding: readonly number[];
  groups: number;
}

export interface ConvolutionKernels {
  /** `input` [N, C, …] and `weight` [O, C / groups, …], or [C, O / groups, …] where it is transposed; `bias` [O]. */
  convolution(input: Handle, weight: Handle, bias: Handle | null, options: ConvolutionOptions): Handle;
  /** The gradients of input, weight and bias; null for those that `wanted` leaves out. */
  convolutionBackward(
    grad: Handle,
    input: Handle,
    weight: Handle,
    options: ConvolutionOptions,
    wanted: readonly [boolean, boolean, boolean],
  ): [Handle | null, Handle | null, Handle | null];
}

/** A window over the last one, two or three dims: a number for each of them. */
export interface PoolOptions {
  kernel: readonly number[];
  stride: readonly number[];
  padding: readonly number[];
  /** Of ones for averages. */
  dilation: readonly number[];
  ceilMode: boolean;
}

/** Planes are the last `dims` dims of [N, C, …] or [C, …]. */
export interface PoolKernels {
  /** The largest of each window, and its int64 place in its plane: the first of equals, but the last NaN. */
  maxPool(a: Handle, options: PoolOptions): [Handle, Handle];
  adaptiveMaxPool(a: Handle, sizes: readonly number[]): [Handle, Handle];
  /** Of both: gradients added at the places that `indices` names, in zeros of `a`'s shape. */
  maxPoolBackward(grad: Handle, a: Handle, indices: Handle, dims: number): Handle;
  /** `divisor` null: the window's size, with the padding in it where `countIncludePad`. */
  avgPool(a: Handle, options: PoolOptions, countIncludePad: boolean, divisor: number | null): Handle;
  avgPoolBackward(
    grad: Handle,
    a: Handle,
    options: PoolOptions,
    countIncludePad: boolean,
    divisor: number | null,
  ): Handle;
  adaptiveAvgPool(a: Handle, sizes: readonly number[]): Handle;
  adaptiveAvgPoolBackward(grad: Handle, a: Handle, dims: number): Handle;
}

/** Forward kernels give the result, and the means and the reciprocals of the deviations, which the backward ones take. */
export interface NormKernels {
  /** Normalises over the last dims, whose sizes are `shape`, as those of weight and bias are. */
  layerNorm(
    a: Handle,
    shape: readonly number[],
    weight: Handle | null,
    bias: Handle | null,
    eps: number,
  ): [Handle, Handle, Handle];
  /** The gradients of `a`, weight and bias; the last two are null where there is no weight. */
  layerNormBackward(
    grad: Handle,
    a: Handle,
    shape: readonly number[],
    weight: Handle | null,
    mean: Handle,
    reciprocal: Handle,
  ): [Handle, Handle | null, Handle | null];
  /** Normalises each channel (dim 1) by the batch's statistics, which update the running ones, or else by those. */
  batchNorm(
    a: Handle,
    weight: Handle | null,
    bias: Handle | null,
    runningMean: Handle | null,
    runningVar: Handle | null,
    options: { training: boolean; momentum: number; eps: number },
  ): [Handle, Handle, Handle];
  /** The gradients of `a`, weight and bias. */
  batchNormBackward(
    grad: Handle,
    a: Handle,
    weight: Handle | null,
    mean: Handle,
    reciprocal: Handle,
    training: boolean,
  ): [Handle, Handle, Handle];
}

/** Of three tensors, computed in one pass and rounded once. */
export interface BlendKernels {
  /** `a + value * b * c`. */
  addcmul(a: Handle, b: Handle, c: Handle, value: Scalar, out?: Handle): Handle;
  /** `a + value * b / c`. */
  addcdiv(a: Handle, b: Handle, c: Handle, value: Scalar, out?: Handle): Handle;
  /** `a + weight * (b - a)`, of floating-point tensors. */
  lerp(a: Handle, b: Handle, weight: Operand, out?: Handle): Handle;
}

export interface SplitKernels {
  /** Mantissas of [0.5, 1) and int32 exponents: `a` is the one times 2 to the power of the other. */
  frexp(a: Handle): [Handle, Handle];
}

export interface ActivationKernels {
  /** x Φ(x): by the error function, or PyTorch's approximation by tanh. */
  gelu(a: Handle, byTanh: boolean, out?: Handle): Handle;
  geluBackward(grad: Handle, a: Handle, byTanh: boolean): Handle;
}

export interface SoftmaxKernels {
  softmax(a: Handle, dim: number): Handle;
  logSoftmax(a: Handle, dim: number): Handle;
  softmaxBackward(grad: Handle, output: Handle, dim: number): Handle;
  logSoftmaxBackward(grad: Handle, output: Handle, dim: number): Handle;
  /** `input` [N, C] or [N, C, …] log-probabilities, int64 `target`; reduction 0 none, 1 mean, 2 sum. Gives the loss and the total weight. */
  nllLoss(
    input: Handle,
    target: Handle,
    weight: Handle | null,
    reduction: number,
    ignoreIndex: number,
  ): [Handle, Handle];
  nllLossBackward(
    grad: Handle,
    input: Handle,
    target: Handle,
    weight: Handle | null,
    reduction: number,
    ignoreIndex: number,
    totalWeight: Handle,
  ): Handle;
  /** `logProbs` [T, N, C]; int64 `targets` [N, S] or one after the other; lengths [N]. The losses [N]. */
  ctcLoss(logProbs: Handle, targets: Handle, inputLengths: Handle, targetLengths: Handle, blank: number): Handle;
  /** The gradient of `logProbs` for those of the losses, as PyTorch gives it: that of a log-softmax's input. */
  ctcLossBackward(
    grad: Handle,
    logProbs: Handle,
    targets: Handle,
    inputLengths: Handle,
    targetLengths: Handle,
    blank: number,
    zeroInfinity: boolean,
  ): Handle;
}

/** Which cell (0 tanh, 1 relu, 2 lstm, 3 gru), and how many rows each step has: never more than the step before. */
export interface RecurrentOptions {
  cell: number;
  batchSizes: readonly number[];
  reverse: boolean;
}

/** One direction of a recurrent layer, its whole sequence at once. */
export interface RecurrentKernels {
  /**
   * `gates` [rows, gates × hidden]: the input's part of the gates, and all biases but `bias`, the GRU's of the hidden part;
   * `weight` [gates × hidden, hidden]; `h0` [batch, hidden], `c0` of an LSTM too. Gives the output [rows, hidden], the last
   * hidden state, the last cell, the gates as they opened and the cells, which are empty where there are none.
   */
  recurrent(
    gates: Handle,
    weight: Handle,
    bias: Handle | null,
    h0: Handle,
    c0: Handle | null,
    options: RecurrentOptions,
  ): [Handle, Handle, Handle, Handle, Handle];
  /**
   * From the gradients of the first three results (null: none came) and all results, those of `gates`, of the hidden part
   * of the gates (which only a GRU tells apart), of weight, h0 and c0.
   */
  recurrentBackward(
    gradients: readonly [Handle | null, Handle | null, Handle | null],
    results: readonly Handle[],
    weight: Handle,
    h0: Handle,
    c0: Handle | null,
    options: RecurrentOptions,
  ): [Handle, Handle, Handle, Handle, Handle];
}

export interface AttentionOptions {
  scale: number;
  /** Whether query i sees keys 0…i alone. */
  causal: boolean;
}

/** Attention that holds the weights of a block of queries at a time. */
export interface AttentionKernels {
  /**
   * `softmax(scale q kᵀ + mask) v` of `q` [N, H, L, E], `k` [N, Hk, S, E], `v` [N, Hk, S, V], where Hk divides H, and a mask
   * that is added and broadcasts to [N, H, L, S]. A query that sees no key gives 0. The result's memory is ordered as q's;
   * with it the logarithms of the sums [N, H, L].
   */
  attention(q: Handle, k: Handle, v: Handle, mask: Handle | null, options: AttentionOptions): [Handle, Handle];
  /** The gradients of q, k and v, ordered as they; `inputs` are q, k, v, the result and the sums. */
  attentionBackward(
    grad: Handle,
    inputs: readonly Handle[],
    mask: Handle | null,
    options: AttentionOptions,
  ): [Handle, Handle, Handle];
}

export interface IndexKernels {
  indexSelect(a: Handle, dim: number, index: Handle): Handle;
  /** Rows of a `weight` [rows, features] → [...indices, features]. */
  embedding(weight: Handle, indices: Handle): Handle;
  gather(a: Handle, dim: number, index: Handle): Handle;
  /** In place: `target[index[i][j]][j] = source[i][j]` for dim 0. */
  scatter_(target: Handle, dim: number, index: Handle, source: Operand): Handle;
  scatterAdd_(target: Handle, dim: number, index: Handle, source: Handle): Handle;
  /**
   * As scatterAdd_ with another of {@link scatterFunctions}, by its number. Without `includeSelf` the target's own
   * elements take no part where the index names them.
   */
  scatterReduce_(
    target: Handle,
    dim: number,
    index: Handle,
    source: Handle,
    reduction: number,
    includeSelf: boolean,
  ): Handle;
  indexAdd_(target: Handle, dim: number, index: Handle, source: Handle, alpha: number): Handle;
  /** PyTorch's advanced indexing: one int64 index tensor, or null, a leading dim. */
  index(a: Handle, indices: readonly (Handle | null)[]): Handle;
  indexPut_(target: Handle, indices: readonly (Handle | null)[], values: Handle, accumulate: boolean): Handle;
  /** Coordinates [n, dims] of what is not zero, int64. */
  nonzero(a: Handle): Handle;
  maskedSelect(a: Handle, mask: Handle): Handle;
  maskedFill(a: Handle, mask: Handle, value: Operand, out?: Handle): Handle;
}

/** PyTorch's mt19937 streams on the CPU, to the bit. A generator's state is an opaque native object. */
export interface RandomKernels {
  generator(seed: bigint): Generator;
  seed(generator: Generator, seed: bigint): void;
  initialSeed(generator: Generator): bigint;
  /** PyTorch's 5,056-byte CPU state, as `torch.get_rng_state()` gives it. */
  getState(generator: Generator): Uint8Array<ArrayBuffer>;
  setState(generator: Generator, state: Uint8Array): void;
  uniform_(target: Handle, from: number, to: number, generator: Generator): Handle;
  normal_(target: Handle, mean: number, std: number, generator: Generator): Handle;
  /** Integers of [from, to); `to` null: as `random_()` without bounds. */
  random_(target: Handle, from: bigint, to: bigint | null, generator: Generator): Handle;
  bernoulli_(target: Handle, p: Operand, generator: Generator): Handle;
  exponential_(target: Handle, lambda: number, generator: Generator): Handle;
  randperm(n: number, dtype: DTypeCode, generator: Generator): Handle;
  multinomial(weights: Handle, count: number, replacement: boolean, generator: Generator): Handle;
  cauchy_(target: Handle, median: number, sigma: number, generator: Generator): Handle;
  logNormal_(target: Handle, mean: number, std: number, generator: Generator): Handle;
  geometric_(target: Handle, p: number, generator: Generator): Handle;
  /** Of the dtype of `rates`. */
  poisson(rates: Handle, generator: Generator): Handle;
  /** Successes among `counts`, broadcast; both have one floating dtype, the result's. */
  binomial(counts: Handle, probabilities: Handle, generator: Generator): Handle;
  /** Gamma numbers of rate 1. */
  standardGamma(concentrations: Handle, generator: Generator): Handle;
  /** How `samples` of `standardGamma` move with their concentrations. */
  standardGammaGrad(concentrations: Handle, samples: Handle): Handle;
  /** How beta numbers of concentrations `concentrations` and `totals - concentrations` move with the first, by 1 - x. */
  dirichletGrad(samples: Handle, concentrations: Handle, totals: Handle): Handle;
}

declare const generatorBrand: unique symbol;

/** The state of a random number generator. */
export interface Generator {
  readonly [generatorBrand]: true;
}

/** Whole optimizer steps over lists of parameters, in place and in one call. */
export interface OptimizerKernels {
  /** PyTorch's SGD; `buffers[i]` null before the first step with momentum: the result gives the buffers made. */
  sgdStep(
    parameters: readonly Handle[],
    gradients: readonly Handle[],
    buffers: readonly (Handle | null)[],
    options: {
      lr: number;
      momentum: number;
      dampening: number;
      weightDecay: number;
      nesterov: boolean;
      maximize: boolean;
    },
  ): (Handle | null)[];
  /** PyTorch's Adam and AdamW (`decoupled`); moments are updated in place; `step` counts from 1. */
  adamStep(
    parameters: readonly Handle[],
    gradients: readonly Handle[],
    averages: readonly Handle[],
    squares: readonly Handle[],
    maxSquares: readonly Handle[] | null,
    options: {
      lr: number;
      beta1: number;
      beta2: number;
      eps: number;
      weightDecay: number;
      decoupled: boolean;
      maximize: boolean;
      step: number;
    },
  ): void;
}

/** Everything that a backend computes. */
export type Kernels = Table<typeof unaryKernels, (a: Handle, out?: Handle) => Handle> &
  Table<typeof testKernels, (a: Handle, out?: Handle) => Handle> &
  Table<typeof specialKernels, (a: Handle, out?: Handle) => Handle> &
  Table<typeof specialPairKernels, (a: Operand, b: Operand, out?: Handle) => Handle> &
  Table<typeof binaryKernels, (a: Operand, b: Operand, out?: Handle) => Handle> &
  Table<typeof compareKernels, (a: Operand, b: Operand, out?: Handle) => Handle> &
  Table<typeof reduceKernels, (a: Handle, dims: readonly number[], keepdim: boolean, dtype?: DTypeCode) => Handle> &
  StorageKernels &
  ViewKernels &
  CopyKernels &
  ReduceKernels &
  ScanKernels &
  OrderKernels &
  MatmulKernels &
  ConvolutionKernels &
  PoolKernels &
  NormKernels &
  ActivationKernels &
  BlendKernels &
  SplitKernels &
  SoftmaxKernels &
  RecurrentKernels &
  AttentionKernels &
  IndexKernels &
  LinalgKernels &
  FourierKernels &
  RandomKernels &
  OptimizerKernels;

/** A device's kernels, and what the runtime must know of the device. */
export interface Backend {
  readonly name: "cpu" | "cuda";
  readonly kernels: Kernels;
  /** Threads of the pool; setting it resizes the pool. */
  threads(count?: number): number;
  /** Waits until everything that was started is done. */
  synchronize(): void;
  /**
   * Address of a 32-bit flag: a long kernel that finds it non-zero stops and throws an error named `InterruptError`.
   * The kernel process sets it when the user presses Stop.
   */
  interruptFlag(flag: Int32Array): void;
}
