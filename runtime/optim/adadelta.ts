/** Adadelta. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { decaySquare } from "./arithmetic.ts";
import {
  type BaseOptions,
  check,
  ElementwiseOptimizer,
  type ImplementationOptions,
  type Params,
  value,
  zerosLike,
} from "./optimizer.ts";

export interface AdadeltaOptions extends BaseOptions, ImplementationOptions {
  /** Decay of the averages; 0.9. */
  rho: number;
  /** Added to the denominator; 1e-6. */
  eps: number;
  /** L2 penalty; 0. */
  weightDecay: number;
}

type Positional = [lr?: number | Tensor, rho?: number, eps?: number, weightDecay?: number];
const names = ["lr", "rho", "eps", "weightDecay"];
const keywords = ["foreach", "maximize", "differentiable", "capturable"];

/** Adadelta; `lr` is 1 by default. */
export class Adadelta extends ElementwiseOptimizer<AdadeltaOptions> {
  constructor(params: Params<AdadeltaOptions>, ...args: Call<Positional, Partial<AdadeltaOptions>>) {
    super(params, {
      lr: 1,
      rho: 0.9,
      eps: 1e-6,
      weightDecay: 0,
      maximize: false,
      foreach: null,
      differentiable: false,
      capturable: false,
      ...parse<Partial<AdadeltaOptions>>("Adadelta", names, args, keywords),
    });
  }

  protected checkOptions(options: AdadeltaOptions): void {
    check(value(options.lr) >= 0, "learning rate", options.lr);
    check(options.rho >= 0 && options.rho <= 1, "rho value", options.rho);
    check(options.eps >= 0, "epsilon value", options.eps);
    check(options.weightDecay >= 0, "weight_decay value", options.weightDecay);
  }

  protected updateOne(parameter: Tensor, grad: Handle, options: AdadeltaOptions, k: Kernels): void {
    const state = this.stateOf(parameter, () => ({
      step: 0,
      square_avg: zerosLike(parameter),
      acc_delta: zerosLike(parameter),
    }));
    state.step = (state.step as number) + 1;
    const { handle: squares } = state.square_avg as Tensor;
    const { handle: deltas } = state.acc_delta as Tensor;
    const { rho, eps } = options;
    decaySquare(k, squares, grad, rho);
    const ratio = k.div(k.sqrt(k.add(deltas, eps)), k.sqrt(k.add(squares, eps)));
    const delta = k.mul(ratio, grad);
    decaySquare(k, deltas, delta, rho);
    k.sub(parameter.handle, k.mul(delta, value(options.lr)), parameter.handle);
  }
}
