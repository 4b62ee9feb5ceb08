/** Adam and AdamW. */

import type { Handle } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  type BaseOptions,
  check,
  type ImplementationOptions,
  Optimizer,
  type ParameterState,
  type Params,
  value,
  zerosLike,
} from "./optimizer.ts";

export interface AdamOptions extends BaseOptions, ImplementationOptions {
  /** Decay of the averages of gradients and of their squares; [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the denominator; 1e-8. */
  eps: number;
  /** L2 penalty (AdamW: decay of the weights themselves); 0 (AdamW: 1e-2). */
  weightDecay: number;
  /** Whether the largest average of squares so far is used; false. */
  amsgrad: boolean;
  /** Whether weights decay by themselves, as in AdamW; false. */
  decoupledWeightDecay?: boolean;
}

type Positional = [
  lr?: number | Tensor,
  betas?: readonly [number, number],
  eps?: number,
  weightDecay?: number,
  amsgrad?: boolean,
];
const names = ["lr", "betas", "eps", "weightDecay", "amsgrad"];
const keywords = ["foreach", "maximize", "capturable", "differentiable", "fused"];

/** Throws where decay rates are out of [0, 1). */
export function checkBetas(betas: readonly [number, number]): void {
  betas.forEach((beta, i) => {
    check(beta >= 0 && beta < 1, `beta parameter at index ${i}`, beta);
  });
}

interface Lists {
  readonly parameters: Handle[];
  readonly gradients: Handle[];
  readonly averages: Handle[];
  readonly squares: Handle[];
  readonly maxima: Handle[];
}

/** Adam; `lr` is 1e-3 by default. The whole step is one native call. */
export class Adam extends Optimizer<AdamOptions> {
  constructor(params: Params<AdamOptions>, ...args: Call<Positional, Partial<AdamOptions>>) {
    super(params, {
      lr: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      amsgrad: false,
      maximize: false,
      foreach: null,
      capturable: false,
      differentiable: false,
      fused: null,
      decoupledWeightDecay: false,
      ...parse<Partial<AdamOptions>>(new.target.name, names, args, [...keywords, "decoupledWeightDecay"]),
    });
  }

  protected checkOptions({ lr, betas, eps, weightDecay }: AdamOptions): void {
    check(value(lr) >= 0, "learning rate", lr);
    check(eps >= 0, "epsilon value", eps);
    checkBetas(betas);
    check(weightDecay >= 0, "weight_decay value", weightDecay);
  }

  protected update(): void {
    for (const group of this.paramGroups) {
      // Parameters that joined later count their steps for themselves.
      const bySteps = new Map<number, Lists>();
      let kernels: Tensor["kernels"] | undefined;
      for (const parameter of group.params) {
        const { grad } = parameter;
        if (grad === null) continue;
        kernels = parameter.kernels;
        const state = this.stateOf(parameter, () => {
          const made: ParameterState = { step: 0, exp_avg: zerosLike(parameter), exp_avg_sq: zerosLike(parameter) };
          if (group.amsgrad) made.max_exp_avg_sq = zerosLike(parameter);
          return made;
        });
        const step = (state.step as number) + 1;
        state.step = step;
        let lists = bySteps.get(step);
        if (lists === undefined) {
          lists = { parameters: [], gradients: [], averages: [], squares: [], maxima: [] };
          bySteps.set(step, lists);
        }
        lists.parameters.push(parameter.handle);
        lists.gradients.push(grad.handle);
        lists.averages.push((state.exp_avg as Tensor).handle);
        lists.squares.push((state.exp_avg_sq as Tensor).handle);
        if (group.amsgrad) lists.maxima.push((state.max_exp_avg_sq as Tensor).handle);
      }
      for (const [step, { parameters, gradients, averages, squares, maxima }] of bySteps)
        kernels?.adamStep(parameters, gradients, averages, squares, group.amsgrad ? maxima : null, {
          lr: value(group.lr),
          beta1: group.betas[0],
          beta2: group.betas[1],
          eps: group.eps,
          weightDecay: group.weightDecay,
          decoupled: group.decoupledWeightDecay ?? false,
          maximize: group.maximize ?? false,
          step,
        });
    }
  }
}

/** Adam whose weights decay by themselves; `weightDecay` is 1e-2 by default. */
export class AdamW extends Adam {
  constructor(params: Params<AdamOptions>, ...args: Call<Positional, Partial<AdamOptions>>) {
    const given = parse<Partial<AdamOptions>>("AdamW", names, args, keywords);
    super(params, { weightDecay: 1e-2, ...given, decoupledWeightDecay: true });
  }
}
