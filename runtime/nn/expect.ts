/** Arguments that must be modules, or lists of tensors. */

import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** @throws TypeError that names the argument where it is no module. */
export function expectModule(value: unknown, name: string, argument = "module"): void {
  if (!(value instanceof Module))
    throw new TypeError(`${name}(): argument '${argument}' must be nn.Module, not ${describe(value)}`);
}

/** The tensors of an iterable. @throws TypeError that names the argument, or the place of what is no tensor. */
export function expectTensors(value: unknown, name: string, argument: string): Tensor[] {
  const iterable =
    typeof value === "object" && value !== null && Symbol.iterator in value && !(value instanceof Tensor);
  if (!iterable)
    throw new TypeError(`${name}(): argument '${argument}' must be a list of Tensors, not ${describe(value)}`);
  const list = [...(value as Iterable<unknown>)];
  list.forEach((item, i) => {
    if (!(item instanceof Tensor))
      throw new TypeError(
        `${name}(): argument '${argument}' must be a list of Tensors, but found ${describe(item)} at ${i}`,
      );
  });
  return list as Tensor[];
}
