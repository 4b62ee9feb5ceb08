/** Functions of functions: `torch.func`. */

import { grad as gradOf } from "./autograd/backward.ts";
import { enableGrad } from "./autograd/mode.ts";
import { expectModule } from "./nn/expect.ts";
import type { Module } from "./nn/module.ts";
import { stack } from "./ops/join.ts";
import { select } from "./ops/shape.ts";
import { describe, isOptions, named } from "./tensor/options.ts";
import { Tensor } from "./tensor/tensor.ts";

/** Parameters and buffers by name, as `stateDict` gives them. */
export type ParametersAndBuffers = Readonly<Record<string, Tensor>>;

/** Options of {@link functionalCall}. */
export interface FunctionalCallOptions {
  /** Whether tensors that are tied in the module are replaced together; true. */
  tieWeights?: boolean;
  /** Whether all parameters and buffers must be given; false. */
  strict?: boolean;
}

/** The module that holds `path`, and the last name of it. */
function holder(module: Module, path: string): [Module, string] {
  const at = path.lastIndexOf(".");
  return [module.getSubmodule(at < 0 ? "" : path.slice(0, at)), path.slice(at + 1)];
}

/** The names of all parameters and buffers; those of one tensor under its first name. */
function ties(module: Module): Map<string, string[]> {
  const byTensor = new Map<Tensor, string[]>();
  const all = { removeDuplicate: false };
  for (const [name, tensor] of [...module.namedParameters(all), ...module.namedBuffers(all)])
    byTensor.set(tensor, [...(byTensor.get(tensor) ?? []), name]);
  const found = new Map<string, string[]>();
  for (const names of byTensor.values()) for (const name of names) found.set(name, names);
  return found;
}

function checkNames(given: ParametersAndBuffers, known: ReadonlyMap<string, string[]>, options: FunctionalCallOptions) {
  const { strict = false, tieWeights = true } = options;
  for (const [name, value] of Object.entries(given)) {
    if (!(value instanceof Tensor))
      throw new TypeError(`functional_call(): '${name}' must be a Tensor, not ${describe(value)}`);
    if (!known.has(name)) throw new Error(`functional_call(): the module has no parameter or buffer '${name}'`);
  }
  if (!strict) return;
  const missing = [...known].filter(([, names]) => !names.some((name) => name in given)).map(([name]) => name);
  if (missing.length > 0) throw new Error(`Missing key(s): ${missing.map((name) => `"${name}"`).join(", ")}.`);
  if (!tieWeights) return;
  for (const names of new Set(known.values())) {
    const values = new Set(names.filter((name) => name in given).map((name) => given[name]));
    if (values.size > 1)
      throw new Error(
        `functional_call got multiple values for keys ${names.join(", ")}, which are tied. Consider tieWeights: false`,
      );
  }
}

/**
 * Calls a module with other parameters and buffers than its own, which come back afterwards, also when it throws.
 *
 * @param parametersAndBuffers by name, such as `{ "0.weight": w }`; or several such objects.
 * @param args the arguments of `forward`: a list, or one value.
 */
export function functionalCall<M extends Module>(
  module: M,
  parametersAndBuffers: ParametersAndBuffers | readonly ParametersAndBuffers[],
  args: unknown = [],
  options: FunctionalCallOptions = {},
): ReturnType<M["forward"]> {
  expectModule(module, "functional_call");
  const several = Array.isArray(parametersAndBuffers) ? parametersAndBuffers : [parametersAndBuffers];
  if (!several.every((each) => isOptions(each)))
    throw new TypeError(
      `functional_call(): argument 'parameters_and_buffers' must hold Tensors by name, not ${describe(parametersAndBuffers)}`,
    );
  const given = Object.assign({}, ...several) as ParametersAndBuffers;
  if (Object.keys(given).length < several.reduce((sum, each) => sum + Object.keys(each).length, 0))
    throw new Error("functional_call(): a name occurs in several of the objects of parameters and buffers");
  const call = named<FunctionalCallOptions>("functional_call", {}, options, ["tieWeights", "strict"]);
  const known = ties(module);
  checkNames(given, known, call);
  const before: [object, string, PropertyDescriptor][] = [];
  const names = Object.keys(given).flatMap((name) =>
    call.tieWeights === false ? [[name, name]] : (known.get(name) ?? [name]).map((tied) => [tied, name]),
  );
  try {
    for (const [path, source] of names) {
      const [inner, name] = holder(module, path);
      before.push([inner, name, Object.getOwnPropertyDescriptor(inner, name) as PropertyDescriptor]);
      Object.defineProperty(inner, name, {
        value: given[source],
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    const forward = module as unknown as (...values: readonly unknown[]) => ReturnType<M["forward"]>;
    return forward(...(Array.isArray(args) ? (args as readonly unknown[]) : [args]));
  } finally {
    for (const [inner, name, descriptor] of before.reverse()) Object.defineProperty(inner, name, descriptor);
  }
}

/** Options of {@link grad} and {@link gradAndValue}. */
export interface FuncGradOptions {
  /** Which argument the derivative is with regard to, or several; 0. */
  argnums?: number | readonly number[];
  /** Whether the function gives a pair of its value and what else it computed; false. */
  hasAux?: boolean;
}

type Func = (...args: never[]) => unknown;

/** Tensors of a value: itself, or those in lists and objects, made anew by `change`. */
function mapTensors(value: unknown, change: (tensor: Tensor) => unknown): unknown {
  if (value instanceof Tensor) return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTensors(item, change));
  if (!isOptions(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTensors(item, change)]));
}

function expectFunction(what: string, func: unknown): void {
  if (typeof func !== "function")
    throw new TypeError(`${what}(): argument 'func' must be a function, not ${describe(func)}`);
}

/**
 * A function that gives the derivative of `func`, whose value is a tensor of one element, and that value: with `hasAux` the value
 * and what else it computed. The derivative has the form of the argument: a tensor, or a list or object of tensors.
 */
export function gradAndValue(func: Func, argnums?: number | readonly number[] | FuncGradOptions, hasAux?: boolean) {
  expectFunction("grad", func);
  const call = named<FuncGradOptions>("grad", { argnums, hasAux });
  const wanted = call.argnums ?? 0;
  const places = typeof wanted === "number" ? [wanted] : wanted;
  return (...args: unknown[]): [gradient: unknown, value: unknown] =>
    enableGrad(() => {
      const leaves: Tensor[] = [];
      const own = args.map((arg, i) => {
        if (!places.some((place) => (place < 0 ? place + args.length : place) === i)) return arg;
        return mapTensors(arg, (tensor) => {
          // A view of what comes from outside: derivatives of derivatives pass through it.
          const leaf = tensor.requiresGrad ? tensor.viewAs(tensor) : tensor.detach().requiresGrad_();
          leaves.push(leaf);
          return leaf;
        });
      });
      const result = (func as (...values: unknown[]) => unknown)(...own);
      const [value, aux] = call.hasAux === true ? (result as [unknown, unknown]) : [result, undefined];
      if (!(value instanceof Tensor) || value.numel() !== 1)
        throw new Error(
          `Expected f(*args) to return a scalar tensor, got ${value instanceof Tensor ? `tensor with ${value.ndim} dims` : describe(value)}`,
        );
      const outer = args.some((arg) => holdsGrad(arg));
      const found = gradOf(value.reshape([]), leaves, {
        createGraph: outer,
        allowUnused: true,
        materializeGrads: true,
      });
      let next = 0;
      const gradients = places.map((place) => mapTensors(own.at(place), () => found[next++]));
      const output = outer ? value : value.detach();
      return [typeof wanted === "number" ? gradients[0] : gradients, call.hasAux === true ? [output, aux] : output];
    });
}

function holdsGrad(value: unknown): boolean {
  let found = false;
  mapTensors(value, (tensor) => {
    found ||= tensor.requiresGrad;
    return tensor;
  });
  return found;
}

/** A function that gives the derivative of `func`, whose value is a tensor of one element; with `hasAux` a pair of it and the rest. */
export function grad(func: Func, argnums?: number | readonly number[] | FuncGradOptions, hasAux?: boolean) {
  const both = gradAndValue(func, argnums, hasAux);
  const withAux = isOptions(argnums) ? (argnums as FuncGradOptions).hasAux === true : hasAux === true;
  return (...args: unknown[]): unknown => {
    const [gradient, value] = both(...args);
    return withAux ? [gradient, (value as [unknown, unknown])[1]] : gradient;
  };
}

/** Options of {@link vmap}. */
export interface VmapOptions {
  /** The dim of each argument along which it is taken apart, null: it is passed whole; 0. */
  inDims?: number | null | readonly (number | null)[];
  /** Where the dim stands in the result; 0. */
  outDims?: number;
}

/** A function that calls `func` with each slice of its arguments, one after another, and stacks what it gives. */
export function vmap(func: Func, inDims?: VmapOptions["inDims"] | VmapOptions, outDims?: number) {
  expectFunction("vmap", func);
  const call = named<VmapOptions>("vmap", { inDims: inDims ?? 0, outDims });
  return (...args: unknown[]): unknown => {
    const dims = args.map((_, i) => {
      const given = call.inDims === undefined ? 0 : call.inDims;
      return Array.isArray(given) ? (given[i] as number | null) : (given as number | null);
    });
    const sizes = new Set<number>();
    args.forEach((arg, i) => {
      const dim = dims[i];
      if (dim === null) return;
      mapTensors(arg, (tensor) => {
        if (tensor.ndim === 0) throw new Error(`vmap: argument ${i} has no dim ${dim} to be taken apart along`);
        sizes.add(tensor.size(dim));
        return tensor;
      });
    });
    if (sizes.size === 0) throw new Error("vmap: at least one argument must be taken apart: none has a dim");
    if (sizes.size > 1)
      throw new Error(
        `vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [${[...sizes].join(", ")}] for the mapped dimension`,
      );
    const [count] = sizes;
    const slices = Array.from({ length: count }, (_, k) =>
      (func as (...values: unknown[]) => unknown)(
        ...args.map((arg, i) =>
          dims[i] === null ? arg : mapTensors(arg, (tensor) => select(tensor, dims[i] as number, k)),
        ),
      ),
    );
    return stacked(slices, call.outDims ?? 0);
  };
}

/** Results of the same form as one, tensors stacked. */
function stacked(values: readonly unknown[], dim: number): unknown {
  const [first] = values;
  if (first instanceof Tensor) return stack(values as Tensor[], dim);
  if (Array.isArray(first))
    return first.map((_, i) =>
      stacked(
        values.map((value) => (value as unknown[])[i]),
        dim,
      ),
    );
  if (!isOptions(first)) throw new TypeError(`vmap: the function must give tensors, not ${describe(first)}`);
  return Object.fromEntries(
    Object.keys(first).map((key) => [
      key,
      stacked(
        values.map((value) => (value as Record<string, unknown>)[key]),
        dim,
      ),
    ]),
  );
}
