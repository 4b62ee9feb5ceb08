/** `torchvision.ops.stochastic_depth` and `StochasticDepth`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { Module } from "../../nn/index.ts";
import { float } from "../../nn/python.ts";
import { empty } from "../../ops/create.ts";
import { bernoulli_ } from "../../ops/random.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Whether the whole batch is dropped at once, or each of its rows by itself. */
export type StochasticDepthMode = "batch" | "row";

interface StochasticDepthOptions {
  /** The probability that a row (or the batch) becomes 0. */
  p: number;
  mode: StochasticDepthMode;
}

/**
 * In training, sets rows of the batch, or the whole of it, to 0 with probability `p` and divides the others by `1 - p`.
 * @see https://arxiv.org/abs/1603.09382
 */
export function stochasticDepth(
  input: Tensor,
  p: number | (StochasticDepthOptions & { training?: boolean }),
  mode?: StochasticDepthMode | { mode: StochasticDepthMode; training?: boolean },
  training?: boolean | { training?: boolean },
): Tensor {
  const call = named<StochasticDepthOptions & { training?: boolean }>("stochasticDepth", { p, mode, training });
  if (!(call.p >= 0 && call.p <= 1))
    throw new RangeError(`drop probability has to be between 0 and 1, but got ${call.p}`);
  if (call.mode !== "batch" && call.mode !== "row")
    throw new RangeError(`mode has to be either 'batch' or 'row', but got ${String(call.mode)}`);
  if (call.training === false || call.p === 0) return input;
  const survival = 1 - call.p;
  const rows = call.mode === "row" ? input.shape[0] : 1;
  const size = [rows, ...new Array<number>(Math.max(input.ndim - 1, 0)).fill(1)];
  const noise = bernoulli_(empty(size, { dtype: input.dtype, device: input.device }), survival);
  if (survival > 0) noise.div_(survival);
  return input.mul(noise);
}

/** {@link stochasticDepth} as a layer. */
export class StochasticDepth extends Module {
  p: number;
  readonly mode: StochasticDepthMode;

  constructor(...args: Call<[p: number, mode: StochasticDepthMode], StochasticDepthOptions>) {
    super();
    const { p, mode } = parse<StochasticDepthOptions>("StochasticDepth", ["p!", "mode!"], args);
    this.p = p;
    this.mode = mode;
  }

  override forward(input: Tensor): Tensor {
    return stochasticDepth(input, this.p, this.mode, this.training);
  }

  override extraRepr(): string {
    return `p=${float(this.p)}, mode=${this.mode}`;
  }
}
