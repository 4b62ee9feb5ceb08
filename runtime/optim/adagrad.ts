/** Adagrad. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { addcdiv, addcmul } from "./arithmetic.ts";
import {
  type BaseOptions,
  check,
  ElementwiseOptimizer,
  type ImplementationOptions,
  type Params,
  value,
  zerosLike,
} from "./optimizer.ts";

export interface AdagradOptions extends BaseOptions, ImplementationOptions {
  /** How fast the learning rate falls with the steps; 0. */
  lrDecay: number;
  /** L2 penalty; 0. */
  weightDecay: number;
  /** Where the sums of squares begin; 0. */
  initialAccumulatorValue: number;
  /** Added to the denominator; 1e-10. */
  eps: number;
}

type Positional = [
  lr?: number | Tensor,
  lrDecay?: number,
  weightDecay?: number,
  initialAccumulatorValue?: number,
  eps?: number,
];
const names = ["lr", "lrDecay", "weightDecay", "initialAccumulatorValue", "eps"];
const keywords = ["foreach", "maximize", "differentiable", "capturable"];

/** Adagrad; `lr` is 1e-2 by default. */
export class Adagrad extends ElementwiseOptimizer<AdagradOptions> {
  constructor(params: Params<AdagradOptions>, ...args: Call<Positional, Partial<AdagradOptions>>) {
    super(params, {
      lr: 1e-2,
      lrDecay: 0,
      weightDecay: 0,
      initialAccumulatorValue: 0,
      eps: 1e-10,
      maximize: false,
      foreach: null,
      differentiable: false,
      capturable: false,
      ...parse<Partial<AdagradOptions>>("Adagrad", names, args, keywords),
    });
  }

  protected checkOptions(options: AdagradOptions): void {
    check(value(options.lr) >= 0, "learning rate", options.lr);
    check(options.lrDecay >= 0, "lr_decay value", options.lrDecay);
    check(options.weightDecay >= 0, "weight_decay value", options.weightDecay);
    check(options.initialAccumulatorValue >= 0, "initial_accumulator_value value", options.initialAccumulatorValue);
    check(options.eps >= 0, "epsilon value", options.eps);
  }

  protected updateOne(parameter: Tensor, grad: Handle, options: AdagradOptions, k: Kernels): void {
    const state = this.stateOf(parameter, () => ({
      step: 0,
      sum: zerosLike(parameter, options.initialAccumulatorValue),
    }));
    const step = (state.step as number) + 1;
    state.step = step;
    const { handle: sum } = state.sum as Tensor;
    addcmul(k, sum, grad, grad, 1);
    const rate = value(options.lr) / (1 + (step - 1) * options.lrDecay);
    addcdiv(k, parameter.handle, grad, k.add(k.sqrt(sum), options.eps), -rate);
  }
}
