/** Dropout and its kin. */

import { add, mul } from "../../ops/arithmetic.ts";
import { expectTensor } from "../../ops/core.ts";
import { empty, emptyLike } from "../../ops/create.ts";
import { bernoulli_, type GeneratorOption } from "../../ops/random.ts";
import { squeeze, unsqueeze } from "../../ops/shape.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Options of {@link dropout}. */
export interface DropoutOptions extends GeneratorOption {
  /** The probability that an element becomes 0; 0.5. */
  p?: number;
  /** Whether elements are dropped at all; true. */
  training?: boolean;
  /** Write to the input itself; false. */
  inplace?: boolean;
}

/** @internal The mask that dropout multiplies by: 0 with probability `p`, else `1 / (1 - p)`. */
export function dropoutMask(like: Tensor, p: number): Tensor {
  expectTensor(like, "dropout_mask", "like");
  const mask = emptyLike(like.detach());
  return bernoulli_(mask, 1 - p).mul_(1 / (1 - p));
}

/** In training, elements set to 0 with probability `p`, the others divided by `1 - p`. */
export function dropout(
  input: Tensor,
  p?: number | DropoutOptions,
  training?: boolean | DropoutOptions,
  inplace?: boolean | DropoutOptions,
): Tensor {
  const call = named<DropoutOptions>("dropout", { p, training, inplace });
  const chance = call.p ?? 0.5;
  if (!(chance >= 0 && chance <= 1))
    throw new RangeError(`dropout probability has to be between 0 and 1, but got ${chance}`);
  if (!(call.training ?? true) || chance === 0) return input;
  const mask = chance === 1 ? mul(input.detach(), 0) : dropoutMask(expectTensor(input, "dropout"), chance);
  return call.inplace ? input.mul_(mask) : mul(input, mask);
}

/** The positional parameters that all forms of dropout have. */
type Chance = number | DropoutOptions;

function chanceOf(name: string, call: DropoutOptions): number {
  const { p = 0.5 } = call;
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${name}: dropout probability has to be between 0 and 1, but got ${p}`);
  return p;
}

/** One random number a channel: the first two dims of `input`, the others of size 1. */
function channelNoise(input: Tensor, p: number): Tensor {
  const { shape } = input;
  if (shape.length < 2) throw new Error("Feature dropout requires at least 2 dimensions in the input");
  const sizes = shape.map((size, d) => (d < 2 ? size : 1));
  return bernoulli_(empty(sizes, { dtype: input.dtype, device: input.device }), 1 - p);
}

function dropChannels(input: Tensor, call: DropoutOptions, name: string): Tensor {
  const p = chanceOf(name, call);
  if (!(call.training ?? true) || p === 0) return input;
  const mask = p === 1 ? mul(input.detach(), 0) : channelNoise(input, p).div_(1 - p);
  return call.inplace ? input.mul_(mask) : mul(input, mask);
}

/** In training, whole channels of [N, C, L] or [C, L] set to 0 with probability `p`, the others divided by `1 - p`. */
export function dropout1d(
  input: Tensor,
  p?: Chance,
  training?: boolean | DropoutOptions,
  inplace?: boolean | DropoutOptions,
): Tensor {
  const call = named<DropoutOptions>("dropout1d", { p, training, inplace });
  const { ndim } = expectTensor(input, "dropout1d");
  if (ndim !== 2 && ndim !== 3)
    throw new Error(
      `dropout1d: Expected 2D or 3D input, but received a ${ndim}D input. Note that dropout1d exists to provide channel-wise ` +
        "dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).",
    );
  const out = dropChannels(ndim === 2 ? unsqueeze(input, 0) : input, call, "dropout1d");
  return ndim === 2 ? squeeze(out, 0) : out;
}

/** In training, whole channels of [N, C, H, W] set to 0 with probability `p`, the others divided by `1 - p`. */
export function dropout2d(
  input: Tensor,
  p?: Chance,
  training?: boolean | DropoutOptions,
  inplace?: boolean | DropoutOptions,
): Tensor {
  const call = named<DropoutOptions>("dropout2d", { p, training, inplace });
  return dropChannels(expectTensor(input, "dropout2d"), call, "dropout2d");
}

/** In training, whole channels of [N, C, D, H, W] or [C, D, H, W] set to 0 with probability `p`. */
export function dropout3d(
  input: Tensor,
  p?: Chance,
  training?: boolean | DropoutOptions,
  inplace?: boolean | DropoutOptions,
): Tensor {
  const call = named<DropoutOptions>("dropout3d", { p, training, inplace });
  const single = expectTensor(input, "dropout3d").ndim !== 5;
  const out = dropChannels(single ? unsqueeze(input, 0) : input, call, "dropout3d");
  return single ? squeeze(out, 0) : out;
}

const alpha = 1.7580993408473766;

/** What is kept times a, what is dropped a constant: together of mean 0 and variance 1 where the input was. */
function dropToAlpha(input: Tensor, call: DropoutOptions, name: string, channels: boolean): Tensor {
  const p = chanceOf(name, call);
  if (!(call.training ?? false) || p === 0 || expectTensor(input, name).shape.numel() === 0) return input;
  if (p === 1) return call.inplace ? input.mul_(0) : mul(input, 0);
  const noise = channels ? channelNoise(input, p) : bernoulli_(emptyLike(input.detach()), 1 - p);
  const scale = 1 / Math.sqrt((alpha * alpha * p + 1) * (1 - p));
  const shift = add(mul(add(noise, -1), alpha * scale), alpha * scale * p);
  const kept = mul(noise, scale);
  return call.inplace ? input.mul_(kept).add_(shift) : add(mul(input, kept), shift);
}

/** In training (not by default), elements dropped to the least value of SELU, mean and variance kept. */
export function alphaDropout(
  input: Tensor,
  p?: Chance,
  training?: boolean | DropoutOptions,
  inplace?: boolean | DropoutOptions,
): Tensor {
  return dropToAlpha(input, named<DropoutOptions>("alpha_dropout", { p, training, inplace }), "alpha_dropout", false);
}

/** As {@link alphaDropout}, for whole channels. */
export function featureAlphaDropout(
  input: Tensor,
  p?: Chance,
  training?: boolean | DropoutOptions,
  inplace?: boolean | DropoutOptions,
): Tensor {
  const call = named<DropoutOptions>("feature_alpha_dropout", { p, training, inplace });
  return dropToAlpha(input, call, "feature_alpha_dropout", true);
}
