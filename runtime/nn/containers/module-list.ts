/** `nn.ModuleList`: modules in a list. */

import { describe } from "../../tensor/options.ts";
import { indent, layOut } from "../layout.ts";
import { Module } from "../module.ts";
import { position, renumber } from "./sequential.ts";

/** A list of modules that are children of the one that holds it. */
export class ModuleList extends Module {
  /** The module at an index (negative: from the end). @throws RangeError beyond the ends. */
  [index: number]: Module;

  constructor(modules: Iterable<Module> = []) {
    super();
    this.extend(modules);
  }

  override forward(): never {
    throw new Error('Module [ModuleList] is missing the required "forward" function');
  }

  /** Number of modules. */
  override get length(): number {
    return this.namedChildren().length;
  }

  /** The module at an index (negative: from the end). */
  at(index: number): Module {
    return this.namedChildren()[position(this, index)][1];
  }

  /** A list of the modules from `start` to `end`, which it shares with this one. */
  slice(start?: number, end?: number): ModuleList {
    return new ModuleList([...this].slice(start, end));
  }

  /** Puts another module at an index. */
  set(index: number, module: Module): void {
    this.addModule(String(position(this, index)), module);
  }

  /** Takes the module at an index out. */
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
    if (typeof modules !== "object" || modules === null || !(Symbol.iterator in modules))
      throw new TypeError(`ModuleList.extend should be called with an iterable, but got ${describe(modules)}`);
    for (const module of modules) this.append(module);
    return this;
  }

  /** Puts a module before the one at an index. */
  insert(index: number, module: Module): this {
    renumber(this, this.namedChildren().toSpliced(index, 0, ["", module]));
    return this;
  }

  [Symbol.iterator](): IterableIterator<Module> {
    return this.namedChildren()
      .map(([, module]) => module)
      .values();
  }

  /** Equal neighbours are written once, with their number. */
  override toString(): string {
    const lines: string[] = [];
    const texts = [...this].map(String);
    for (let start = 0; start < texts.length; ) {
      let end = start + 1;
      while (end < texts.length && texts[end] === texts[start]) end++;
      const count = end - start;
      const name = count === 1 ? `(${start}): ` : `(${start}-${end - 1}): ${count} x `;
      lines.push(indent(name + texts[start]));
      start = end;
    }
    return layOut(this.getName(), this.extraRepr(), lines);
  }
}
