/** The base of all distributions. */

import { enableGrad, noGrad } from "../autograd/mode.ts";
import { float, tuple } from "../nn/python.ts";
import { expectInts, filled } from "../ops/core.ts";
import { isOptions } from "../tensor/options.ts";
import { Size } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type Constraint, dependent } from "./constraint.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Options of all distributions. */
export interface DistributionOptions {
  /** Whether parameters and values are checked; the default of all when null or undefined. */
  validateArgs?: boolean | null;
}

/** The sizes that samples are drawn in. */
export type SampleShape = readonly number[];

let validates = true;

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A size from a list. */
export function sizeOf(sizes: readonly number[]): Size {
  const size = new Size();
  for (const each of sizes) size.push(each);
  return size;
}

/** A tensor as Python formats it within a text: a 0-d one as its number. */
function formatted(value: Tensor): string {
  if (value.ndim > 0) return String(value);
  const item = value.item();
  if (typeof item === "boolean") return item ? "True" : "False";
  return value.dtype.isFloatingPoint ? float(Number(item)) : String(item);
}

/** The constraints that a class gives its parameters. */
function constraintsOf(distribution: Distribution): Readonly<Record<string, Constraint>> {
  return distribution.argConstraints;
}

/** PyTorch's error for what a distribution does not have. */
export function absent(distribution: Distribution, what: string): never {
  throw new Error(`${distribution.constructor.name} does not implement ${what}`);
}

/** A distribution of values, or a batch of them. */
export abstract class Distribution {
  /** The sizes of the batch. */
  declare readonly batchShape: Size;
  /** The sizes of one value. */
  declare readonly eventShape: Size;
  /** @internal The parameters that were given. */
  declare readonly values_: Readonly<Record<string, Tensor>>;
  /** @internal */
  declare readonly validates_: boolean;

  /** Whether distributions check parameters and values unless they are told otherwise; true. */
  static setDefaultValidateArgs(value: boolean): void {
    if (typeof value !== "boolean") throw new TypeError("value must be a bool");
    validates = value;
  }

  /**
   * @param parameters tensors that become properties and are checked against `argConstraints`.
   * @param properties others.
   */
  constructor(
    batchShape: readonly number[],
    eventShape: readonly number[],
    parameters: Readonly<Record<string, Tensor>>,
    validateArgs?: boolean | null,
    properties: object = {},
  ) {
    expectInts(batchShape, new.target.name, "batch_shape");
    expectInts(eventShape, new.target.name, "event_shape");
    Object.assign(this, properties, {
      batchShape: sizeOf(batchShape),
      eventShape: sizeOf(eventShape),
      values_: parameters,
      validates_: validateArgs ?? validates,
    });
    this.show();
    if (!this.validates_) return;
    const constraints = constraintsOf(this);
    for (const name of Object.keys(constraints)) {
      const constraint = constraints[name];
      const value = parameters[name];
      if (value === undefined || constraint === dependent) continue;
      const valid = constraint.check(value);
      if (valid.all().item()) continue;
      throw new Error(
        `Expected parameter ${snake(name)} (Tensor of shape ${tuple(value.shape)}) of distribution ${this} to satisfy the ` +
          `constraint ${constraint}, but found invalid values:\n${formatted(value)}`,
      );
    }
  }

  /** Where each parameter may lie. */
  abstract get argConstraints(): Readonly<Record<string, Constraint>>;

  /** Where values may lie. */
  get support(): Constraint {
    return absent(this, "support");
  }

  /** Whether samples move with the parameters, so that gradients reach them. */
  get hasRsample(): boolean {
    return false;
  }

  /** Whether all values can be listed. */
  get hasEnumerateSupport(): boolean {
    return false;
  }

  /** The same distribution for a larger batch. */
  expand(batchShape: SampleShape): this {
    const constraints = this.argConstraints;
    const entries = Object.entries(this.values_).map(([name, value]) => {
      const dims = constraints[name]?.eventDim ?? 0;
      return [name, value.expand([...batchShape, ...value.shape.slice(value.ndim - dims)])] as const;
    });
    return this.copied(batchShape, Object.fromEntries(entries));
  }

  /** A copy with another batch's sizes, and other parameters or properties. */
  protected copied(batchShape: SampleShape, values: Readonly<Record<string, Tensor>>, properties: object = {}): this {
    const made = Object.create(Object.getPrototypeOf(this)) as this;
    Object.assign(made, this, properties, {
      batchShape: sizeOf(batchShape),
      values_: values,
      validates_: this.validates_,
    });
    made.show();
    return made;
  }

  /** Makes properties of the parameters, where the class does not compute them. */
  private show(): void {
    for (const [name, value] of Object.entries(this.values_))
      if (!(name in Object.getPrototypeOf(this))) Object.assign(this, { [name]: value });
  }

  /** @internal A parameter that was given; undefined where another one stands for it. */
  own(name: string): Tensor | undefined {
    return this.values_[name];
  }

  /** @internal A parameter that another one stands for, computed once. */
  protected lazily(name: string, make: () => Tensor): Tensor {
    const known = this.values_[name];
    if (known !== undefined) return known;
    const made = enableGrad(make);
    this.set(name, made);
    return made;
  }

  /** @internal Puts another value in a parameter's place. */
  protected set(name: string, value: Tensor): void {
    Object.assign(this, { values_: { ...this.values_, [name]: value } });
  }

  /** The sizes of samples. */
  extendedShape(sampleShape: SampleShape = []): number[] {
    if (!Array.isArray(sampleShape))
      throw new TypeError(
        `sample_shape must be a list of ints, not ${sampleShape === null ? "null" : typeof sampleShape}`,
      );
    return [...sampleShape, ...this.batchShape, ...this.eventShape];
  }

  /** Values drawn from it; no gradient reaches the parameters. */
  sample(sampleShape: SampleShape = []): Tensor {
    return noGrad(() => this.rsample(sampleShape));
  }

  /** Values drawn from it that move with the parameters. */
  rsample(_sampleShape: SampleShape = []): Tensor {
    return absent(this, "rsample");
  }

  /** The logarithm of the density, or of the probability, of a value. */
  logProb(_value: Tensor): Tensor {
    return absent(this, "log_prob");
  }

  /** The probability of values up to this one. */
  cdf(_value: Tensor): Tensor {
    return absent(this, "cdf");
  }

  /** The value up to which others have this probability. */
  icdf(_value: Tensor): Tensor {
    return absent(this, "icdf");
  }

  /** All values along a new first dim; where `expand` is false, those of a batch of size 1. */
  enumerateSupport(_expand: boolean | { expand?: boolean } = true): Tensor {
    return absent(this, "enumerate_support");
  }

  entropy(): Tensor {
    return absent(this, "entropy");
  }

  /** The exponential of the entropy. */
  perplexity(): Tensor {
    return this.entropy().exp();
  }

  get mean(): Tensor {
    return absent(this, "mean");
  }

  /** The most probable value. */
  get mode(): Tensor {
    return absent(this, "mode");
  }

  get variance(): Tensor {
    return absent(this, "variance");
  }

  get stddev(): Tensor {
    return this.variance.sqrt();
  }

  /** Throws where a value does not fit the distribution. */
  protected checkValue(value: Tensor): void {
    if (!(value instanceof Tensor)) throw new TypeError("The value argument to log_prob must be a Tensor");
    const event = value.shape.slice(Math.max(0, value.ndim - this.eventShape.length));
    if (event.join() !== this.eventShape.join())
      throw new Error(`The right-most size of value must match event_shape: ${value.shape} vs ${this.eventShape}.`);
    const expected = [...this.batchShape, ...this.eventShape];
    for (let i = 1; i <= Math.min(expected.length, value.ndim); i++) {
      const [a, b] = [value.shape[value.ndim - i], expected[expected.length - i]];
      if (a !== 1 && b !== 1 && a !== b)
        throw new Error(
          `Value is not broadcastable with batch_shape+event_shape: ${value.shape} vs ${sizeOf(expected)}.`,
        );
    }
    const { support } = this;
    if (support.check(value).all().item()) return;
    throw new Error(
      `Expected value argument (Tensor of shape ${tuple(value.shape)}) to be within the support (${support}) of the ` +
        `distribution ${this}, but found invalid values:\n${formatted(value)}`,
    );
  }

  /** Checks a value where the distribution checks. */
  protected validate(value: Tensor): void {
    if (this.validates_) this.checkValue(value);
  }

  /** The parameters that are printed. */
  protected get printed(): Readonly<Record<string, Tensor>> {
    return this.values_;
  }

  toString(): string {
    const { printed } = this;
    const parts = Object.keys(this.argConstraints)
      .filter((name) => name in printed)
      .map((name) => {
        const value = printed[name];
        return `${snake(name)}: ${value.shape.numel() === 1 ? formatted(value) : value.shape}`;
      });
    return `${this.constructor.name}(${parts.join(", ")})`;
  }

  [inspect](): string {
    return this.toString();
  }
}

/** A parameter: a tensor, or a number, which counts as floating point. */
export type Parameter = Tensor | number;

/** What PyTorch calls natural: an exponential family's entropy by derivatives of its log normalizer. */
export abstract class ExponentialFamily extends Distribution {
  /** @internal */
  abstract get naturalParams_(): Tensor[];
  /** @internal */
  abstract logNormalizer_(...params: Tensor[]): Tensor;
}

/** Zeros of a tensor's form. */
export const zerosOf = (like: Tensor): Tensor => filled(like.detach(), 0);

/** The trailing options of a constructor: `{ validateArgs }`, or nothing. */
export function splitOptions<P>(first: unknown, keys: readonly string[]): P | null {
  return isOptions(first) && keys.some((key) => key in first) ? (first as P) : null;
}
