/** Weights set to 0 for good: `torch.nn.utils.prune`. */

import { noGrad } from "../../autograd/mode.ts";
import { mul } from "../../ops/arithmetic.ts";
import { cat } from "../../ops/join.ts";
import { vectorNorm } from "../../ops/norms.ts";
import { rand } from "../../ops/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ForwardPreHook } from "../hooks.ts";
import type { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { setPlain } from "./weight-norm.ts";

type Fields = Record<string, Tensor | null | undefined>;

/** The hooks that apply masks, and to which parameter: a module has them wherever it was copied from. */
const kinds = new WeakMap<ForwardPreHook, string>();

function hookOf(module: Module, name?: string): ForwardPreHook | undefined {
  const hooks = module.hooksOf()?.forwardPre.values() ?? [];
  return hooks.find((hook) => kinds.has(hook) && (name === undefined || kinds.get(hook) === name));
}

/** How many of `size` a number (an integer: so many; else: that share, rounded to even at halves) means. */
function count(amount: number, size: number): number {
  if (typeof amount !== "number" || !Number.isFinite(amount) || amount < 0)
    throw new RangeError(
      `amount=${String(amount)} should be a number of at least 0: a count, or a share within 0.0 and 1.0`,
    );
  if (Number.isInteger(amount) && amount !== 0 && amount !== 1) {
    if (amount > size)
      throw new RangeError(`amount=${amount} should be smaller than the number of parameters to prune=${size}`);
    return amount;
  }
  if (amount > 1)
    throw new RangeError(`amount=${amount} should either be a float in the range [0.0, 1.0] or a non-negative integer`);
  if (amount === 1) return Math.min(1, size);
  const share = amount * size;
  const below = Math.floor(share);
  return share - below === 0.5 ? below + (below % 2) : Math.round(share);
}

/** The values' places from the smallest on. */
function smallest(values: readonly number[], places: readonly number[]): number[] {
  return [...places].sort((a, b) => values[a] - values[b] || a - b);
}

/** Chooses what is pruned of a tensor, given what is still there: a mask of ones and zeros. */
export type PruningMethod = (scores: Tensor, mask: Tensor, amount: number) => Tensor;

function listOf(tensor: Tensor): number[] {
  return (tensor.detach().reshape([-1]).tolist() as (number | bigint)[]).map(Number);
}

/** The mask with zeros at some places of its flat form as well. */
function without(mask: Tensor, places: readonly number[]): Tensor {
  const values = listOf(mask);
  for (const place of places) values[place] = 0;
  return mask.newTensor(values).reshape(mask.shape);
}

/** Elements that are still there, flat. */
function remaining(mask: Tensor): number[] {
  return listOf(mask).flatMap((value, i) => (value === 0 ? [] : [i]));
}

/** Prunes the elements with the smallest absolute scores. */
export const L1Unstructured: PruningMethod = (scores, mask, amount) => {
  const kept = remaining(mask);
  return without(mask, smallest(listOf(scores).map(Math.abs), kept).slice(0, count(amount, kept.length)));
};

/** Prunes elements at random. */
export const RandomUnstructured: PruningMethod = (scores, mask, amount) => {
  const kept = remaining(mask);
  const drawn = listOf(rand(kept.length, { device: scores.device }));
  const order = smallest(
    drawn,
    kept.map((_, i) => i),
  );
  // As torch.topk gives the largest of what is drawn.
  return without(
    mask,
    order
      .reverse()
      .slice(0, count(amount, kept.length))
      .map((i) => kept[i]),
  );
};

function structured(
  scores: Tensor,
  mask: Tensor,
  amount: number,
  dim: number,
  rank: (channels: Tensor) => number[],
): Tensor {
  const at = dim < 0 ? dim + scores.ndim : dim;
  if (scores.ndim < 2)
    throw new Error(
      `Structured pruning can only be applied to multidimensional tensors. Found tensor of shape ${scores.shape} with ${scores.ndim} dims`,
    );
  if (!(at >= 0 && at < scores.ndim)) throw new RangeError(`Invalid index ${dim} for tensor of size ${scores.shape}`);
  const others = scores.shape.map((_, d) => d).filter((d) => d !== at);
  const kept = listOf(mask.sum(others)).flatMap((sum, i) => (sum === 0 ? [] : [i]));
  const order = rank(scores.detach().indexSelect(at, scores.detach().newTensor(kept).long()));
  const gone = order.slice(0, count(amount, kept.length)).map((i) => kept[i]);
  const channels = new Array<number>(scores.shape[at]).fill(1);
  for (const channel of gone) channels[channel] = 0;
  const shape = scores.shape.map((_, d) => (d === at ? -1 : 1));
  return mul(mask, mask.newTensor(channels).reshape(shape));
}

function replace(module: Module, name: string, choose: (weight: Tensor, mask: Tensor) => Tensor): void {
  const fields = module as unknown as Fields;
  const known = fields[`${name}_mask`];
  const weight = known == null ? fields[name] : fields[`${name}_orig`];
  if (weight == null) throw new Error(`Module '${module.getName()}' has no parameter '${name}'`);
  const mask = noGrad(() => choose(weight.detach(), known ?? weight.detach().mul(0).add(1)));
  if (known == null) {
    Reflect.deleteProperty(module, name);
    module.registerParameter(`${name}_orig`, weight instanceof Parameter ? weight : new Parameter(weight));
    module.registerBuffer(`${name}_mask`, mask);
  } else fields[`${name}_mask`] = mask;
  // The module that is called: a copy of this one has the hook, too.
  const renew = (called: Module): void => {
    const own = called as unknown as Fields;
    const original = own[`${name}_orig`] as Tensor;
    setPlain(called, name, mul(original, (own[`${name}_mask`] as Tensor).to(original.dtype)));
  };
  renew(module);
  const before = hookOf(module, name);
  if (before !== undefined) module.hooksOf()?.forwardPre.delete(before);
  kinds.set(renew, name);
  module.registerForwardPreHook(renew);
}

/** A name and an amount, in order or by name. */
export interface PruneOptions {
  name: string;
  /** An integer: so many; else that share of what is there. */
  amount: number;
  /** What is looked at in the parameter's place. */
  importanceScores?: Tensor | null;
}

function scoresOf(weight: Tensor, scores: Tensor | null | undefined): Tensor {
  if (scores == null) return weight;
  if (scores.shape.join() !== weight.shape.join())
    throw new Error("importance_scores should have the same shape as parameter");
  return scores.detach();
}

/** Sets the elements of a parameter with the smallest absolute values to 0. */
export function l1Unstructured<M extends Module>(
  module: M,
  name: string,
  amount: number,
  importanceScores?: Tensor | null | { importanceScores?: Tensor | null },
): M {
  const given =
    importanceScores != null && "importanceScores" in importanceScores
      ? importanceScores.importanceScores
      : (importanceScores as Tensor | null | undefined);
  replace(module, name, (weight, mask) => L1Unstructured(scoresOf(weight, given), mask, amount));
  return module;
}

/** Sets random elements of a parameter to 0. */
export function randomUnstructured<M extends Module>(module: M, name: string, amount: number): M {
  replace(module, name, (weight, mask) => RandomUnstructured(weight, mask, amount));
  return module;
}

/** Sets random channels of a parameter along `dim` to 0. */
export function randomStructured<M extends Module>(module: M, name: string, amount: number, dim: number): M {
  replace(module, name, (weight, mask) =>
    structured(weight, mask, amount, dim, (channels) => {
      const drawn = listOf(rand(channels.shape[dim < 0 ? dim + weight.ndim : dim]));
      return smallest(
        drawn,
        drawn.map((_, i) => i),
      );
    }),
  );
  return module;
}

/** Sets the channels of a parameter along `dim` with the smallest n-norms to 0. */
export function lnStructured<M extends Module>(
  module: M,
  name: string,
  amount: number,
  n: number,
  dim: number,
  importanceScores?: Tensor | null,
): M {
  replace(module, name, (weight, mask) => {
    const at = dim < 0 ? dim + weight.ndim : dim;
    return structured(scoresOf(weight, importanceScores), mask, amount, dim, (channels) => {
      const others = channels.shape.map((_, d) => d).filter((d) => d !== at);
      const norms = listOf(vectorNorm(channels, n, others));
      return smallest(
        norms,
        norms.map((_, i) => i),
      );
    });
  });
  return module;
}

/** Sets what a mask has 0 for to 0. */
export function customFromMask<M extends Module>(module: M, name: string, mask: Tensor): M {
  replace(module, name, (_weight, before) => {
    if (mask.shape.join() !== before.shape.join())
      throw new Error(`the mask's shape ${mask.shape} is not the parameter's ${before.shape}`);
    return mul(before, mask.to(before.dtype));
  });
  return module;
}

/** Prunes nothing, but makes the parameter one that is pruned. */
export function identity<M extends Module>(module: M, name: string): M {
  replace(module, name, (_weight, mask) => mask);
  return module;
}

/** Prunes parameters of several modules together: a share of all their elements, wherever they are. */
export function globalUnstructured(
  parameters: readonly (readonly [module: Module, name: string])[],
  pruningMethod: PruningMethod,
  { amount, importanceScores }: { amount: number; importanceScores?: ReadonlyMap<Module, Tensor> | null },
): void {
  const entries = parameters.map(([module, name]) => {
    const fields = module as unknown as Fields;
    const weight = (fields[`${name}_orig`] ?? fields[name]) as Tensor;
    const mask = fields[`${name}_mask`] ?? weight.detach().mul(0).add(1);
    return { module, name, weight: weight.detach(), mask };
  });
  const joined = (pick: (entry: (typeof entries)[number]) => Tensor): Tensor =>
    cat(
      entries.map((entry) => pick(entry).reshape([-1])),
      0,
    );
  const whole = noGrad(() =>
    pruningMethod(
      joined(({ module, weight }) => importanceScores?.get(module) ?? weight),
      joined(({ mask }) => mask),
      amount,
    ),
  );
  let start = 0;
  for (const { module, name, weight } of entries) {
    const size = weight.shape.numel();
    customFromMask(module, name, whole.narrow(0, start, size).reshape(weight.shape));
    start += size;
  }
}

/** Makes pruning permanent: the parameter stays as it is, and the mask goes. */
export function remove<M extends Module>(module: M, name: string): M {
  const hook = hookOf(module, name);
  if (hook === undefined)
    throw new Error(`Parameter '${name}' of module ${module.getName()} has to be pruned before pruning can be removed`);
  const fields = module as unknown as Fields;
  const weight = fields[`${name}_orig`] as Parameter;
  const mask = fields[`${name}_mask`] as Tensor;
  noGrad(() => weight.mul_(mask.to(weight.dtype)));
  module.hooksOf()?.forwardPre.delete(hook);
  for (const gone of [name, `${name}_orig`, `${name}_mask`]) Reflect.deleteProperty(module, gone);
  module.registerParameter(name, weight);
  return module;
}

/** Whether a parameter of the module, or of one below it, is pruned. */
export function isPruned(module: Module): boolean {
  return module.modules().some((inner) => hookOf(inner) !== undefined);
}
