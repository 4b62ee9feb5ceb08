/** Which classes of modules files may hold: `torch.serialization`. */

import { Module } from "../nn/module.ts";
import { describe } from "../tensor/options.ts";
import type { ModuleClass } from "./torch-classes.ts";

const registered = new Map<string, ModuleClass>();

/**
 * Lets `torch.load` build whole modules of these classes, found by their names. Their constructors are not run: parameters,
 * buffers, children and plain values come from the file. PyTorch's own layers need no registration.
 */
export function addSafeGlobals(classes: readonly ModuleClass[]): void {
  if (!Array.isArray(classes))
    throw new TypeError(`addSafeGlobals(): argument 'classes' must be a list of classes, not ${describe(classes)}`);
  for (const type of classes as readonly unknown[]) {
    if (typeof type !== "function" || !(type.prototype instanceof Module))
      throw new TypeError(`addSafeGlobals(): a class that extends nn.Module is needed, not ${describe(type)}`);
    if (type.name === "") throw new TypeError("addSafeGlobals(): a class without a name cannot be found in a file");
    registered.set(type.name, type as ModuleClass);
  }
}

/** The classes that {@link addSafeGlobals} was given. */
export function getSafeGlobals(): ModuleClass[] {
  return [...registered.values()];
}

/** Forgets all that {@link addSafeGlobals} was given. */
export function clearSafeGlobals(): void {
  registered.clear();
}

/** @internal The user's class of a name such as "__main__.Net": whatever file it was defined in. */
export function registeredClass(path: string): ModuleClass | undefined {
  return registered.get(path.slice(path.lastIndexOf(".") + 1));
}
