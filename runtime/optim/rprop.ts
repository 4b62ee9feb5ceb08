/** Resilient backpropagation. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { addcmul } from "./arithmetic.ts";
import {
  type BaseOptions,
  check,
  ElementwiseOptimizer,
  type ImplementationOptions,
  type Params,
  value,
  zerosLike,
} from "./optimizer.ts";

export interface RpropOptions extends BaseOptions, ImplementationOptions {
  /** Factors by which steps shrink and grow; [0.5, 1.2]. */
  etas: readonly [number, number];
  /** The smallest and the largest step; [1e-6, 50]. */
  stepSizes: readonly [number, number];
}

type Positional = [lr?: number | Tensor, etas?: readonly [number, number], stepSizes?: readonly [number, number]];
const names = ["lr", "etas", "stepSizes"];
const keywords = ["foreach", "maximize", "differentiable", "capturable"];

/** Resilient backpropagation; steps begin at `lr`, 1e-2 by default. */
export class Rprop extends ElementwiseOptimizer<RpropOptions> {
  constructor(params: Params<RpropOptions>, ...args: Call<Positional, Partial<RpropOptions>>) {
    super(params, {
      lr: 1e-2,
      etas: [0.5, 1.2],
      stepSizes: [1e-6, 50],
      maximize: false,
      foreach: null,
      differentiable: false,
      capturable: false,
      ...parse<Partial<RpropOptions>>("Rprop", names, args, keywords),
    });
  }

  protected checkOptions(options: RpropOptions): void {
    check(value(options.lr) >= 0, "learning rate", options.lr);
    const [shrink, grow] = options.etas;
    check(shrink > 0 && shrink < 1 && grow > 1, "eta values", options.etas);
  }

  protected updateOne(parameter: Tensor, grad: Handle, options: RpropOptions, k: Kernels): void {
    const state = this.stateOf(parameter, () => ({
      step: 0,
      prev: zerosLike(parameter),
      step_size: zerosLike(parameter, value(options.lr)),
    }));
    state.step = (state.step as number) + 1;
    const { handle: previous } = state.prev as Tensor;
    const { handle: sizes } = state.step_size as Tensor;
    const [shrink, grow] = options.etas;
    const turn = k.mul(grad, previous);
    const turned = k.lt(turn, 0);
    const factor = k.where(
      turned,
      shrink,
      k.where(k.gt(turn, 0), grow, k.full(parameter.shape, 1, parameter.dtype.code)),
    );
    k.clamp(k.mul(sizes, factor), options.stepSizes[0], options.stepSizes[1], sizes);
    const direction = k.where(turned, 0, grad);
    addcmul(k, parameter.handle, k.sign(direction), sizes, -1);
    k.copyInto(previous, direction);
  }
}
