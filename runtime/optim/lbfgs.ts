/** L-BFGS: a quasi-Newton method that calls its closure many times a step. */

import { enableGrad } from "../autograd/mode.ts";
import type { Handle } from "../backend/backend.ts";
import { type Call, parse } from "../nn/arguments.ts";
import { float64 } from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type BaseOptions, check, Optimizer, type Params, value } from "./optimizer.ts";
import { type Point, strongWolfe } from "./strong-wolfe.ts";

export interface LBFGSOptions extends BaseOptions {
  /** Iterations a step; 20. */
  maxIter: number;
  /** Calls of the closure a step; null: 1.25 times `maxIter`. */
  maxEval: number | null;
  /** Ends where no component of the gradient is larger; 1e-7. */
  toleranceGrad: number;
  /** Ends where steps or the loss change less; 1e-9. */
  toleranceChange: number;
  /** How many updates are remembered; 100. */
  historySize: number;
  /** null: steps of `lr`. */
  lineSearchFn: "strong_wolfe" | null;
}

type Positional = [
  lr?: number | Tensor,
  maxIter?: number,
  maxEval?: number | null,
  toleranceGrad?: number,
  toleranceChange?: number,
  historySize?: number,
  lineSearchFn?: "strong_wolfe" | null,
];
const names = ["lr", "maxIter", "maxEval", "toleranceGrad", "toleranceChange", "historySize", "lineSearchFn"];

/** One remembered update: the step, the change of the gradient, and the inverse of their product. */
interface Update {
  readonly step: Handle;
  readonly change: Handle;
  readonly inverse: number;
}

/** L-BFGS for one group of parameters; `lr` is 1 by default. `step` needs a closure that gives the loss. */
export class LBFGS extends Optimizer<LBFGSOptions> {
  #iterations = 0;
  #direction: Handle | null = null;
  #length = 0;
  #updates: Update[] = [];
  #scale = 1;
  #previous: Handle | null = null;

  constructor(params: Params<LBFGSOptions>, ...args: Call<Positional, Partial<LBFGSOptions>>) {
    super(params, {
      lr: 1,
      maxIter: 20,
      maxEval: null,
      toleranceGrad: 1e-7,
      toleranceChange: 1e-9,
      historySize: 100,
      lineSearchFn: null,
      ...parse<Partial<LBFGSOptions>>("LBFGS", names, args),
    });
    if (this.paramGroups.length !== 1)
      throw new Error("LBFGS doesn't support per-parameter options (parameter groups)");
  }

  protected checkOptions({ lr, lineSearchFn }: LBFGSOptions): void {
    check(value(lr) >= 0, "learning rate", lr);
    if (lineSearchFn !== null && lineSearchFn !== "strong_wolfe") throw new Error("only 'strong_wolfe' is supported");
  }

  protected update(): void {
    throw new TypeError("LBFGS.step() missing 1 required positional argument: 'closure'");
  }

  protected override perform<T>(closure?: () => T): T | undefined {
    if (closure === undefined) return this.update() as undefined;
    const [group] = this.paramGroups;
    const { params } = group;
    const { kernels: k } = params[0];
    const code = params[0].dtype.code;
    const number = (a: Handle): number => Number(k.item(a));
    const { rounded, plus } = arithmeticOf(params[0]);
    const dot = (a: Handle, b: Handle): number => number(k.sum(k.mul(a, b), [], false));
    const largest = (a: Handle): number => number(k.amax(k.abs(a), [], false));
    const gradient = (): Handle =>
      k.cat(
        params.map((p) => (p.grad === null ? k.full([p.shape.numel()], 0, code) : k.reshape(p.grad.handle, [-1]))),
        0,
      );
    const move = (target: readonly Handle[], t: number, d: Handle): void => {
      let at = 0;
      params.forEach((p, i) => {
        const count = p.shape.numel();
        const part = k.reshape(k.slice(d, 0, at, at + count, 1), p.shape);
        k.copyInto(p.handle, plus(target[i], part, t));
        at += count;
      });
    };
    let first: T | undefined;
    const run = (): number => {
      const loss = enableGrad(closure);
      first ??= loss;
      return loss instanceof Tensor ? number(loss.handle) : Number(loss);
    };
    const lr = value(group.lr);
    const maxEval = group.maxEval ?? Math.floor((group.maxIter * 5) / 4);
    let loss = run();
    let evaluations = 1;
    let grad = gradient();
    if (largest(grad) <= group.toleranceGrad) return first;
    for (let n = 1; n <= group.maxIter; n++) {
      this.#iterations++;
      let d = k.neg(grad);
      if (this.#iterations === 1) {
        this.#updates = [];
        this.#scale = 1;
      } else {
        d = this.#newton(grad, group.historySize, dot);
      }
      this.#direction = d;
      this.#previous = k.clone(grad);
      const before = loss;
      let t =
        this.#iterations === 1 ? rounded(Math.min(1, rounded(1 / number(k.sum(k.abs(grad), [], false)))) * lr) : lr;
      const slope = dot(grad, d);
      if (slope > -group.toleranceChange) {
        this.#length = t;
        break;
      }
      let calls = 0;
      const origin = params.map((p) => k.clone(p.handle));
      if (group.lineSearchFn === "strong_wolfe") {
        const evaluate = (length: number): Point => {
          move(origin, length, d);
          const at = run();
          const there = gradient();
          return { t: length, loss: at, grad: there, slope: dot(there, d) };
        };
        const start: Point = { t: 0, loss, grad, slope };
        const [found, count] = strongWolfe(evaluate, start, t, largest(d), group.toleranceChange);
        ({ t, loss, grad } = found);
        calls = count;
        move(origin, t, d);
      } else {
        move(origin, t, d);
        if (n !== group.maxIter) {
          loss = run();
          grad = gradient();
          calls = 1;
        }
      }
      this.#length = t;
      evaluations += calls;
      if (evaluations >= maxEval || largest(grad) <= group.toleranceGrad) break;
      if (largest(k.mul(d, t)) <= group.toleranceChange) break;
      if (Math.abs(loss - before) < group.toleranceChange) break;
    }
    return first;
  }

  /** The gradient times the inverse Hessian that the remembered updates stand for, with its sign turned. */
  #newton(grad: Handle, historySize: number, dot: (a: Handle, b: Handle) => number): Handle {
    const [parameter] = this.paramGroups[0].params;
    const { kernels: k } = parameter;
    const { rounded, plus } = arithmeticOf(parameter);
    const change = k.sub(grad, this.#previous as Handle);
    const step = k.mul(this.#direction as Handle, this.#length);
    const product = dot(change, step);
    if (product > 1e-10) {
      if (this.#updates.length === historySize) this.#updates.shift();
      this.#updates.push({ step, change, inverse: rounded(1 / product) });
      this.#scale = rounded(product / dot(change, change));
    }
    let q = k.neg(grad);
    const weights: number[] = [];
    for (let i = this.#updates.length - 1; i >= 0; i--) {
      const { step: s, change: y, inverse } = this.#updates[i];
      weights[i] = rounded(dot(s, q) * inverse);
      q = plus(q, y, -weights[i]);
    }
    let d = k.mul(q, this.#scale);
    this.#updates.forEach(({ step: s, change: y, inverse }, i) => {
      d = plus(d, s, rounded(weights[i] - rounded(dot(y, d) * inverse)));
    });
    return d;
  }
}

/** How PyTorch reckons with tensors of the parameter's dtype: numbers are rounded to it, and `a + scale * b` once. */
function arithmeticOf({ kernels: k, dtype }: Tensor): {
  rounded: (value: number) => number;
  plus: (a: Handle, b: Handle, scale: number) => Handle;
} {
  if (dtype === float64) return { rounded: (value) => value, plus: (a, b, scale) => k.add(a, k.mul(b, scale)) };
  const wide = (a: Handle): Handle => k.to(a, float64.code);
  return {
    rounded: Math.fround,
    plus: (a, b, scale) => k.to(k.add(wide(a), k.mul(wide(b), scale)), dtype.code),
  };
}
