/** Adafactor: squares of gradients kept by rows and columns. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import { finfo } from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { lerp } from "./arithmetic.ts";
import {
  type BaseOptions,
  check,
  ElementwiseOptimizer,
  type ParameterState,
  type Params,
  value,
  zerosLike,
} from "./optimizer.ts";

export interface AdafactorOptions extends BaseOptions {
  /** Power by which the decay of squares nears 1; -0.8. */
  beta2Decay: number;
  /** What is added to squares (null: the dtype's smallest step from 1), and the least size of parameters; [null, 1e-3]. */
  eps: readonly [number | null, number];
  /** The largest root mean square of an update; 1. */
  d: number;
  /** 0. */
  weightDecay: number;
  foreach?: boolean | null;
}

type Positional = [
  lr?: number | Tensor,
  beta2Decay?: number,
  eps?: readonly [number | null, number],
  d?: number,
  weightDecay?: number,
];

/** Adafactor; `lr` is 1e-2 by default. */
export class Adafactor extends ElementwiseOptimizer<AdafactorOptions> {
  constructor(params: Params<AdafactorOptions>, ...args: Call<Positional, Partial<AdafactorOptions>>) {
    const names = ["lr", "beta2Decay", "eps", "d", "weightDecay"];
    super(params, {
      lr: 1e-2,
      beta2Decay: -0.8,
      eps: [null, 1e-3],
      d: 1,
      weightDecay: 0,
      foreach: null,
      maximize: false,
      ...parse<Partial<AdafactorOptions>>("Adafactor", names, args, ["foreach", "maximize"]),
    });
  }

  protected checkOptions({ lr, beta2Decay, eps, d, weightDecay }: AdafactorOptions): void {
    check(value(lr) >= 0, "learning rate", lr);
    check(beta2Decay <= 0, "beta2_decay value", beta2Decay);
    check((eps[0] ?? 0) >= 0, "epsilon1 value", eps[0]);
    check(eps[1] >= 0, "epsilon2 value", eps[1]);
    check(d >= 1, "d value", d);
    check(weightDecay >= 0, "weight_decay value", weightDecay);
  }

  protected override decoupled(): boolean {
    return true;
  }

  protected updateOne(parameter: Tensor, grad: Handle, options: AdafactorOptions, k: Kernels): void {
    const { handle, shape } = parameter;
    const state = this.stateOf(parameter, () => initial(parameter));
    const step = (state.step as number) + 1;
    state.step = step;
    const least = options.eps[0] ?? finfo(parameter.dtype).eps;
    const lr = value(options.lr);
    const size = Math.sqrt(shape.numel());
    const length = (a: Handle): number => Math.sqrt(Number(k.item(k.sum(k.mul(a, a), [], false))));
    const rate = Math.max(options.eps[1], length(handle) / size) * Math.min(lr, 1 / Math.sqrt(step));
    if (options.weightDecay) k.mul(handle, 1 - lr * options.weightDecay, handle);
    const weight = step ** options.beta2Decay;
    const squared = k.mul(grad, grad);
    let variance: Handle;
    if (shape.length > 1) {
      const { handle: rows } = state.row_var as Tensor;
      const { handle: columns } = state.col_var as Tensor;
      lerp(k, rows, k.mean(squared, [-1], true), weight);
      lerp(k, columns, k.mean(squared, [-2], true), weight);
      variance = k.div(k.matmul(rows, columns), k.clamp(k.mean(rows, [-2], true), least, null));
    } else {
      ({ handle: variance } = state.variance as Tensor);
      lerp(k, variance, squared, weight);
    }
    const update = k.mul(k.rsqrt(k.clamp(variance, least * least, null)), grad);
    const denominator = Math.max(1, length(update) / (size * options.d));
    k.sub(handle, k.mul(update, rate / denominator), handle);
  }
}

function initial(parameter: Tensor): ParameterState {
  const { shape, kernels, backend } = parameter;
  if (shape.length < 2) return { step: 0, variance: zerosLike(parameter) };
  const zeros = (sizes: number[]) => new Tensor(kernels.full(sizes, 0, parameter.dtype.code), backend);
  return { step: 0, row_var: zeros([...shape].with(-1, 1)), col_var: zeros([...shape].with(-2, 1)) };
}
