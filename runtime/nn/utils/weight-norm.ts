/** PyTorch's older weight norm, computed before each call. */

import { noGrad } from "../../autograd/mode.ts";
import { div, mul } from "../../ops/arithmetic.ts";
import { vectorNorm } from "../../ops/norms.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { expectModule } from "../expect.ts";
import type { ForwardPreHook } from "../hooks.ts";
import type { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";

/** The norms over all dims but one, which stay with size 1; over all dims for -1. */
export function normExceptDim(weight: Tensor, dim: number): Tensor {
  if (dim === -1) return vectorNorm(weight);
  const at = dim < 0 ? dim + weight.ndim : dim;
  const others = weight.shape.map((_, d) => d).filter((d) => d !== at);
  return others.length === 0 ? weight.abs() : vectorNorm(weight, 2, others, true);
}

type Fields = Record<string, unknown>;

/** Sets a name to a tensor that is neither parameter nor buffer. */
export function setPlain(module: Module, name: string, value: Tensor): void {
  Object.defineProperty(module, name, { value, enumerable: true, writable: true, configurable: true });
}

/** The hooks that compute weights, and which: a module has them wherever it was copied from. */
const kinds = new WeakMap<ForwardPreHook, { name: string; dim: number }>();

function hookOf(module: Module, name: string): { hook: ForwardPreHook; dim: number } | undefined {
  for (const hook of module.hooksOf()?.forwardPre.values() ?? []) {
    const kind = kinds.get(hook);
    if (kind?.name === name) return { hook, dim: kind.dim };
  }
  return undefined;
}

function computed(module: Module, name: string, dim: number): Tensor {
  const fields = module as unknown as Fields;
  const v = fields[`${name}_v`] as Tensor;
  return mul(v, div(fields[`${name}_g`] as Tensor, normExceptDim(v, dim)));
}

/** Learns a weight's length (`weight_g`) and direction (`weight_v`) apart; it is computed before each call. */
export function weightNorm<M extends Module>(
  module: M,
  ...args: Call<[name?: string, dim?: number | null], { name?: string; dim?: number | null }>
): M {
  expectModule(module, "weight_norm");
  const call = parse<{ name?: string; dim?: number | null }>("weight_norm", ["name", "dim"], args);
  const { name = "weight" } = call;
  const dim = call.dim === null ? -1 : (call.dim ?? 0);
  if (hookOf(module, name) !== undefined)
    throw new Error(`Cannot register two weight_norm hooks on the same parameter ${name}`);
  const weight = (module as unknown as Fields)[name];
  if (!(weight instanceof Parameter)) throw new Error(`Module '${module.getName()}' has no parameter '${name}'`);
  Reflect.deleteProperty(module, name);
  const length = noGrad(() => normExceptDim(weight.detach(), dim).clone());
  module.registerParameter(`${name}_g`, new Parameter(length));
  module.registerParameter(`${name}_v`, new Parameter(weight.detach()));
  // The module that is called: a copy of this one has the hook, too.
  const renew = (called: Module): void => setPlain(called, name, computed(called, name, dim));
  renew(module);
  kinds.set(renew, { name, dim });
  module.registerForwardPreHook(renew);
  return module;
}

/** Makes the weight a parameter again. */
export function removeWeightNorm<M extends Module>(module: M, name: string | { name?: string } = "weight"): M {
  expectModule(module, "remove_weight_norm");
  const which = typeof name === "string" ? name : (name.name ?? "weight");
  const found = hookOf(module, which);
  if (found === undefined) throw new Error(`weight_norm of '${which}' not found in ${module.getName()}`);
  const weight = noGrad(() => computed(module, which, found.dim).detach());
  module.hooksOf()?.forwardPre.delete(found.hook);
  for (const gone of [which, `${which}_g`, `${which}_v`]) Reflect.deleteProperty(module, gone);
  module.registerParameter(which, new Parameter(weight));
  return module;
}
