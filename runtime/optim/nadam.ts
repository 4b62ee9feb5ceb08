/** Adam with Nesterov momentum. */

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

export interface NAdamOptions extends BaseOptions, ImplementationOptions {
  /** Decay of the averages of gradients and of their squares; [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the denominator; 1e-8. */
  eps: number;
  /** L2 penalty; 0. */
  weightDecay: number;
  /** How fast momentum decays; 4e-3. */
  momentumDecay: number;
  /** Whether weights decay by themselves, as in AdamW; false. */
  decoupledWeightDecay: boolean;
}

type Positional = [
  lr?: number | Tensor,
  betas?: readonly [number, number],
  eps?: number,
  weightDecay?: number,
  momentumDecay?: number,
  decoupledWeightDecay?: boolean,
];
const names = ["lr", "betas", "eps", "weightDecay", "momentumDecay", "decoupledWeightDecay"];
const keywords = ["foreach", "maximize", "differentiable", "capturable"];

/** Adam with Nesterov momentum; `lr` is 2e-3 by default. */
export class NAdam extends ElementwiseOptimizer<NAdamOptions> {
  protected override readonly scalars = ["step", "mu_product"];

  constructor(params: Params<NAdamOptions>, ...args: Call<Positional, Partial<NAdamOptions>>) {
    super(params, {
      lr: 2e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      momentumDecay: 4e-3,
      decoupledWeightDecay: false,
      maximize: false,
      foreach: null,
      differentiable: false,
      capturable: false,
      ...parse<Partial<NAdamOptions>>("NAdam", names, args, keywords),
    });
  }

  protected checkOptions(options: NAdamOptions): void {
    check(value(options.lr) >= 0, "learning rate", options.lr);
    check(options.eps >= 0, "epsilon value", options.eps);
    checkBetas(options.betas);
    check(options.weightDecay >= 0, "weight_decay value", options.weightDecay);
    check(options.momentumDecay >= 0, "momentum_decay value", options.momentumDecay);
  }

  protected override decoupled(options: NAdamOptions): boolean {
    return options.decoupledWeightDecay;
  }

  protected updateOne(parameter: Tensor, grad: Handle, options: NAdamOptions, k: Kernels): void {
    const state = this.stateOf(parameter, () => ({
      step: 0,
      mu_product: 1,
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
    const mu = beta1 * (1 - 0.5 * 0.96 ** (step * options.momentumDecay));
    const next = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * options.momentumDecay));
    const product = (state.mu_product as number) * mu;
    state.mu_product = product;
    lerp(k, average, grad, 1 - beta1);
    decaySquare(k, squares, grad, beta2);
    const denominator = k.add(k.sqrt(k.div(squares, 1 - beta2 ** step)), options.eps);
    addcdiv(k, handle, grad, denominator, (-lr * (1 - mu)) / (1 - product));
    addcdiv(k, handle, average, denominator, (-lr * next) / (1 - product * next));
  }
}
