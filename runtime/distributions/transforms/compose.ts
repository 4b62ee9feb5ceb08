/** Transforms after each other, over more dims, of parts, of other forms. */

import { expectInts } from "../../ops/core.ts";
import { cat, stack } from "../../ops/join.ts";
import { describe } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Constraint, independent, real, unitInterval } from "../constraint.ts";
import type { Distribution } from "../distribution.ts";
import { emptyOf, sumRightmost } from "../helpers.ts";
import { Transform, type TransformOptions } from "./transform.ts";

/** Transforms after each other, the first one first. */
export class ComposeTransform extends Transform {
  readonly parts: readonly Transform[];

  constructor(parts: readonly Transform[], options?: TransformOptions) {
    super(options);
    this.parts = parts;
  }

  override get domain(): Constraint {
    if (this.parts.length === 0) return real;
    const [first] = this.parts;
    let dims = this.parts[this.parts.length - 1].codomain.eventDim;
    for (const part of [...this.parts].reverse())
      dims = Math.max(part.domain.eventDim, dims + part.domain.eventDim - part.codomain.eventDim);
    const more = dims - first.domain.eventDim;
    return more > 0 ? independent(first.domain, more) : first.domain;
  }

  override get codomain(): Constraint {
    if (this.parts.length === 0) return real;
    const last = this.parts[this.parts.length - 1];
    let dims = this.parts[0].domain.eventDim;
    for (const part of this.parts)
      dims = Math.max(part.codomain.eventDim, dims + part.codomain.eventDim - part.domain.eventDim);
    const more = dims - last.codomain.eventDim;
    return more > 0 ? independent(last.codomain, more) : last.codomain;
  }

  override get bijective(): boolean {
    return this.parts.every((part) => part.bijective);
  }

  override get sign(): number | Tensor {
    return this.parts.reduce<number | Tensor>((sign, { sign: own }) => {
      if (typeof sign === "number") return typeof own === "number" ? sign * own : own.mul(sign);
      return sign.mul(own);
    }, 1);
  }

  call_(x: Tensor): Tensor {
    return this.parts.reduce((value, part) => part.apply(value), x);
  }

  inverse_(y: Tensor): Tensor {
    return this.parts.reduceRight((value, part) => part.invert(value), y);
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    if (this.parts.length === 0) return emptyOf(x, x.shape).zero_();
    const values = [x];
    for (const part of this.parts.slice(0, -1)) values.push(part.apply(values[values.length - 1]));
    values.push(y);
    let dims = this.domain.eventDim;
    let total: Tensor | null = null;
    this.parts.forEach((part, i) => {
      const term = sumRightmost(part.logAbsDetJacobian(values[i], values[i + 1]), dims - part.domain.eventDim);
      dims += part.codomain.eventDim - part.domain.eventDim;
      total = total === null ? term : total.add(term);
    });
    return total as unknown as Tensor;
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.parts.reduce((sizes, part) => part.forwardShape(sizes), shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.parts.reduceRight((sizes, part) => part.inverseShape(sizes), shape);
  }

  protected override same(other: Transform): boolean {
    return (
      other instanceof ComposeTransform &&
      other.parts.length === this.parts.length &&
      this.parts.every((part, i) => part.equals(other.parts[i]))
    );
  }

  override toString(): string {
    return `ComposeTransform(\n    ${this.parts.join(",\n    ")}\n)`;
  }
}

/** A transform whose values take `reinterpretedBatchNdims` dims more. */
export class IndependentTransform extends Transform {
  readonly baseTransform: Transform;
  readonly reinterpretedBatchNdims: number;

  constructor(baseTransform: Transform, reinterpretedBatchNdims: number, options?: TransformOptions) {
    super(options);
    this.baseTransform = baseTransform;
    this.reinterpretedBatchNdims = reinterpretedBatchNdims;
  }

  override get domain(): Constraint {
    return independent(this.baseTransform.domain, this.reinterpretedBatchNdims);
  }

  override get codomain(): Constraint {
    return independent(this.baseTransform.codomain, this.reinterpretedBatchNdims);
  }

  override get bijective(): boolean {
    return this.baseTransform.bijective;
  }

  override get sign(): number | Tensor {
    return this.baseTransform.sign;
  }

  private expectDims(value: Tensor, dims: number): Tensor {
    if (value.ndim < dims) throw new Error("Too few dimensions on input");
    return value;
  }

  call_(x: Tensor): Tensor {
    return this.baseTransform.apply(this.expectDims(x, this.domain.eventDim));
  }

  inverse_(y: Tensor): Tensor {
    return this.baseTransform.invert(this.expectDims(y, this.codomain.eventDim));
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    return sumRightmost(this.baseTransform.logAbsDetJacobian(x, y), this.reinterpretedBatchNdims);
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.baseTransform.forwardShape(shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.baseTransform.inverseShape(shape);
  }

  override toString(): string {
    return `IndependentTransform(${this.baseTransform}, ${this.reinterpretedBatchNdims})`;
  }
}

/** The same numbers in another shape of one value. */
export class ReshapeTransform extends Transform {
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];

  constructor(inShape: readonly number[], outShape: readonly number[], options?: TransformOptions) {
    super(options);
    expectInts(inShape, "ReshapeTransform", "in_shape");
    expectInts(outShape, "ReshapeTransform", "out_shape");
    const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
    if (count(inShape) !== count(outShape)) throw new Error("in_shape, out_shape have different numbers of elements");
    this.inShape = inShape;
    this.outShape = outShape;
  }

  override get domain(): Constraint {
    return independent(real, this.inShape.length);
  }

  override get codomain(): Constraint {
    return independent(real, this.outShape.length);
  }

  call_(x: Tensor): Tensor {
    return x.reshape([...x.shape.slice(0, x.ndim - this.inShape.length), ...this.outShape]);
  }

  inverse_(y: Tensor): Tensor {
    return y.reshape([...y.shape.slice(0, y.ndim - this.outShape.length), ...this.inShape]);
  }

  override logAbsDetJacobian(x: Tensor, _y: Tensor): Tensor {
    return emptyOf(x, x.shape.slice(0, x.ndim - this.inShape.length)).zero_();
  }

  private changed(shape: readonly number[], from: readonly number[], to: readonly number[]): readonly number[] {
    if (shape.length < from.length) throw new Error("Too few dimensions on input");
    const cut = shape.length - from.length;
    if (shape.slice(cut).join() !== from.join())
      throw new Error(`Shape mismatch: expected [${shape.slice(cut).join(", ")}] but got [${from.join(", ")}]`);
    return [...shape.slice(0, cut), ...to];
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.changed(shape, this.inShape, this.outShape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.changed(shape, this.outShape, this.inShape);
  }
}

/** Transforms of parts along a dim, `lengths` elements each. */
export class CatTransform extends Transform {
  readonly transforms: readonly Transform[];
  readonly dim: number;
  readonly lengths: readonly number[];

  constructor(
    transforms: readonly Transform[],
    dim = 0,
    lengths?: readonly number[] | null,
    options?: TransformOptions,
  ) {
    super(options);
    this.transforms = transforms;
    this.dim = dim;
    if (!Array.isArray(transforms))
      throw new TypeError(
        `CatTransform: argument 'transforms' must be a list of Transforms, not ${describe(transforms)}`,
      );
    this.lengths = lengths ?? transforms.map(() => 1);
    if (this.lengths.length !== transforms.length) throw new Error("lengths must be one for each transform");
  }

  override get domain(): Constraint {
    return joined(
      "Cat",
      this.transforms.map((part) => part.domain),
      (value) => this.split(value),
      (parts) => cat(parts, this.dim),
    );
  }

  override get codomain(): Constraint {
    return joined(
      "Cat",
      this.transforms.map((part) => part.codomain),
      (value) => this.split(value),
      (parts) => cat(parts, this.dim),
    );
  }

  override get bijective(): boolean {
    return this.transforms.every((part) => part.bijective);
  }

  private split(value: Tensor): Tensor[] {
    let start = 0;
    return this.lengths.map((length) => {
      const part = value.narrow(this.dim, start, length);
      start += length;
      return part;
    });
  }

  call_(x: Tensor): Tensor {
    return cat(
      this.split(x).map((part, i) => this.transforms[i].apply(part)),
      this.dim,
    );
  }

  inverse_(y: Tensor): Tensor {
    return cat(
      this.split(y).map((part, i) => this.transforms[i].invert(part)),
      this.dim,
    );
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    const outputs = this.split(y);
    return cat(
      this.split(x).map((part, i) => this.transforms[i].logAbsDetJacobian(part, outputs[i])),
      this.dim,
    );
  }
}

/** Transforms of slices along a dim. */
export class StackTransform extends Transform {
  readonly transforms: readonly Transform[];
  readonly dim: number;

  constructor(transforms: readonly Transform[], dim = 0, options?: TransformOptions) {
    super(options);
    this.transforms = transforms;
    this.dim = dim;
  }

  private slices(value: Tensor): Tensor[] {
    return this.transforms.map((_, i) => value.select(this.dim, i));
  }

  override get domain(): Constraint {
    return joined(
      "Stack",
      this.transforms.map((part) => part.domain),
      (value) => this.slices(value),
      (parts) => stack(parts, this.dim),
    );
  }

  override get codomain(): Constraint {
    return joined(
      "Stack",
      this.transforms.map((part) => part.codomain),
      (value) => this.slices(value),
      (parts) => stack(parts, this.dim),
    );
  }

  override get bijective(): boolean {
    return this.transforms.every((part) => part.bijective);
  }

  call_(x: Tensor): Tensor {
    return stack(
      this.slices(x).map((part, i) => this.transforms[i].apply(part)),
      this.dim,
    );
  }

  inverse_(y: Tensor): Tensor {
    return stack(
      this.slices(y).map((part, i) => this.transforms[i].invert(part)),
      this.dim,
    );
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    const outputs = this.slices(y);
    return stack(
      this.slices(x).map((part, i) => this.transforms[i].logAbsDetJacobian(part, outputs[i])),
      this.dim,
    );
  }
}

function joined(
  name: string,
  parts: readonly Constraint[],
  split: (value: Tensor) => Tensor[],
  join: (parts: Tensor[]) => Tensor,
): Constraint {
  return new Constraint(`${name}()`, (value) => join(split(value).map((part, i) => parts[i].check(part))), {
    eventDim: Math.max(...parts.map((part) => part.eventDim)),
    isDiscrete: parts.some((part) => part.isDiscrete),
  });
}

/** A distribution's cumulative probabilities. */
export class CumulativeDistributionTransform extends Transform {
  readonly distribution: Distribution;

  constructor(distribution: Distribution, options?: TransformOptions) {
    super(options);
    this.distribution = distribution;
  }

  override get domain(): Constraint {
    return this.distribution.support;
  }

  override get codomain(): Constraint {
    return unitInterval;
  }

  override get sign(): number {
    return 1;
  }

  call_(x: Tensor): Tensor {
    return this.distribution.cdf(x);
  }

  inverse_(y: Tensor): Tensor {
    return this.distribution.icdf(y);
  }

  override logAbsDetJacobian(x: Tensor, _y: Tensor): Tensor {
    return this.distribution.logProb(x);
  }
}
