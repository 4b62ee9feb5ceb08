/** The base of all transforms. */

import { equal as sameTensor } from "../../ops/blend.ts";
import { expectOptions } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { Constraint } from "../constraint.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Options of all transforms. */
export interface TransformOptions {
  /** How many of the last inputs and outputs are kept, so that their inverse is exact: 0 or 1; 0. */
  cacheSize?: number;
}

/** A change of variables that can be turned back, with the logarithm of its Jacobian's determinant. */
export abstract class Transform {
  readonly cacheSize: number;
  #inverse: WeakRef<Transform> | null = null;
  #cached: readonly [x: Tensor, y: Tensor] | null = null;

  constructor(options: TransformOptions = {}) {
    expectOptions(new.target.name, options);
    this.cacheSize = options.cacheSize ?? 0;
    if (this.cacheSize !== 0 && this.cacheSize !== 1) throw new Error("cache_size must be 0 or 1");
  }

  abstract get domain(): Constraint;
  abstract get codomain(): Constraint;

  /** Whether each output has one input. */
  get bijective(): boolean {
    return true;
  }

  /** Whether it grows (1) or falls (-1). */
  get sign(): number | Tensor {
    throw new Error(`${this.constructor.name} has no sign`);
  }

  /** The transform that turns it back. */
  get inv(): Transform {
    const known = this.#inverse?.deref();
    if (known !== undefined) return known;
    const made = new InverseTransform(this);
    this.#inverse = new WeakRef<Transform>(made);
    return made;
  }

  /** @internal The forward computation. */
  abstract call_(x: Tensor): Tensor;

  /** @internal The inverse computation. */
  abstract inverse_(y: Tensor): Tensor;

  /** The output of an input. */
  apply(x: Tensor): Tensor {
    if (this.cacheSize === 0) return this.call_(x);
    if (this.#cached !== null && this.#cached[0] === x) return this.#cached[1];
    const y = this.call_(x);
    this.#cached = [x, y];
    return y;
  }

  /** The input of an output. */
  invert(y: Tensor): Tensor {
    if (this.cacheSize === 0) return this.inverse_(y);
    if (this.#cached !== null && this.#cached[1] === y) return this.#cached[0];
    const x = this.inverse_(y);
    this.#cached = [x, y];
    return x;
  }

  /** The logarithm of the absolute value of the Jacobian's determinant at `x`, whose output is `y`. */
  logAbsDetJacobian(_x: Tensor, _y: Tensor): Tensor {
    throw new Error(`${this.constructor.name} does not implement log_abs_det_jacobian`);
  }

  /** The output's sizes for an input's. */
  forwardShape(shape: readonly number[]): readonly number[] {
    return shape;
  }

  /** The input's sizes for an output's. */
  inverseShape(shape: readonly number[]): readonly number[] {
    return shape;
  }

  /** Whether another one does the same. */
  equals(other: unknown): boolean {
    return this === other || (other instanceof Transform && other.constructor === this.constructor && this.same(other));
  }

  protected same(_other: Transform): boolean {
    return true;
  }

  toString(): string {
    return `${this.constructor.name}()`;
  }

  [inspect](): string {
    return this.toString();
  }
}

/** Whether two parameters are equal. */
export function sameValue(a: Tensor | number, b: Tensor | number): boolean {
  if (a instanceof Tensor && b instanceof Tensor) return a.shape.join() === b.shape.join() && sameTensor(a, b);
  return a === b;
}

/** What turns another transform back. */
export class InverseTransform extends Transform {
  readonly #base: Transform;

  constructor(base: Transform) {
    super({ cacheSize: base.cacheSize });
    this.#base = base;
  }

  override get domain(): Constraint {
    return this.#base.codomain;
  }

  override get codomain(): Constraint {
    return this.#base.domain;
  }

  override get bijective(): boolean {
    return this.#base.bijective;
  }

  override get sign(): number | Tensor {
    return this.#base.sign;
  }

  override get inv(): Transform {
    return this.#base;
  }

  override apply(x: Tensor): Tensor {
    return this.#base.invert(x);
  }

  override invert(y: Tensor): Tensor {
    return this.#base.apply(y);
  }

  call_(x: Tensor): Tensor {
    return this.#base.invert(x);
  }

  inverse_(y: Tensor): Tensor {
    return this.#base.apply(y);
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    return this.#base.logAbsDetJacobian(y, x).neg();
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.#base.inverseShape(shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.#base.forwardShape(shape);
  }

  protected override same(other: Transform): boolean {
    return other instanceof InverseTransform && this.#base.equals(other.#base);
  }

  override toString(): string {
    return `InverseTransform(${this.#base})`;
  }
}
