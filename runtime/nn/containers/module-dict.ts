/** `nn.ModuleDict`: modules by name. */

import { Module } from "../module.ts";
import { ordered } from "./ordered.ts";
import type { NamedModules } from "./sequential.ts";

/** Modules by name, children of the one that holds it, in the order in which they were added. */
export class ModuleDict extends Module {
  constructor(modules: NamedModules = {}) {
    super();
    this.update(modules);
  }

  /** Number of modules. */
  override get length(): number {
    return this.namedChildren().length;
  }

  has(name: string): boolean {
    return this.namedChildren().some(([candidate]) => candidate === name);
  }

  /** The module of a name. @throws Error that tells the names there are. */
  get(name: string): Module {
    const found = this.namedChildren().find(([candidate]) => candidate === name);
    if (found === undefined) throw new Error(`ModuleDict has no module '${name}'; it has ${this.keys().join(", ")}`);
    return found[1];
  }

  /** Puts a module under a name. */
  set(name: string, module: Module): this {
    this.addModule(name, module);
    return this;
  }

  /** Takes the module of a name out and gives it. */
  pop(name: string): Module {
    const found = this.get(name);
    Reflect.deleteProperty(this, name);
    return found;
  }

  delete(name: string): void {
    this.pop(name);
  }

  clear(): void {
    for (const name of this.keys()) Reflect.deleteProperty(this, name);
  }

  /** Adds modules by name. */
  update(modules: NamedModules): void {
    for (const [name, module] of ordered(modules)) this.addModule(name, module);
  }

  keys(): string[] {
    return this.namedChildren().map(([name]) => name);
  }

  values(): Module[] {
    return this.namedChildren().map(([, module]) => module);
  }

  items(): [string, Module][] {
    return this.namedChildren();
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.keys().values();
  }
}
