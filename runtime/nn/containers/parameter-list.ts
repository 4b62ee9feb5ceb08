/** `nn.ParameterList`: parameters in a list. */

import { Tensor } from "../../tensor/tensor.ts";
import { indent, layOut } from "../layout.ts";
import { Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { describeParameter, entriesOf, put } from "./parameters.ts";

/** A list of parameters of the module that holds it; tensors become parameters, other values stay as they are. */
export class ParameterList extends Module {
  constructor(values: Iterable<unknown> = []) {
    super();
    this.extend(values);
  }

  override forward(): never {
    throw new Error('Module [ParameterList] is missing the required "forward" function');
  }

  /** Number of values. */
  override get length(): number {
    return entriesOf(this).length;
  }

  private position_(index: number): string {
    const { length } = this;
    if (!Number.isInteger(index) || index < -length || index >= length)
      throw new RangeError(`index ${index} is out of range`);
    return String(index < 0 ? index + length : index);
  }

  /** The value at an index (negative: from the end). */
  at(index: number): Parameter {
    return (this as unknown as Record<string, Parameter>)[this.position_(index)];
  }

  /** Puts another value at an index. */
  set(index: number, value: unknown): void {
    put(this, this.position_(index), value);
  }

  /** Adds a value at the end. */
  append(value: unknown): this {
    put(this, String(this.length), value);
    return this;
  }

  /** Adds values at the end. */
  extend(values: Iterable<unknown>): this {
    if (values instanceof Tensor || typeof values !== "object" || values === null || !(Symbol.iterator in values))
      throw new TypeError("ParameterList.extend should be called with an iterable, but got a single value");
    for (const value of values) this.append(value);
    return this;
  }

  [Symbol.iterator](): IterableIterator<Parameter> {
    return entriesOf(this)
      .map(([, value]) => value as Parameter)
      .values();
  }

  override toString(): string {
    const lines = entriesOf(this).map(([name, value]) => indent(`  (${name}): ${describeParameter(value, false)}`));
    return layOut(this.getName(), "", lines);
  }
}
