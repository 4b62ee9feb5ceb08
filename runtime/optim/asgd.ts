/** Averaged stochastic gradient descent. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lerp } from "./arithmetic.ts";
import {
  type BaseOptions,
  check,
  ElementwiseOptimizer,
  type ImplementationOptions,
  type Params,
  value,
  zerosLike,
} from "./optimizer.ts";

export interface ASGDOptions extends BaseOptions, ImplementationOptions {
  /** Decay term; 1e-4. */
  lambd: number;
  /** Power by which the learning rate falls; 0.75. */
  alpha: number;
  /** The step at which averaging begins; 1e6. */
  t0: number;
  /** L2 penalty; 0. */
  weightDecay: number;
}

type Positional = [lr?: number | Tensor, lambd?: number, alpha?: number, t0?: number, weightDecay?: number];
const names = ["lr", "lambd", "alpha", "t0", "weightDecay"];
const keywords = ["foreach", "maximize", "differentiable", "capturable"];

/** Averaged stochastic gradient descent; `lr` is 1e-2 by default. The averages are in the state, `ax`. */
export class ASGD extends ElementwiseOptimizer<ASGDOptions> {
  protected override readonly scalars = ["step", "eta", "mu"];

  constructor(params: Params<ASGDOptions>, ...args: Call<Positional, Partial<ASGDOptions>>) {
    super(params, {
      lr: 1e-2,
      lambd: 1e-4,
      alpha: 0.75,
      t0: 1e6,
      weightDecay: 0,
      maximize: false,
      foreach: null,
      differentiable: false,
      capturable: false,
      ...parse<Partial<ASGDOptions>>("ASGD", names, args, keywords),
    });
  }

  protected checkOptions(options: ASGDOptions): void {
    check(value(options.lr) >= 0, "learning rate", options.lr);
    check(options.weightDecay >= 0, "weight_decay value", options.weightDecay);
  }

  protected updateOne(parameter: Tensor, grad: Handle, options: ASGDOptions, k: Kernels): void {
    const state = this.stateOf(parameter, () => ({
      step: 0,
      eta: value(options.lr),
      mu: 1,
      ax: zerosLike(parameter),
    }));
    const step = (state.step as number) + 1;
    state.step = step;
    const { handle: average } = state.ax as Tensor;
    const { lambd, alpha, t0 } = options;
    const { handle } = parameter;
    const eta = state.eta as number;
    k.mul(handle, 1 - lambd * eta, handle);
    k.sub(handle, k.mul(grad, eta), handle);
    if (state.mu === 1) k.copyInto(average, handle);
    else lerp(k, average, handle, state.mu as number);
    const rate = value(options.lr);
    state.eta = rate / (1 + lambd * rate * step) ** alpha;
    state.mu = 1 / Math.max(1, step - t0);
  }
}
