/** Ways to draw a layer's first weights: `torch.nn.init`. Each fills its tensor in place and gives it back. */

import { noGrad } from "../autograd/mode.ts";
import { logicalOr } from "../ops/compare.ts";
import { expectTensor } from "../ops/core.ts";
import { emptyLike, eye, tensor as tensorOf } from "../ops/create.ts";
import { fill_ } from "../ops/inplace.ts";
import { qr } from "../ops/linalg/qr.ts";
import { erf } from "../ops/pointwise.ts";
import { normal_ as drawNormal, uniform_ as drawUniform, type GeneratorOption, randperm } from "../ops/random.ts";
import { float64 } from "../tensor/dtype.ts";
import { expectOptions, named } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What follows a layer, to which the scale of its weights is fitted. */
export type Nonlinearity =
  | "linear"
  | "conv1d"
  | "conv2d"
  | "conv3d"
  | "convTranspose1d"
  | "convTranspose2d"
  | "convTranspose3d"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "leaky_relu"
  | "selu";

/** The gain that is recommended for a nonlinearity. @see https://docs.pytorch.org/docs/stable/nn.init.html */
export function calculateGain(nonlinearity: Nonlinearity, param?: number | null): number {
  switch (nonlinearity) {
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.SQRT2;
    case "leaky_relu":
      return Math.sqrt(2 / (1 + (param ?? 0.01) ** 2));
    case "selu":
      return 3 / 4;
    default:
      if (nonlinearity === "sigmoid" || /^(linear|conv(Transpose)?[123]d)$/.test(nonlinearity)) return 1;
      throw new Error(`Unsupported nonlinearity ${String(nonlinearity)}`);
  }
}

function fans(tensor: Tensor): [fanIn: number, fanOut: number] {
  const { shape } = tensor;
  if (shape.length < 2)
    throw new Error("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
  const field = shape.slice(2).reduce((product, size) => product * size, 1);
  return [shape[1] * field, shape[0] * field];
}

/** Uniform numbers of [a, b); of [0, 1). */
export function uniform_(
  tensor: Tensor,
  a?: number | ({ a?: number; b?: number } & GeneratorOption),
  b?: number | GeneratorOption,
  options?: GeneratorOption,
): Tensor {
  const call = named<{ a?: number; b?: number } & GeneratorOption>("uniform_", { a, b }, options, ["generator"]);
  return noGrad(() => drawUniform(tensor, call.a ?? 0, call.b ?? 1, { generator: call.generator }));
}

/** Normal numbers; mean 0, deviation 1. */
export function normal_(
  tensor: Tensor,
  mean?: number | ({ mean?: number; std?: number } & GeneratorOption),
  std?: number | GeneratorOption,
  options?: GeneratorOption,
): Tensor {
  const call = named<{ mean?: number; std?: number } & GeneratorOption>("normal_", { mean, std }, options, [
    "generator",
  ]);
  return noGrad(() => drawNormal(tensor, call.mean ?? 0, call.std ?? 1, { generator: call.generator }));
}

/** Options of {@link truncNormal_}. */
export interface TruncNormalOptions extends GeneratorOption {
  /** 0. */
  mean?: number;
  /** 1. */
  std?: number;
  /** The least value; -2. */
  a?: number;
  /** The greatest value; 2. */
  b?: number;
}

/** Normal numbers of [a, b]; those beyond are drawn anew, in effect. */
export function truncNormal_(
  tensor: Tensor,
  mean?: number | TruncNormalOptions,
  std?: number | TruncNormalOptions,
  a?: number | TruncNormalOptions,
  b?: number | TruncNormalOptions,
  options?: GeneratorOption,
): Tensor {
  expectTensor(tensor, "trunc_normal_", "tensor");
  const call = named<TruncNormalOptions>("trunc_normal_", { mean, std, a, b }, options, ["generator"]);
  const center = call.mean ?? 0;
  const deviation = call.std ?? 1;
  const [least, most] = [call.a ?? -2, call.b ?? 2];
  if (center < least - 2 * deviation || center > most + 2 * deviation)
    console.warn(
      "mean is more than 2 std from [a, b] in nn.init.truncNormal_. The distribution of values may be incorrect.",
    );
  const { generator } = call;
  const bounds = [least, most].map((bound) => (bound - center) / deviation / Math.SQRT2);
  const [below, inside] = erf(tensorOf(bounds, { dtype: float64 })).tolist() as number[];
  return noGrad(() => {
    if ((inside - below) / 2 > 0.3) {
      // Where most normal numbers fit, those that do not are drawn again.
      const [low, high] = tensorOf([least, most], { dtype: tensor.dtype }).tolist() as number[];
      return drawUntil(
        tensor,
        (target) => drawNormal(target, center, deviation, { generator }),
        (drawn) => logicalOr(drawn.lt(low), drawn.gt(high)),
      );
    }
    // Where few do, uniform numbers are taken with the probability that their density has beside the highest.
    const peak = -0.5 * ((Math.max(least, Math.min(center, most)) - center) / deviation) ** 2;
    return drawUntil(
      tensor,
      (target) => drawUniform(target, least, most, { generator }),
      (drawn) => {
        const density = drawn.sub(center).div(deviation).pow(2).mul(-0.5).sub(peak);
        return drawUniform(emptyLike(drawn), 0, 1, { generator }).log().gt(density);
      },
    );
  });
}

/** Draws a whole tensor again and again; of each only what stands in for elements that were refused is taken. */
function drawUntil(tensor: Tensor, draw: (target: Tensor) => Tensor, refused: (drawn: Tensor) => Tensor): Tensor {
  let pending = refused(draw(tensor));
  while (pending.any().item()) {
    const drawn = draw(emptyLike(tensor));
    const again = refused(drawn);
    tensor.copy_(drawn.where(pending, tensor));
    pending = pending.logicalAnd(again);
  }
  return tensor;
}

/** One value everywhere. */
export function constant_(tensor: Tensor, val: number): Tensor {
  return noGrad(() => fill_(tensor, val));
}

/** Ones. */
export function ones_(tensor: Tensor): Tensor {
  return constant_(tensor, 1);
}

/** Zeros. */
export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

/** The identity matrix. */
export function eye_(tensor: Tensor): Tensor {
  expectTensor(tensor, "eye_", "tensor");
  if (tensor.ndim !== 2) throw new Error("Only tensors with 2 dimensions are supported");
  const [rows, columns] = tensor.shape;
  return noGrad(() => tensor.copy_(eye(rows, columns, { dtype: tensor.dtype, device: tensor.device })));
}

/** Uniform numbers with the deviation of Glorot and Bengio (2010). */
export function xavierUniform_(
  tensor: Tensor,
  gain: number | { gain?: number } = 1,
  options?: GeneratorOption,
): Tensor {
  if (typeof gain !== "number") expectOptions("xavierUniform_", gain);
  expectTensor(tensor, "xavier_uniform_", "tensor");
  const [fanIn, fanOut] = fans(tensor);
  const scale = typeof gain === "number" ? gain : (gain.gain ?? 1);
  const bound = Math.sqrt(3) * scale * Math.sqrt(2 / (fanIn + fanOut));
  return uniform_(tensor, -bound, bound, options);
}

/** Normal numbers with the deviation of Glorot and Bengio (2010). */
export function xavierNormal_(tensor: Tensor, gain: number | { gain?: number } = 1, options?: GeneratorOption): Tensor {
  if (typeof gain !== "number") expectOptions("xavierNormal_", gain);
  expectTensor(tensor, "xavier_normal_", "tensor");
  const [fanIn, fanOut] = fans(tensor);
  const scale = typeof gain === "number" ? gain : (gain.gain ?? 1);
  return normal_(tensor, 0, scale * Math.sqrt(2 / (fanIn + fanOut)), options);
}

/** Options of `kaimingUniform_` and `kaimingNormal_`. */
export interface KaimingOptions extends GeneratorOption {
  /** The negative slope of a leaky_relu that follows; 0. */
  a?: number;
  /** Which count of connections the variance is kept for; "fan_in". */
  mode?: "fan_in" | "fan_out";
  /** "leaky_relu". */
  nonlinearity?: Nonlinearity;
}

function kaiming(tensor: Tensor, call: KaimingOptions): number {
  const { a = 0, mode = "fan_in", nonlinearity = "leaky_relu" } = call;
  if (mode !== "fan_in" && mode !== "fan_out")
    throw new Error(`Mode ${String(mode)} not supported, please use one of fan_in, fan_out`);
  const [fanIn, fanOut] = fans(tensor);
  return calculateGain(nonlinearity, a) / Math.sqrt(mode === "fan_in" ? fanIn : fanOut);
}

/** Uniform numbers with the deviation of He et al. (2015). */
export function kaimingUniform_(
  tensor: Tensor,
  a?: number | KaimingOptions,
  mode?: "fan_in" | "fan_out" | KaimingOptions,
  nonlinearity?: Nonlinearity | KaimingOptions,
): Tensor {
  expectTensor(tensor, "kaiming_uniform_", "tensor");
  const call = named<KaimingOptions>("kaiming_uniform_", { a, mode, nonlinearity }, undefined, ["generator"]);
  if (tensor.shape.includes(0)) return tensor;
  const bound = Math.sqrt(3) * kaiming(tensor, call);
  return uniform_(tensor, -bound, bound, { generator: call.generator });
}

/** Normal numbers with the deviation of He et al. (2015). */
export function kaimingNormal_(
  tensor: Tensor,
  a?: number | KaimingOptions,
  mode?: "fan_in" | "fan_out" | KaimingOptions,
  nonlinearity?: Nonlinearity | KaimingOptions,
): Tensor {
  expectTensor(tensor, "kaiming_normal_", "tensor");
  const call = named<KaimingOptions>("kaiming_normal_", { a, mode, nonlinearity }, undefined, ["generator"]);
  if (tensor.shape.includes(0)) return tensor;
  return normal_(tensor, 0, kaiming(tensor, call), { generator: call.generator });
}

/** @internal PyTorch's first bias of a layer whose weight is given: uniform within 1 / sqrt(fan in). */
export function biasLike_(bias: Tensor, weight: Tensor): Tensor {
  expectTensor(weight, "bias_like_", "weight");
  const [fanIn] = fans(weight);
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  return uniform_(bias, -bound, bound);
}

/** The identity for convolutions: each of `groups` passes its channels on, as far as there are outputs. */
export function dirac_(tensor: Tensor, groups: number | { groups?: number } = 1): Tensor {
  if (typeof groups !== "number") expectOptions("dirac_", groups);
  expectTensor(tensor, "dirac_", "tensor");
  const count = typeof groups === "number" ? groups : (groups.groups ?? 1);
  const { shape } = tensor;
  if (shape.length < 3 || shape.length > 5) throw new Error("Only tensors with 3, 4, or 5 dimensions are supported");
  if (shape[0] % count !== 0) throw new Error("dim 0 must be divisible by groups");
  const outputs = shape[0] / count;
  return noGrad(() => {
    fill_(tensor, 0);
    const middle = shape.slice(2).map((size) => Math.floor(size / 2));
    for (let group = 0; group < count; group++)
      for (let d = 0; d < Math.min(outputs, shape[1]); d++) tensor.set(group * outputs + d, d, ...middle, 1);
    return tensor;
  });
}

/** A (semi-)orthogonal matrix of the first dim and all others, times `gain` (Saxe et al., 2013). */
export function orthogonal_(tensor: Tensor, gain: number | { gain?: number } = 1, options?: GeneratorOption): Tensor {
  if (typeof gain !== "number") expectOptions("orthogonal_", gain);
  expectTensor(tensor, "orthogonal_", "tensor");
  if (tensor.ndim < 2) throw new Error("Only tensors with 2 or more dimensions are supported");
  if (tensor.shape.numel() === 0) return tensor;
  const scale = typeof gain === "number" ? gain : (gain.gain ?? 1);
  const [rows] = tensor.shape;
  const columns = tensor.shape.numel() / rows;
  return noGrad(() => {
    const drawn = drawNormal(tensor.newEmpty([rows, columns]), 0, 1, { generator: options?.generator });
    const [q, r] = [...qr(rows < columns ? drawn.t() : drawn)];
    const signed = q.mul(r.diagonal().sign());
    return tensor.copy_((rows < columns ? signed.t() : signed).reshape(tensor.shape)).mul_(scale);
  });
}

/** Normal numbers, a share `sparsity` of each column's replaced by 0 (Martens, 2010). */
export function sparse_(
  tensor: Tensor,
  sparsity: number | ({ sparsity: number; std?: number } & GeneratorOption),
  std?: number | GeneratorOption,
  options?: GeneratorOption,
): Tensor {
  expectTensor(tensor, "sparse_", "tensor");
  const call = named<{ sparsity: number; std?: number } & GeneratorOption>("sparse_", { sparsity, std }, options, [
    "generator",
  ]);
  if (tensor.ndim !== 2) throw new Error("Only tensors with 2 dimensions are supported");
  const [rows, columns] = tensor.shape;
  const zeros = Math.ceil(call.sparsity * rows);
  return noGrad(() => {
    drawNormal(tensor, 0, call.std ?? 0.01, { generator: call.generator });
    for (let column = 0; column < columns; column++) {
      const places = randperm(rows, { generator: call.generator }).narrow(0, 0, zeros);
      tensor.select(1, column).indexFill_(0, places, 0);
    }
    return tensor;
  });
}
