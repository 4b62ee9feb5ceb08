/** Where values may lie: `torch.distributions.constraints`. */

import { float } from "../nn/python.ts";
import { ones } from "../ops/create.ts";
import { eigvalsh } from "../ops/linalg/eigen.ts";
import { choleskyEx } from "../ops/linalg/triangular.ts";
import { Tensor } from "../tensor/tensor.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** A number that prints as Python's floats do, or an int where it was one. */
export type Bound = number | { readonly int: number };

const numberOf = (bound: Bound): number => (typeof bound === "number" ? bound : bound.int);
const textOf = (bound: Bound): string => (typeof bound === "number" ? float(bound) : String(bound.int));

/** A region of values. */
export class Constraint {
  /** How many of the last dims one value takes. */
  readonly eventDim: number;
  /** Whether values are separate points. */
  readonly isDiscrete: boolean;
  readonly #name: string;
  readonly #check: (value: Tensor) => Tensor;

  constructor(name: string, check: (value: Tensor) => Tensor, { eventDim = 0, isDiscrete = false } = {}) {
    this.#name = name;
    this.#check = check;
    this.eventDim = eventDim;
    this.isDiscrete = isDiscrete;
  }

  /** For each value, whether it lies within. */
  check(value: Tensor): Tensor {
    return this.#check(value);
  }

  toString(): string {
    return this.#name;
  }

  [inspect](): string {
    return this.toString();
  }
}

/** A region that depends on other parameters: it is checked by none. */
export const dependent = new Constraint("Dependent()", () => {
  throw new Error("Cannot determine validity of dependent constraint");
});

/** Whether a constraint depends on other parameters. */
export function isDependent(constraint: Constraint): boolean {
  return constraint === dependent;
}

const all = (value: Tensor): Tensor => value.all(-1);
const whole = (value: Tensor): Tensor => value.remainder(1).eq(0);

/** Whether a value lies within in each of the last `reinterpretedBatchNdims` dims. */
export function independent(base: Constraint, reinterpretedBatchNdims: number): Constraint {
  const check = (value: Tensor): Tensor => {
    const result = base.check(value);
    if (result.ndim < reinterpretedBatchNdims)
      throw new Error(`Expected value.dim() >= ${base.eventDim + reinterpretedBatchNdims} but got ${value.ndim}`);
    return result.reshape([...result.shape.slice(0, result.ndim - reinterpretedBatchNdims), -1]).all(-1);
  };
  return new Constraint(`IndependentConstraint(${base}, ${reinterpretedBatchNdims})`, check, {
    eventDim: base.eventDim + reinterpretedBatchNdims,
    isDiscrete: base.isDiscrete,
  });
}

export const real = new Constraint("Real()", (value) => value.eq(value));
export const realVector = independent(real, 1);
export const boolean = new Constraint("Boolean()", (value) => value.eq(0).logicalOr(value.eq(1)), { isDiscrete: true });
export const oneHot = new Constraint(
  "OneHot()",
  (value) => all(value.eq(0).logicalOr(value.eq(1))).logicalAnd(value.sum(-1).eq(1)),
  { eventDim: 1, isDiscrete: true },
);

const range = (kind: string, low: Bound, high: Bound, check: (value: Tensor) => Tensor, isDiscrete = false) =>
  new Constraint(`${kind}(lower_bound=${textOf(low)}, upper_bound=${textOf(high)})`, check, { isDiscrete });

/** A bound that is a number, or a tensor of the parameters' shape. */
export type Limit = Bound | Tensor;

const isBound = (limit: Limit): limit is Bound => !(limit instanceof Tensor);
const limitOf = (limit: Limit): number | Tensor => (isBound(limit) ? numberOf(limit) : limit);
const limitText = (limit: Limit): string =>
  isBound(limit) ? textOf(limit) : limit.ndim === 0 ? python(limit) : String(limit);
const python = (value: Tensor): string => {
  const item = Number(value.item());
  return value.dtype.isFloatingPoint ? float(item) : String(item);
};

/** Integers of [low, high]. */
export function integerInterval(low: Limit, high: Limit): Constraint {
  return new Constraint(
    `IntegerInterval(lower_bound=${limitText(low)}, upper_bound=${limitText(high)})`,
    (value) =>
      whole(value)
        .logicalAnd(value.ge(limitOf(low)))
        .logicalAnd(value.le(limitOf(high))),
    { isDiscrete: true },
  );
}

/** Integers from `low` on. */
export function integerGreaterThan(low: number): Constraint {
  return new Constraint(`IntegerGreaterThan(lower_bound=${low})`, (value) => whole(value).logicalAnd(value.ge(low)), {
    isDiscrete: true,
  });
}

export const nonnegativeInteger = integerGreaterThan(0);
export const positiveInteger = integerGreaterThan(1);

export function greaterThan(low: Limit): Constraint {
  return new Constraint(`GreaterThan(lower_bound=${limitText(low)})`, (value) => value.gt(limitOf(low)));
}

export function greaterThanEq(low: Limit): Constraint {
  return new Constraint(`GreaterThanEq(lower_bound=${limitText(low)})`, (value) => value.ge(limitOf(low)));
}

export function lessThan(high: Limit): Constraint {
  return new Constraint(`LessThan(upper_bound=${limitText(high)})`, (value) => value.lt(limitOf(high)));
}

/** Real numbers of [low, high]. */
export function interval(low: Limit, high: Limit): Constraint {
  return new Constraint(`Interval(lower_bound=${limitText(low)}, upper_bound=${limitText(high)})`, (value) =>
    value.ge(limitOf(low)).logicalAnd(value.le(limitOf(high))),
  );
}

/** Real numbers of [low, high). */
export function halfOpenInterval(low: Bound, high: Bound): Constraint {
  return range("HalfOpenInterval", low, high, (value) => value.ge(numberOf(low)).logicalAnd(value.lt(numberOf(high))));
}

export const positive = greaterThan(0);
export const nonnegative = greaterThanEq(0);
export const unitInterval = interval(0, 1);

export const simplex = new Constraint(
  "Simplex()",
  (value) => all(value.ge(0)).logicalAnd(value.sum(-1).sub(1).abs().lt(1e-6)),
  { eventDim: 1 },
);

/** Counts of the last dim that sum up to at most `upperBound`. */
export function multinomial(upperBound: number): Constraint {
  return new Constraint("Multinomial()", (value) => all(value.ge(0)).logicalAnd(value.sum(-1).le(upperBound)), {
    eventDim: 1,
    isDiscrete: true,
  });
}

const flat = (value: Tensor): Tensor => value.reshape([...value.shape.slice(0, -2), -1]);

export const lowerTriangular = new Constraint("LowerTriangular()", (value) => all(flat(value.tril().eq(value))), {
  eventDim: 2,
});

const positiveDiagonal = (value: Tensor): Tensor => all(value.diagonal(0, -2, -1).gt(0));

export const lowerCholesky = new Constraint(
  "LowerCholesky()",
  (value) => lowerTriangular.check(value).logicalAnd(positiveDiagonal(value)),
  { eventDim: 2 },
);

export const corrCholesky = new Constraint(
  "CorrCholesky()",
  (value) => {
    const tolerance = (value.dtype.name === "float64" ? 2 ** -52 : 2 ** -23) * value.shape[value.ndim - 1] * 10;
    const units = all(value.square().sum(-1).sqrt().sub(1).abs().lt(tolerance));
    return units.logicalAnd(lowerCholesky.check(value));
  },
  { eventDim: 2 },
);

export const square = new Constraint(
  "Square()",
  (value) => {
    const [rows, columns] = value.shape.slice(-2);
    return ones(value.shape.slice(0, -2))
      .mul(rows === columns ? 1 : 0)
      .eq(1);
  },
  { eventDim: 2 },
);

export const symmetric = new Constraint(
  "Symmetric()",
  (value) => {
    const near = value.sub(value.mT).abs().le(value.mT.abs().mul(1e-5).add(1e-6));
    return square.check(value).logicalAnd(all(flat(near)));
  },
  { eventDim: 2 },
);

export const positiveSemidefinite = new Constraint(
  "PositiveSemidefinite()",
  (value) => symmetric.check(value).logicalAnd(all(eigvalsh(value).ge(0))),
  { eventDim: 2 },
);

export const positiveDefinite = new Constraint(
  "PositiveDefinite()",
  (value) => {
    const found = symmetric.check(value);
    return found.all().item() ? choleskyEx(value).info.eq(0) : found;
  },
  { eventDim: 2 },
);

/** Of a mixture: the components' region. */
export function mixtureSameFamily(base: Constraint): Constraint {
  return new Constraint(
    `MixtureSameFamilyConstraint(${base})`,
    (value) => {
      const at = value.ndim - base.eventDim;
      return base.check(value.unsqueeze(at)).any(-1);
    },
    { eventDim: base.eventDim, isDiscrete: base.isDiscrete },
  );
}
