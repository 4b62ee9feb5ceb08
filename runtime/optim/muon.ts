/** Muon: momentum whose updates are made orthogonal. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import { bfloat16, float32 } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lerp } from "./arithmetic.ts";
import { type BaseOptions, type GroupOptions, Optimizer, type Params, value, zerosLike } from "./optimizer.ts";

export interface MuonOptions extends BaseOptions {
  /** Decay of the weights themselves; 0.1. */
  weightDecay: number;
  /** 0.95. */
  momentum: number;
  /** Nesterov's momentum; true. */
  nesterov: boolean;
  /** The polynomial of the iterations that make updates orthogonal; [3.4445, -4.775, 2.0315]. */
  nsCoefficients: readonly [number, number, number];
  /** The least norm of an update; 1e-7. */
  eps: number;
  /** How many iterations; 5. */
  nsSteps: number;
  /** How the rate follows a matrix' size; null: "original". */
  adjustLrFn: "original" | "match_rms_adamw" | null;
}

type Positional = [
  lr?: number | Tensor,
  weightDecay?: number,
  momentum?: number,
  nesterov?: boolean,
  nsCoefficients?: readonly [number, number, number],
  eps?: number,
  nsSteps?: number,
  adjustLrFn?: MuonOptions["adjustLrFn"],
];
const names = ["lr", "weightDecay", "momentum", "nesterov", "nsCoefficients", "eps", "nsSteps", "adjustLrFn"];

/** Muon, for the matrices of a model's hidden layers; `lr` is 1e-3 by default. */
export class Muon extends Optimizer<MuonOptions> {
  constructor(params: Params<MuonOptions>, ...args: Call<Positional, Partial<MuonOptions>>) {
    super(params, {
      lr: 1e-3,
      weightDecay: 0.1,
      momentum: 0.95,
      nesterov: true,
      nsCoefficients: [3.4445, -4.775, 2.0315],
      eps: 1e-7,
      nsSteps: 5,
      adjustLrFn: null,
      ...parse<Partial<MuonOptions>>("Muon", names, args),
    });
  }

  override addParamGroup(group: GroupOptions<MuonOptions>): void {
    super.addParamGroup(group);
    for (const parameter of this.paramGroups[this.paramGroups.length - 1].params)
      if (parameter.ndim !== 2)
        throw new Error(`Muon only supports 2D parameters whereas we found a parameter with size: ${parameter.shape}`);
  }

  protected checkOptions({ lr, momentum, weightDecay, adjustLrFn }: MuonOptions): void {
    if (!(value(lr) >= 0)) throw new Error(`Learning rate should be >= 0 but is: ${value(lr)}`);
    if (!(momentum >= 0)) throw new Error(`momentum should be >= 0 but is: ${momentum}`);
    if (!(weightDecay >= 0)) throw new Error(`weight decay should be >= 0 but is: ${weightDecay}`);
    if (adjustLrFn !== null && adjustLrFn !== "original" && adjustLrFn !== "match_rms_adamw")
      throw new Error(`Adjust learning rate function ${String(adjustLrFn)} is not supported`);
  }

  protected update(): void {
    for (const group of this.paramGroups) {
      for (const parameter of group.params) {
        const { grad, kernels: k, handle } = parameter;
        if (grad === null) continue;
        const state = this.stateOf(parameter, () => ({ momentum_buffer: zerosLike(parameter) }));
        const { handle: buffer } = state.momentum_buffer as Tensor;
        lerp(k, buffer, grad.handle, 1 - group.momentum);
        let step = buffer;
        if (group.nesterov) {
          step = k.clone(grad.handle);
          lerp(k, step, buffer, group.momentum);
        }
        const lr = value(group.lr);
        const [rows, columns] = parameter.shape;
        const ratio =
          group.adjustLrFn === "match_rms_adamw"
            ? 0.2 * Math.sqrt(Math.max(rows, columns))
            : Math.sqrt(Math.max(1, rows / columns));
        const direction = orthogonal(k, step, rows > columns, group);
        k.mul(handle, 1 - lr * group.weightDecay, handle);
        k.sub(handle, k.mul(k.to(direction, parameter.dtype.code), lr * ratio), handle);
      }
    }
  }
}

/** The orthogonal matrix near `matrix`, by Newton and Schulz' iterations in bfloat16. */
function orthogonal(k: Kernels, matrix: Handle, tall: boolean, { nsCoefficients, eps, nsSteps }: MuonOptions): Handle {
  const [a, b, c] = nsCoefficients;
  const turned = (x: Handle): Handle => k.transpose(x, 0, 1);
  let x = k.to(matrix, bfloat16.code);
  if (tall) x = turned(x);
  const norm = k.sqrt(k.sum(k.mul(k.to(x, float32.code), k.to(x, float32.code)), [], false));
  x = k.div(x, k.clamp(k.to(norm, bfloat16.code), eps, null));
  for (let i = 0; i < nsSteps; i++) {
    const gram = k.matmul(x, turned(x));
    const polynomial = k.addmm(gram, gram, gram, b, c);
    x = k.addmm(x, polynomial, x, a, 1);
  }
  return tall ? turned(x) : x;
}
