/** Adamax: Adam with the infinity norm. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkBetas } from "./adam.ts";
import { addcdiv, lerp } from "./arithmetic.ts";
import {
  type BaseOptions,
  check,
  ElementwiseOptimizer,
  type ImplementationOptions,
  type Params,
  value,
  zerosLike,
} from "./optimizer.ts";

export interface AdamaxOptions extends BaseOptions, ImplementationOptions {
  /** Decay of the averages of gradients and of their squares; [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the denominator; 1e-8. */
  eps: number;
  /** L2 penalty; 0. */
  weightDecay: number;
}

type Positional = [lr?: number | Tensor, betas?: readonly [number, number], eps?: number, weightDecay?: number];
const names = ["lr", "betas", "eps", "weightDecay"];
const keywords = ["foreach", "maximize", "differentiable", "capturable"];

/** Adamax; `lr` is 2e-3 by default. */
export class Adamax extends ElementwiseOptimizer<AdamaxOptions> {
  constructor(params: Params<AdamaxOptions>, ...args: Call<Positional, Partial<AdamaxOptions>>) {
    super(params, {
      lr: 2e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      maximize: false,
      foreach: null,
      differentiable: false,
      capturable: false,
      ...parse<Partial<AdamaxOptions>>("Adamax", names, args, keywords),
    });
  }

  protected checkOptions(options: AdamaxOptions): void {
    check(value(options.lr) >= 0, "learning rate", options.lr);
    check(options.eps >= 0, "epsilon value", options.eps);
    checkBetas(options.betas);
    check(options.weightDecay >= 0, "weight_decay value", options.weightDecay);
  }

  protected updateOne(parameter: Tensor, grad: Handle, options: AdamaxOptions, k: Kernels): void {
    const state = this.stateOf(parameter, () => ({
      step: 0,
      exp_avg: zerosLike(parameter),
      exp_inf: zerosLike(parameter),
    }));
    const step = (state.step as number) + 1;
    state.step = step;
    const { handle: average } = state.exp_avg as Tensor;
    const { handle: largest } = state.exp_inf as Tensor;
    const [beta1, beta2] = options.betas;
    lerp(k, average, grad, 1 - beta1);
    k.maximum(k.mul(largest, beta2), k.add(k.abs(grad), options.eps), largest);
    addcdiv(k, parameter.handle, average, largest, -value(options.lr) / (1 - beta1 ** step));
  }
}
