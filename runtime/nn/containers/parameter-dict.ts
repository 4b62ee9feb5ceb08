/** `nn.ParameterDict`: parameters by name. */

import { indent, layOut } from "../layout.ts";
import { Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { ordered } from "./ordered.ts";
import { describeParameter, entriesOf, put } from "./parameters.ts";

/** Values by name. */
export type NamedValues =
  | Readonly<Record<string, unknown>>
  | ReadonlyMap<string, unknown>
  | Iterable<readonly [string, unknown]>;

/** Parameters by name, those of the module that holds it; tensors become parameters, other values stay as they are. */
export class ParameterDict extends Module {
  constructor(parameters: NamedValues = {}) {
    super();
    this.update(parameters);
  }

  override forward(): never {
    throw new Error('Module [ParameterDict] is missing the required "forward" function');
  }

  /** Number of values. */
  override get length(): number {
    return entriesOf(this).length;
  }

  has(name: string): boolean {
    return entriesOf(this).some(([candidate]) => candidate === name);
  }

  /** The value of a name. @throws Error that tells the names there are. */
  get(name: string): Parameter {
    if (!this.has(name)) throw new Error(`ParameterDict has no value '${name}'; it has ${this.keys().join(", ")}`);
    return (this as unknown as Record<string, Parameter>)[name];
  }

  /** Puts another value under a name. */
  set(name: string, value: unknown): this {
    put(this, name, value);
    return this;
  }

  /** Takes the value of a name out and gives it. */
  pop(name: string): Parameter {
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

  /** Adds values by name. */
  update(parameters: NamedValues): void {
    for (const [name, value] of ordered(parameters)) put(this, name, value);
  }

  keys(): string[] {
    return entriesOf(this).map(([name]) => name);
  }

  values(): Parameter[] {
    return entriesOf(this).map(([, value]) => value as Parameter);
  }

  items(): [string, Parameter][] {
    return entriesOf(this) as [string, Parameter][];
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.keys().values();
  }

  override toString(): string {
    const lines = entriesOf(this).map(([name, value]) => indent(`  (${name}): ${describeParameter(value, true)}`));
    return layOut(this.getName(), "", lines);
  }
}
