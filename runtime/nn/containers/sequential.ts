/** `nn.Sequential`: modules one after another. */

import { Module } from "../module.ts";
import { ordered } from "./ordered.ts";

/** Modules in order by name. */
export type NamedModules =
  | Readonly<Record<string, Module>>
  | ReadonlyMap<string, Module>
  | Iterable<readonly [string, Module]>;

/**
 * Calls its modules one after another, each with what the one before gave.
 *
 * `new Sequential(a, b)` names them "0", "1"; `new Sequential({ first: a, second: b })` as given.
 */
export class Sequential extends Module {
  /** The module at an index (negative: from the end). @throws RangeError beyond the ends. */
  [index: number]: Module;

  constructor(...modules: readonly (Module | NamedModules)[]) {
    super();
    const [first] = modules;
    if (modules.length === 1 && !(first instanceof Module)) {
      for (const [name, module] of ordered(first as NamedModules)) this.addModule(name, module);
    } else {
      modules.forEach((module, i) => {
        this.addModule(String(i), module as Module);
      });
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: the types of the first input and the last output are the members'
  override forward(...input: any[]): any {
    let values = input;
    for (const module of this) values = [module(...values)];
    return values[0];
  }

  /** Number of modules. */
  override get length(): number {
    return this.namedChildren().length;
  }

  /** The module at an index (negative: from the end). */
  at(index: number): Module {
    return this.namedChildren()[position(this, index)][1];
  }

  /** A Sequential of the modules from `start` to `end`, which it shares with this one. */
  slice(start?: number, end?: number): Sequential {
    return new Sequential(this.namedChildren().slice(start, end));
  }

  /** Puts another module at an index. */
  set(index: number, module: Module): void {
    this.addModule(this.namedChildren()[position(this, index)][0], module);
  }

  /** Takes the module at an index out; the ones behind it move up. */
  delete(index: number): void {
    renumber(this, this.namedChildren().toSpliced(position(this, index), 1));
  }

  /** Takes the module at an index (the last one without) out and gives it. */
  pop(index = -1): Module {
    const found = this.at(index);
    this.delete(index);
    return found;
  }

  /** Adds a module at the end. */
  append(module: Module): this {
    this.addModule(String(this.length), module);
    return this;
  }

  /** Adds modules at the end. */
  extend(modules: Iterable<Module>): this {
    for (const module of modules) this.append(module);
    return this;
  }

  /** Puts a module before the one at an index. */
  insert(index: number, module: Module): this {
    if (!(module instanceof Module)) throw new TypeError(`module should be of type: Module`);
    if (index < -this.length || index > this.length) throw new RangeError(`Index out of range: ${index}`);
    renumber(this, this.namedChildren().toSpliced(index, 0, ["", module]));
    return this;
  }

  [Symbol.iterator](): IterableIterator<Module> {
    return this.namedChildren()
      .map(([, module]) => module)
      .values();
  }
}

/** An index from 0 on. @throws RangeError where there is none. */
export function position(container: { readonly length: number }, index: number): number {
  const { length } = container;
  if (!Number.isInteger(index) || index < -length || index >= length)
    throw new RangeError(`index ${index} is out of range`);
  return index < 0 ? index + length : index;
}

/** Gives a container these children, named by their places. */
export function renumber(container: Module, children: readonly (readonly [string, Module])[]): void {
  for (const [name] of container.namedChildren()) Reflect.deleteProperty(container, name);
  children.forEach(([, module], i) => {
    container.addModule(String(i), module);
  });
}
