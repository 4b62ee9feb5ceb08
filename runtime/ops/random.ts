/** Random tensors, drawn from PyTorch's streams. */

import { record, recording } from "../autograd/graph.ts";
import { backendFor } from "../tensor/device.ts";
import { type DType, finfo, float64, getDefaultDtype, int64, scalarName } from "../tensor/dtype.ts";
import { defaultGenerator, Generator } from "../tensor/generator.ts";
import { describe, isOptions, named } from "../tensor/options.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { assign, expectTensor, filled, operand, refuseInference, refuseLeaf, type Scalar, sizesOf } from "./core.ts";
import { checkFactory, empty, emptyLike, type FactoryOptions, sizesAndOptions } from "./create.ts";
import { into, type OutOption, sized } from "./out.ts";
import { sum } from "./reduce.ts";

/** Where random numbers come from. */
export interface GeneratorOption {
  /** The stream; the default one when undefined. */
  generator?: Generator | null;
}

/** Where random numbers come from, and where the result is written. */
export interface DrawOptions extends GeneratorOption, OutOption {}

/** How a random tensor is made. */
export interface RandomOptions extends FactoryOptions, GeneratorOption {}

type SizeCall = readonly (number | readonly number[] | RandomOptions)[];

/** A generator given by itself, as PyTorch's second parameter. */
function optionsOf(options: GeneratorOption | Generator | undefined): GeneratorOption | undefined {
  return options instanceof Generator ? { generator: options } : options;
}

function streamOf(options: GeneratorOption | undefined) {
  return (options?.generator ?? defaultGenerator).native;
}

/** An empty tensor that `draw` fills, before it may require grad. */
function drawn(sizes: readonly number[], options: RandomOptions, dtype: DType, draw: (target: Tensor) => void): Tensor {
  const { out, device } = options;
  const made = empty(sizes, { dtype: options.dtype ?? (out == null ? dtype : undefined), device, out });
  draw(made);
  if (options.requiresGrad) made.requiresGrad = true;
  return made;
}

/** Uniform numbers of [0, 1). */
export function rand(...size: SizeCall): Tensor {
  const [sizes, options] = sizesAndOptions<RandomOptions>("rand", size);
  return drawn(sizes, options, getDefaultDtype(), (target) =>
    target.kernels.uniform_(target.handle, 0, 1, streamOf(options)),
  );
}

/** Numbers of the standard normal distribution. */
export function randn(...size: SizeCall): Tensor {
  const [sizes, options] = sizesAndOptions<RandomOptions>("randn", size);
  return drawn(sizes, options, getDefaultDtype(), (target) =>
    target.kernels.normal_(target.handle, 0, 1, streamOf(options)),
  );
}

/** Integers of [low, high); `randint(high, size)` begins at 0. int64 unless `dtype` is given. */
export function randint(high: number, size: readonly number[], options?: RandomOptions): Tensor;
export function randint(low: number, high: number, size: readonly number[], options?: RandomOptions): Tensor;
export function randint(...args: (number | readonly number[] | RandomOptions | undefined)[]): Tensor {
  const given = args.filter((arg) => arg !== undefined);
  const last = given[given.length - 1];
  const options = (isOptions(last) ? last : {}) as RandomOptions & {
    low?: number;
    high?: number;
    size?: readonly number[];
  };
  const size = given.find((arg) => Array.isArray(arg)) ?? options.size;
  checkFactory("randint", options, ["low", "high", "size"]);
  const numbers = given.filter((arg) => typeof arg === "number");
  const low = numbers.length > 1 ? numbers[0] : (options.low ?? 0);
  const high = numbers.length > 1 ? numbers[1] : (numbers[0] ?? options.high);
  if (size === undefined) throw new TypeError("randint(): argument 'size' must be a list of ints");
  if (high === undefined || !Number.isInteger(low) || !Number.isInteger(high))
    throw new TypeError(`randint(): low and high must be ints, got ${low} and ${high}`);
  if (low >= high)
    throw new RangeError(`random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`);
  return drawn(sizesOf("randint", [size as readonly number[]]), options, int64, (target) =>
    target.kernels.random_(target.handle, BigInt(low), BigInt(high), streamOf(options)),
  );
}

/** The integers 0…n-1 in random order. */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  if (!Number.isInteger(n)) throw new TypeError(`randperm(): argument 'n' must be int, not ${describe(n)}`);
  if (n < 0) throw new RangeError(`n must be non-negative, got ${n}`);
  checkFactory("randperm", options);
  const backend = backendFor(options.device ?? undefined);
  const dtype = options.dtype ?? options.out?.dtype ?? int64;
  const made = new Tensor(backend.kernels.randperm(n, dtype.code, streamOf(options)), backend);
  if (options.out == null) return made;
  const out = sized(options.out, "randperm", [n]);
  out.kernels.copyInto(out.handle, made.handle);
  return out;
}

function like(input: Tensor, name: string, options?: RandomOptions): RandomOptions {
  const { dtype, device } = expectTensor(input, name);
  checkFactory(name, options);
  return { ...options, dtype: options?.dtype ?? dtype, device: options?.device ?? device };
}

/** A tensor of `input`'s form that `draw` fills, in the order of memory. */
function drawnLike(
  input: Tensor,
  name: string,
  options: RandomOptions | undefined,
  draw: (target: Tensor) => void,
): Tensor {
  const { dtype, device, requiresGrad } = like(input, name, options);
  const made = emptyLike(input, { dtype, device });
  draw(made);
  if (requiresGrad) made.requiresGrad = true;
  return made;
}

/** Uniform numbers of [0, 1) of `input`'s shape. */
export function randLike(input: Tensor, options?: RandomOptions): Tensor {
  return drawnLike(input, "rand_like", options, ({ kernels, handle }) =>
    kernels.uniform_(handle, 0, 1, streamOf(options)),
  );
}

/** Standard normal numbers of `input`'s shape. */
export function randnLike(input: Tensor, options?: RandomOptions): Tensor {
  return drawnLike(input, "randn_like", options, ({ kernels, handle }) =>
    kernels.normal_(handle, 0, 1, streamOf(options)),
  );
}

/** Integers of [low, high) of `input`'s shape and dtype. */
export function randintLike(
  input: Tensor,
  low: number,
  high?: number | RandomOptions,
  options?: RandomOptions,
): Tensor {
  const given = isOptions(high) ? (high as RandomOptions) : options;
  const [from, to] = typeof high === "number" ? [low, high] : [0, low];
  if (!Number.isInteger(from) || !Number.isInteger(to))
    throw new TypeError(`randint_like(): low and high must be ints, got ${describe(from)} and ${describe(to)}`);
  return drawnLike(input, "randint_like", given, ({ kernels, handle }) =>
    kernels.random_(handle, BigInt(from), BigInt(to), streamOf(given)),
  );
}

/** Normal numbers: `mean` and `std` are numbers with a `size`, or tensors. */
export function normal(
  mean: Tensor | number,
  std: Tensor | number = 1,
  size?: readonly number[] | RandomOptions,
  options?: RandomOptions,
): Tensor {
  const given = (isOptions(size) ? size : (options ?? {})) as RandomOptions & { size?: readonly number[] };
  const sizes = Array.isArray(size) ? (size as readonly number[]) : given.size;
  if (typeof mean === "number" && typeof std === "number") {
    if (sizes === undefined) throw new TypeError("normal(): argument 'size' is needed where mean and std are numbers");
    if (std < 0) throw new RangeError(`normal expects std >= 0.0, but found std ${std}`);
    return drawn(sizes, given, getDefaultDtype(), (target) =>
      target.kernels.normal_(target.handle, mean, std, streamOf(given)),
    );
  }
  if (typeof std === "number" && std < 0) throw new RangeError(`normal expects std >= 0.0, but found std ${std}`);
  const shaped = mean instanceof Tensor ? mean : expectTensor(std, "normal", "std");
  const { kernels } = shaped;
  if (std instanceof Tensor && std.shape.numel() > 0 && kernels.item(kernels.any(kernels.lt(std.handle, 0), [], false)))
    throw new RangeError("normal expects all elements of std >= 0.0");
  const shape = mean instanceof Tensor && std instanceof Tensor ? add(mean.detach(), std.detach()).shape : shaped.shape;
  const noise = new Tensor(kernels.empty(shape, shaped.dtype.code), shaped.backend);
  kernels.normal_(noise.handle, 0, typeof std === "number" ? std : 1, streamOf(given));
  const { handle } = noise;
  if (std instanceof Tensor) kernels.mul(handle, std.handle, handle);
  if (mean !== 0) kernels.add(handle, operand(mean, "normal", "mean"), handle);
  const out = into(given.out, noise, "normal", [mean, std], { dtype: "any" });
  return recording(mean, std) ? record(out, "NormalBackward0", [mean, std], [zerosFor(mean), zerosFor(std)]) : out;
}

/** Zeros for an input that draws do not move with. */
function zerosFor(input: Tensor | number) {
  return () => (input instanceof Tensor ? filled(input.detach(), 0) : null);
}

/** Numbers of the Poisson distributions whose rates are `input`. */
export function poisson(input: Tensor, options?: GeneratorOption | Generator): Tensor {
  const { kernels } = expectTensor(input, "poisson");
  const out = wrap(input, kernels.poisson(input.handle, streamOf(optionsOf(options))));
  return recording(input) ? record(out, "PoissonBackward0", [input], [(grad) => filled(grad, 0)]) : out;
}

/** How many of `count` trials succeed where each does with probability `prob`. */
export function binomial(count: Tensor, prob: Tensor, options?: GeneratorOption | Generator): Tensor {
  const { kernels } = expectTensor(count, "binomial", "count");
  expectTensor(prob, "binomial", "prob");
  const out = wrap(count, kernels.binomial(count.handle, prob.handle, streamOf(optionsOf(options))));
  return recording(count, prob)
    ? record(out, "BinomialBackward0", [count, prob], [zerosFor(count), zerosFor(prob)])
    : out;
}

/** @internal Gamma numbers of rate 1, which move with their concentrations. */
export function standardGamma(input: Tensor, options?: GeneratorOption): Tensor {
  const out = wrap(input, input.kernels.standardGamma(input.handle, streamOf(options)));
  if (!recording(input)) return out;
  const slope = (grad: Tensor): Tensor =>
    mul(grad, wrap(input, input.kernels.standardGammaGrad(input.handle, out.handle)));
  return record(out, "StandardGammaBackward0", [input], [slope], [input, out]);
}

/** @internal Points of the simplex over the last dim, which move with their concentrations. */
export function sampleDirichlet(input: Tensor, options?: GeneratorOption): Tensor {
  const { kernels: k, dtype } = input;
  if (dtype.name !== "float32" && dtype !== float64)
    throw new Error(`"dirichlet" not implemented for '${scalarName(dtype)}'`);
  const gamma = k.standardGamma(k.to(input.handle, float64.code), streamOf(options));
  const shares = k.to(k.div(gamma, k.sum(gamma, [-1], true)), dtype.code);
  const { tiny, eps } = finfo(dtype);
  const out = wrap(input, k.clamp(shares, tiny, 1 - eps / 2));
  if (!recording(input)) return out;
  const derivative = (grad: Tensor): Tensor => {
    const total = k.clone(k.expand(k.sum(input.handle, [-1], true), input.shape));
    const slope = wrap(input, k.dirichletGrad(out.handle, input.handle, total));
    return mul(slope, sub(grad, sum(mul(out, grad), -1, true)));
  };
  return record(out, "SampleDirichletBackward0", [input], [derivative], [input, out]);
}

/** 1 with the probability that each element of `input` is, else 0. */
export function bernoulli(input: Tensor, p?: number | DrawOptions, options?: DrawOptions): Tensor {
  const given = isOptions(p) ? (p as DrawOptions) : options;
  const out = filled(expectTensor(input, "bernoulli"), 0);
  out.kernels.bernoulli_(out.handle, typeof p === "number" ? p : input.handle, streamOf(given));
  if (given?.out !== undefined) return into(given.out, out, "bernoulli", [input], { dtype: "any" });
  return recording(input) ? record(out, "BernoulliBackward0", [input], [(grad) => filled(grad, 0)]) : out;
}

/** `numSamples` indices of each row of weights, drawn with probabilities that are in proportion to them. */
export function multinomial(
  input: Tensor,
  numSamples: number | ({ numSamples: number; replacement?: boolean } & DrawOptions),
  replacement?: boolean | DrawOptions,
  options?: DrawOptions,
): Tensor {
  const call = named<{ numSamples: number; replacement?: boolean } & DrawOptions>(
    "multinomial",
    { numSamples, replacement },
    options,
    ["generator", "out"],
  );
  const { kernels } = expectTensor(input, "multinomial");
  const handle = kernels.multinomial(input.handle, call.numSamples, call.replacement ?? false, streamOf(call));
  return into(call.out, wrap(input, handle), "multinomial", [input], {
    dtype: (_, out) => (out === int64 ? null : `multinomial expects Long tensor out, got: ${scalarName(out)}`),
  });
}

/** Fills in place with what `draw` draws; a history ends there. */
function fill(input: Tensor, name: string, draw: (target: Tensor) => void): Tensor {
  refuseInference(expectTensor(input, name));
  refuseLeaf(input);
  if (!recording(input)) {
    draw(input);
    return input;
  }
  const fresh = filled(input.detach(), 0);
  draw(fresh);
  return assign(input, fresh);
}

/** Fills with uniform numbers of [from, to). */
export function uniform_(
  input: Tensor,
  from?: number | ({ from?: number; to?: number } & GeneratorOption),
  to?: number | GeneratorOption,
  options?: GeneratorOption,
): Tensor {
  const call = named<{ from?: number; to?: number } & GeneratorOption>("uniform_", { from, to }, options, [
    "generator",
  ]);
  const low = call.from ?? 0;
  const high = call.to ?? 1;
  if (low > high)
    throw new RangeError(`uniform_ expects to return a [from, to) range, but found from=${low} > to=${high}`);
  return fill(input, "uniform_", (target) => target.kernels.uniform_(target.handle, low, high, streamOf(call)));
}

/** Fills with normal numbers. */
export function normal_(
  input: Tensor,
  mean?: number | ({ mean?: number; std?: number } & GeneratorOption),
  std?: number | GeneratorOption,
  options?: GeneratorOption,
): Tensor {
  const call = named<{ mean?: number; std?: number } & GeneratorOption>("normal_", { mean, std }, options, [
    "generator",
  ]);
  const deviation = call.std ?? 1;
  if (deviation < 0) throw new RangeError(`normal_ expects std >= 0.0, but found std=${deviation}`);
  return fill(input, "normal_", (target) =>
    target.kernels.normal_(target.handle, call.mean ?? 0, deviation, streamOf(call)),
  );
}

/** Fills with integers of [from, to); without bounds, of all that the dtype can hold exactly. */
export function random_(
  input: Tensor,
  from?: number | ({ from?: number; to?: number } & GeneratorOption),
  to?: number | GeneratorOption,
  options?: GeneratorOption,
): Tensor {
  const call = named<{ from?: number; to?: number } & GeneratorOption>("random_", { from, to }, options, ["generator"]);
  for (const [key, value] of Object.entries({ from: call.from, to: call.to }))
    if (value !== undefined && !Number.isInteger(value))
      throw new TypeError(`random_(): argument '${key}' must be int, not ${describe(value)}`);
  const bounds: [bigint, bigint | null] =
    call.to !== undefined
      ? [BigInt(call.from ?? 0), BigInt(call.to)]
      : call.from !== undefined
        ? [0n, BigInt(call.from)]
        : [0n, null];
  return fill(input, "random_", (target) => target.kernels.random_(target.handle, ...bounds, streamOf(call)));
}

/** Fills with 1 with probability `p`, else 0. */
export function bernoulli_(
  input: Tensor,
  p?: Scalar | Tensor | ({ p?: Scalar | Tensor } & GeneratorOption),
  options?: GeneratorOption,
): Tensor {
  const call = named<{ p?: Scalar | Tensor } & GeneratorOption>("bernoulli_", { p }, options, ["generator"]);
  const chance = call.p ?? 0.5;
  return fill(input, "bernoulli_", (target) =>
    target.kernels.bernoulli_(target.handle, chance instanceof Tensor ? chance.handle : chance, streamOf(call)),
  );
}

/** Fills with numbers of the exponential distribution of rate `lambd`. */
export function exponential_(
  input: Tensor,
  lambd?: number | ({ lambd?: number } & GeneratorOption),
  options?: GeneratorOption,
): Tensor {
  const call = named<{ lambd?: number } & GeneratorOption>("exponential_", { lambd }, options, ["generator"]);
  const rate = call.lambd ?? 1;
  if (rate <= 0) throw new RangeError(`exponential_ expects lambda > 0.0, but found lambda=${rate}`);
  return fill(input, "exponential_", (target) => target.kernels.exponential_(target.handle, rate, streamOf(call)));
}

/** Fills with numbers of the Cauchy distribution. */
export function cauchy_(
  input: Tensor,
  median?: number | ({ median?: number; sigma?: number } & GeneratorOption),
  sigma?: number | GeneratorOption,
  options?: GeneratorOption,
): Tensor {
  const call = named<{ median?: number; sigma?: number } & GeneratorOption>("cauchy_", { median, sigma }, options, [
    "generator",
  ]);
  return fill(input, "cauchy_", (target) =>
    target.kernels.cauchy_(target.handle, call.median ?? 0, call.sigma ?? 1, streamOf(call)),
  );
}

/** Fills with numbers whose logarithms are normal. */
export function logNormal_(
  input: Tensor,
  mean?: number | ({ mean?: number; std?: number } & GeneratorOption),
  std?: number | GeneratorOption,
  options?: GeneratorOption,
): Tensor {
  const call = named<{ mean?: number; std?: number } & GeneratorOption>("log_normal_", { mean, std }, options, [
    "generator",
  ]);
  return fill(input, "log_normal_", (target) =>
    target.kernels.logNormal_(target.handle, call.mean ?? 1, call.std ?? 2, streamOf(call)),
  );
}

/** Fills with how many trials of success probability `p` it takes to the first success. */
export function geometric_(
  input: Tensor,
  p: number | ({ p: number } & GeneratorOption),
  options?: GeneratorOption,
): Tensor {
  const call = named<{ p: number } & GeneratorOption>("geometric_", { p }, options, ["generator"]);
  return fill(input, "geometric_", (target) => target.kernels.geometric_(target.handle, call.p, streamOf(call)));
}
