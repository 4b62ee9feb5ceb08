/** Rectified Adam. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkBetas } from "./adam.ts";
import { addcdiv, decaySquare, lerp } from "./arithmetic.ts";
import {
  type BaseOptions,
  check,
  ElementwiseOptimizer,
  type ImplementationOptions,
  type Params,
  value,
  zerosLike,
} from "./optimizer.ts";

export interface RAdamOptions extends BaseOptions, ImplementationOptions {
  /** Decay of the averages of gradients and of their squares; [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the denominator; 1e-8. */
  eps: number;
  /** L2 penalty; 0. */
  weightDecay: number;
  /** Whether weights decay by themselves, as in AdamW; false. */
  decoupledWeightDecay: boolean;
}

type Positional = [
  lr?: number | Tensor,
  betas?: readonly [number, number],
  eps?: number,
  weightDecay?: number,
  decoupledWeightDecay?: boolean,
];
const names = ["lr", "betas", "eps", "weightDecay", "decoupledWeightDecay"];
const keywords = ["foreach", "maximize", "differentiable", "capturable"];

/** Rectified Adam; `lr` is 1e-3 by default. */
export class RAdam extends ElementwiseOptimizer<RAdamOptions> {
  constructor(params: Params<RAdamOptions>, ...args: Call<Positional, Partial<RAdamOptions>>) {
    super(params, {
      lr: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      decoupledWeightDecay: false,
      maximize: false,
      foreach: null,
      differentiable: false,
      capturable: false,
      ...parse<Partial<RAdamOptions>>("RAdam", names, args, keywords),
    });
  }

  protected checkOptions(options: RAdamOptions): void {
    check(value(options.lr) >= 0, "learning rate", options.lr);
    check(options.eps >= 0, "epsilon value", options.eps);
    checkBetas(options.betas);
    check(options.weightDecay >= 0, "weight_decay value", options.weightDecay);
  }

  protected override decoupled(options: RAdamOptions): boolean {
    return options.decoupledWeightDecay;
  }

  protected updateOne(parameter: Tensor, grad: Handle, options: RAdamOptions, k: Kernels): void {
    const state = this.stateOf(parameter, () => ({
      step: 0,
      exp_avg: zerosLike(parameter),
      exp_avg_sq: zerosLike(parameter),
    }));
    const step = (state.step as number) + 1;
    state.step = step;
    const { handle: average } = state.exp_avg as Tensor;
    const { handle: squares } = state.exp_avg_sq as Tensor;
    const { handle } = parameter;
    const lr = value(options.lr);
    const [beta1, beta2] = options.betas;
    if (options.decoupledWeightDecay && options.weightDecay) k.mul(handle, 1 - lr * options.weightDecay, handle);
    lerp(k, average, grad, 1 - beta1);
    decaySquare(k, squares, grad, beta2);
    const rate = lr / (1 - beta1 ** step);
    const correction = 1 - beta2 ** step;
    const longest = 2 / (1 - beta2) - 1;
    const length = longest - (2 * step * beta2 ** step) / correction;
    if (length <= 5) {
      k.sub(handle, k.mul(average, rate), handle);
      return;
    }
    const rectified = Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
    const denominator = k.add(k.sqrt(squares), options.eps);
    addcdiv(k, handle, average, denominator, -rate * rectified * Math.sqrt(correction));
  }
}
