/** Stochastic gradient descent. */

import type { Handle } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type BaseOptions, check, type ImplementationOptions, Optimizer, type Params, value } from "./optimizer.ts";

export interface SGDOptions extends BaseOptions, ImplementationOptions {
  /** 0. */
  momentum: number;
  /** What of the gradient does not enter the momentum; 0. */
  dampening: number;
  /** L2 penalty; 0. */
  weightDecay: number;
  /** Nesterov's momentum; false. */
  nesterov: boolean;
}

type Positional = [
  lr?: number | Tensor,
  momentum?: number,
  dampening?: number,
  weightDecay?: number,
  nesterov?: boolean,
];
const names = ["lr", "momentum", "dampening", "weightDecay", "nesterov"];
const keywords = ["maximize", "foreach", "differentiable", "fused"];

/** Stochastic gradient descent, with momentum; `lr` is 1e-3 by default. The whole step is one native call. */
export class SGD extends Optimizer<SGDOptions> {
  constructor(params: Params<SGDOptions>, ...args: Call<Positional, Partial<SGDOptions>>) {
    super(params, {
      lr: 1e-3,
      momentum: 0,
      dampening: 0,
      weightDecay: 0,
      nesterov: false,
      maximize: false,
      foreach: null,
      differentiable: false,
      fused: null,
      ...parse<Partial<SGDOptions>>("SGD", names, args, keywords),
    });
  }

  protected checkOptions({ lr, momentum, weightDecay, nesterov, dampening }: SGDOptions): void {
    check(value(lr) >= 0, "learning rate", lr);
    check(momentum >= 0, "momentum value", momentum);
    check(weightDecay >= 0, "weight_decay value", weightDecay);
    if (nesterov && (momentum <= 0 || dampening !== 0))
      throw new Error("Nesterov momentum requires a momentum and zero dampening");
  }

  protected update(): void {
    for (const group of this.paramGroups) {
      const updated = group.params.filter((parameter) => parameter.grad !== null);
      if (updated.length === 0) continue;
      const parameters: Handle[] = [];
      const gradients: Handle[] = [];
      const buffers: (Handle | null)[] = [];
      for (const parameter of updated) {
        parameters.push(parameter.handle);
        gradients.push((parameter.grad as Tensor).handle);
        const buffer = this.state.get(parameter)?.momentum_buffer;
        buffers.push(buffer instanceof Tensor ? buffer.handle : null);
      }
      const { backend } = updated[0];
      const made = backend.kernels.sgdStep(parameters, gradients, buffers, {
        lr: value(group.lr),
        momentum: group.momentum,
        dampening: group.dampening,
        weightDecay: group.weightDecay,
        nesterov: group.nesterov,
        maximize: group.maximize ?? false,
      });
      if (group.momentum === 0) continue;
      updated.forEach((parameter, i) => {
        const buffer = made[i];
        if (buffer !== null && buffers[i] === null)
          this.state.set(parameter, { momentum_buffer: new Tensor(buffer, backend) });
      });
    }
  }
}
