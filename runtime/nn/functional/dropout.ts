/** Dropout and its kin. */

import { mul } from "../../ops/arithmetic.ts";
import { expectTensor } from "../../ops/core.ts";
import { emptyLike } from "../../ops/create.ts";
import { bernoulli_, type GeneratorOption } from "../../ops/random.ts";
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
