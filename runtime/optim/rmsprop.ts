/** RMSprop. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
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

export interface RMSpropOptions extends BaseOptions, ImplementationOptions {
  /** Decay of the average of squares; 0.99. */
  alpha: number;
  /** Added to the denominator; 1e-8. */
  eps: number;
  /** L2 penalty; 0. */
  weightDecay: number;
  /** 0. */
  momentum: number;
  /** Whether gradients are divided by their deviation rather than their size; false. */
  centered: boolean;
}

type Positional = [
  lr?: number | Tensor,
  alpha?: number,
  eps?: number,
  weightDecay?: number,
  momentum?: number,
  centered?: boolean,
];
const names = ["lr", "alpha", "eps", "weightDecay", "momentum", "centered"];
const keywords = ["foreach", "maximize", "differentiable", "capturable"];

/** RMSprop; `lr` is 1e-2 by default. */
export class RMSprop extends ElementwiseOptimizer<RMSpropOptions> {
  constructor(params: Params<RMSpropOptions>, ...args: Call<Positional, Partial<RMSpropOptions>>) {
    super(params, {
      lr: 1e-2,
      alpha: 0.99,
      eps: 1e-8,
      weightDecay: 0,
      momentum: 0,
      centered: false,
      maximize: false,
      foreach: null,
      differentiable: false,
      capturable: false,
      ...parse<Partial<RMSpropOptions>>("RMSprop", names, args, keywords),
    });
  }

  protected checkOptions(options: RMSpropOptions): void {
    check(value(options.lr) >= 0, "learning rate", options.lr);
    check(options.eps >= 0, "epsilon value", options.eps);
    check(options.momentum >= 0, "momentum value", options.momentum);
    check(options.weightDecay >= 0, "weight_decay value", options.weightDecay);
    check(options.alpha >= 0, "alpha value", options.alpha);
  }

  protected updateOne(parameter: Tensor, grad: Handle, options: RMSpropOptions, k: Kernels): void {
    const { alpha, eps, momentum, centered } = options;
    const state = this.stateOf(parameter, () => ({
      step: 0,
      square_avg: zerosLike(parameter),
      ...(momentum > 0 ? { momentum_buffer: zerosLike(parameter) } : {}),
      ...(centered ? { grad_avg: zerosLike(parameter) } : {}),
    }));
    state.step = (state.step as number) + 1;
    const { handle: squares } = state.square_avg as Tensor;
    decaySquare(k, squares, grad, alpha);
    let spread = squares;
    if (centered) {
      const { handle: mean } = state.grad_avg as Tensor;
      lerp(k, mean, grad, 1 - alpha);
      spread = k.sub(squares, k.mul(mean, mean));
    }
    const denominator = k.add(k.sqrt(spread), eps);
    const lr = value(options.lr);
    if (momentum > 0) {
      const { handle: buffer } = state.momentum_buffer as Tensor;
      k.mul(buffer, momentum, buffer);
      addcdiv(k, buffer, grad, denominator, 1);
      k.sub(parameter.handle, k.mul(buffer, lr), parameter.handle);
    } else addcdiv(k, parameter.handle, grad, denominator, -lr);
  }
}
