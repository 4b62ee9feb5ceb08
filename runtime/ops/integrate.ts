/** Numerical integrals and gradients of samples. */

import { bool, uint8 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { codeOf, type Dims, expectTensor, isScalar, type Scalar, wrapDim, wrapDims } from "./core.ts";
import { cat } from "./join.ts";
import { sum } from "./reduce.ts";
import { cumsum } from "./scan.ts";
import { narrow, reshape } from "./shape.ts";

/** Options of the trapezoidal rule. */
export interface TrapezoidOptions {
  /** Where the samples are: of `y`'s shape, one that broadcasts to it, or a vector along the dim. */
  x?: Tensor | null;
  /** How far apart samples are that have no `x`; 1. */
  dx?: number;
  /** The last dim. */
  dim?: number;
}

/** The areas between neighbours along `dim`, times two. */
function areas(name: string, y: Tensor, x: Tensor | null | undefined, dx: number, dim: number): Tensor {
  if (y.dtype === bool || x?.dtype === bool)
    throw new Error(
      x
        ? `${name}: received a bool input for \`x\` or \`y\`, but bool is not supported`
        : `${name}: received a bool input for \`y\`, but bool is not supported`,
    );
  const count = y.shape[dim] - 1;
  const sums = add(narrow(y, dim, 0, count), narrow(y, dim, 1, count));
  if (x == null) return dx === 1 ? sums : mul(sums, dx);
  const places = beside(name, y, x, dim);
  const gaps = places.shape[dim] - 1;
  return mul(sums, sub(narrow(places, dim, 1, gaps), narrow(places, dim, 0, gaps)));
}

/** `x` with as many dims as `y`. */
function beside(name: string, y: Tensor, x: Tensor, dim: number): Tensor {
  if (x.ndim === 1 && y.ndim > 0) {
    if (x.shape[0] !== y.shape[dim]) throw new Error(`${name}: There must be one \`x\` value for each sample point`);
    return reshape(
      x,
      y.shape.map((_, d) => (d === dim ? x.shape[0] : 1)),
    );
  }
  if (x.ndim >= y.ndim) return x;
  return reshape(x, [...new Array<number>(y.ndim - x.ndim).fill(1), ...x.shape]);
}

function trapezoidCall(name: string, y: Tensor, x: unknown, options?: TrapezoidOptions) {
  const call = named<TrapezoidOptions>(name, { x }, options, ["dx", "dim"]);
  const { ndim } = expectTensor(y, name, "y");
  if (ndim === 0) throw new RangeError(`Dimension specified as ${call.dim ?? -1} but tensor has no dimensions`);
  if (call.x != null) expectTensor(call.x, name, "x");
  return { x: call.x, dx: call.dx ?? 1, dim: wrapDim(call.dim ?? -1, ndim) };
}

/** The integral along a dim by the trapezoidal rule. */
export function trapezoid(y: Tensor, x?: Tensor | null | TrapezoidOptions, options?: TrapezoidOptions): Tensor {
  const call = trapezoidCall("trapezoid", y, x, options);
  if (y.shape[call.dim] === 0) {
    const shape = y.shape.filter((_, d) => d !== call.dim);
    return wrap(y, y.kernels.full(shape, 0, codeOf(y)));
  }
  return div(sum(areas("trapezoid", y, call.x, call.dx, call.dim), call.dim), 2);
}

/** As {@link trapezoid}. */
export function trapz(y: Tensor, x?: Tensor | null | TrapezoidOptions, options?: TrapezoidOptions): Tensor {
  return trapezoid(y, x, options);
}

/** The running integral along a dim by the trapezoidal rule: one element fewer than there are samples. */
export function cumulativeTrapezoid(
  y: Tensor,
  x?: Tensor | null | TrapezoidOptions,
  options?: TrapezoidOptions,
): Tensor {
  const call = trapezoidCall("cumulative_trapezoid", y, x, options);
  if (y.shape[call.dim] === 0) return y.clone();
  return div(cumsum(areas("cumulative_trapezoid", y, call.x, call.dx, call.dim), call.dim), 2);
}

/** Options of {@link gradient}. */
export interface GradientOptions {
  /** How far apart samples are: one number, one a dim, or the coordinates along each dim; 1. */
  spacing?: Scalar | Tensor | readonly (Scalar | Tensor)[] | null;
  /** All dims. */
  dim?: Dims | null;
  /** The order of the estimate at both ends: 1 or 2; 1. */
  edgeOrder?: number;
}

/** Estimates of the partial derivatives of a sampled function, by central differences: one tensor a dim. */
export function gradient(input: Tensor, options: GradientOptions = {}): Tensor[] {
  const call = named<GradientOptions>("gradient", {}, options, ["spacing", "dim", "edgeOrder"]);
  const { shape } = expectTensor(input, "gradient");
  if (input.dtype === uint8) throw new Error("torch.gradient does not support uint8 input.");
  const order = call.edgeOrder ?? 1;
  const dims = call.dim == null ? shape.map((_, d) => d) : wrapDims(call.dim, shape.length);
  const spacings = spacingsOf(call.spacing, dims, call.dim != null, shape.length);
  if (order !== 1 && order !== 2) throw new Error("torch.gradient only supports edge_order=1 and edge_order=2.");
  for (const dim of dims)
    if ((shape[dim] ?? 1) < order + 1)
      throw new Error("torch.gradient expected each dimension size to be at least edge_order+1");
  return dims.map((dim, i) => {
    const spacing = spacings[i];
    return spacing instanceof Tensor
      ? unevenGradient(input, dim, spacing, order)
      : evenGradient(input, dim, Number(spacing), order);
  });
}

function spacingsOf(
  spacing: GradientOptions["spacing"],
  dims: readonly number[],
  chosen: boolean,
  ndim: number,
): readonly (Scalar | Tensor)[] {
  if (spacing == null) return dims.map(() => 1);
  if (spacing instanceof Tensor) {
    if (spacing.ndim > 0)
      throw new TypeError(
        "gradient(): argument 'spacing' must be a Number or a list of them or of Tensors, not Tensor",
      );
    return dims.map(() => Number(spacing.item()));
  }
  if (isScalar(spacing)) return dims.map(() => spacing);
  if (spacing.length !== dims.length)
    throw new Error(
      chosen
        ? `torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got a spacing argument of length ${spacing.length} and a dim argument of length ${dims.length}.`
        : `torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = ${ndim}', since dim argument was not given, but got a list of length ${spacing.length}`,
    );
  return spacing;
}

/** Two or three samples along a dim, each times its weight. */
function blend(parts: readonly [Tensor, number | Tensor][]): Tensor {
  return parts.map(([part, weight]) => mul(part, weight)).reduce((total, part) => add(total, part));
}

function evenGradient(input: Tensor, dim: number, spacing: number, order: number): Tensor {
  const last = input.shape[dim] - 1;
  const at = (i: number, count = 1): Tensor => narrow(input, dim, i, count);
  const inner = div(sub(at(2, last - 1), at(0, last - 1)), 2 * spacing);
  const ends =
    order === 1
      ? [div(sub(at(1), at(0)), spacing), div(sub(at(last), at(last - 1)), spacing)]
      : [
          div(
            blend([
              [at(0), -1.5],
              [at(1), 2],
              [at(2), -0.5],
            ]),
            spacing,
          ),
          div(
            blend([
              [at(last), 1.5],
              [at(last - 1), -2],
              [at(last - 2), 0.5],
            ]),
            spacing,
          ),
        ];
  return cat([ends[0], inner, ends[1]], dim);
}

function unevenGradient(input: Tensor, dim: number, places: Tensor, order: number): Tensor {
  const last = input.shape[dim] - 1;
  if (places.ndim !== 1 || places.shape[0] !== last + 1)
    throw new Error(
      `torch.gradient expected each tensor of coordinates to be a vector of ${last + 1} elements, but got shape [${places.shape.join(", ")}] for dim ${dim}`,
    );
  const along = (vector: Tensor): Tensor =>
    reshape(
      vector,
      input.shape.map((_, d) => (d === dim ? vector.shape[0] : 1)),
    );
  const at = (i: number, count = 1): Tensor => narrow(input, dim, i, count);
  const gaps = sub(narrow(places, 0, 1, last), narrow(places, 0, 0, last));
  const gap = (i: number, count = 1): Tensor => along(narrow(gaps, 0, i, count));
  const count = last - 1;
  const [before, after] = [gap(0, count), gap(1, count)];
  const both = add(before, after);
  const inner = blend([
    [at(0, count), div(after.neg(), mul(before, both))],
    [at(1, count), div(sub(after, before), mul(before, after))],
    [at(2, count), div(before, mul(after, both))],
  ]);
  if (order === 1)
    return cat([div(sub(at(1), at(0)), gap(0)), inner, div(sub(at(last), at(last - 1)), gap(last - 1))], dim);
  return cat([edge(at, gap, 0, 1), inner, edge(at, gap, last, -1)], dim);
}

/** The estimate of second order at an end, from it and the two samples next to it. */
function edge(at: (i: number) => Tensor, gap: (i: number) => Tensor, end: number, step: 1 | -1): Tensor {
  const near = gap(step === 1 ? end : end - 1);
  const far = gap(step === 1 ? end + 1 : end - 2);
  const both = add(near, far);
  const slope = blend([
    [at(end), div(add(near, both).neg(), mul(near, both))],
    [at(end + step), div(both, mul(near, far))],
    [at(end + 2 * step), div(near.neg(), mul(far, both))],
  ]);
  return step === 1 ? slope : slope.neg();
}
