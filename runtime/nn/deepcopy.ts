/** Copies of modules: `copy.deepcopy`. */

import { noGrad } from "../autograd/mode.ts";
import { clone } from "../ops/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";
import { Buffer, Parameter } from "./parameter.ts";

function copyOf(value: unknown, memo: Map<unknown, unknown>): unknown {
  if (typeof value !== "object" && !(value instanceof Module)) return value;
  if (value === null) return value;
  const known = memo.get(value);
  if (known !== undefined) return known;
  let copy: unknown = value;
  if (value instanceof Module) return moduleCopy(value, memo);
  if (value instanceof Tensor) {
    const data = noGrad(() => clone(value.detach()));
    if (value instanceof Parameter) copy = new Parameter(data, value.requiresGrad);
    else if (value instanceof Buffer) copy = new Buffer(data, { persistent: value.persistent });
    else copy = data;
  } else if (Array.isArray(value)) copy = value.map((entry) => copyOf(entry, memo));
  memo.set(value, copy);
  return copy;
}

function moduleCopy(source: Module, memo: Map<unknown, unknown>): Module {
  // Module's own constructor makes the object; the class's would draw weights.
  const copy = Reflect.construct(Module, [], source.constructor) as Module;
  memo.set(source, copy);
  const persistent = new Map<string, boolean>();
  for (const [name, , kept] of source.ownBuffers()) persistent.set(name, kept);
  for (const [name, value] of Object.entries(source)) {
    const own = copyOf(value, memo);
    if (own instanceof Parameter) copy.registerParameter(name, own);
    else if (own instanceof Tensor && persistent.has(name)) copy.registerBuffer(name, own, persistent.get(name));
    else if (own instanceof Module) copy.addModule(name, own);
    else Object.defineProperty(copy, name, { value: own, enumerable: true, writable: true, configurable: true });
  }
  copy.copyHooks(source);
  return copy;
}

/** A module of the same class with copies of all that it holds, and the same hooks. */
export function deepcopy<M extends Module>(module: M): M {
  return moduleCopy(module, new Map()) as M;
}
