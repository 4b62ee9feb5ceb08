/** Ready-made parametrizations: `torch.nn.utils.parametrizations`. */

import { noGrad } from "../../autograd/mode.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { eye } from "../../ops/create.ts";
import { cat } from "../../ops/join.ts";
import { matrixExp } from "../../ops/linalg/exponential.ts";
import { solve } from "../../ops/linalg/lu.ts";
import { householderProduct, qr } from "../../ops/linalg/qr.ts";
import { matmul, mv } from "../../ops/matmul.ts";
import { normalize } from "../../ops/norms.ts";
import { normal_, randn } from "../../ops/random.ts";
import { sum } from "../../ops/reduce.ts";
import { tril } from "../../ops/select.ts";
import { movedim, narrow, reshape, transpose } from "../../ops/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import { registerParametrization } from "./parametrize.ts";
import { normExceptDim } from "./weight-norm.ts";

/** `v g / |v|`, the norms over all dims but one. */
class _WeightNorm extends Module {
  readonly dim: number;

  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  override forward(g: Tensor, v: Tensor): Tensor {
    return mul(v, div(g, normExceptDim(v, this.dim)));
  }

  rightInverse(weight: Tensor): Tensor[] {
    return [normExceptDim(weight, this.dim), weight];
  }
}

/** Learns a weight's length and direction apart (Salimans and Kingma, 2016). */
export function weightNorm<M extends Module>(
  module: M,
  ...args: Call<[name?: string, dim?: number | null], { name?: string; dim?: number | null }>
): M {
  const { name = "weight", dim = 0 } = parse<{ name?: string; dim?: number | null }>(
    "weight_norm",
    ["name", "dim"],
    args,
  );
  return registerParametrization(module, name, new _WeightNorm(dim ?? -1), { unsafe: true });
}

/** Which dim of a weight holds its outputs. */
export function outputDim(module: Module): number {
  return /^ConvTranspose[123]d$/.test(module.getName()) ? 1 : 0;
}

/** A weight as a matrix of its outputs. */
export function asMatrix(weight: Tensor, dim: number): Tensor {
  const first = dim === 0 ? weight : movedim(weight, dim, 0);
  return reshape(first, [first.shape[0], -1]);
}

/** Divides a weight by its largest singular value, found by power iteration. */
class _SpectralNorm extends Module {
  readonly dim: number;
  readonly eps: number;
  readonly nPowerIterations: number;
  declare _u: Tensor;
  declare _v: Tensor;

  constructor(weight: Tensor, nPowerIterations: number, dim: number, eps: number) {
    super();
    if (dim >= weight.ndim || dim < -weight.ndim)
      throw new RangeError(
        `Dimension out of range (expected to be in range of [-${weight.ndim}, ${weight.ndim - 1}] but got ${dim})`,
      );
    if (nPowerIterations <= 0)
      throw new RangeError(
        `Expected n_power_iterations to be positive, but got n_power_iterations=${nPowerIterations}`,
      );
    this.dim = dim >= 0 ? dim : dim + weight.ndim;
    this.eps = eps;
    this.nPowerIterations = nPowerIterations;
    if (weight.ndim < 2) return;
    noGrad(() => {
      const matrix = asMatrix(weight.detach(), this.dim);
      const draw = (size: number): Tensor => normalize(normal_(matrix.newEmpty([size]), 0, 1), { dim: 0, eps });
      this.registerBuffer("_u", draw(matrix.shape[0]));
      this.registerBuffer("_v", draw(matrix.shape[1]));
      this.iterate_(matrix, 15);
    });
  }

  private iterate_(matrix: Tensor, count: number): void {
    const { eps } = this;
    noGrad(() => {
      for (let i = 0; i < count; i++) {
        this._u.copy_(normalize(mv(matrix, this._v), { dim: 0, eps }));
        this._v.copy_(normalize(mv(transpose(matrix, 0, 1), this._u), { dim: 0, eps }));
      }
    });
  }

  override forward(weight: Tensor): Tensor {
    if (weight.ndim === 1) return normalize(weight, { dim: 0, eps: this.eps });
    const matrix = asMatrix(weight, this.dim);
    if (this.training) this.iterate_(matrix.detach(), this.nPowerIterations);
    const u = this._u.clone();
    const v = this._v.clone();
    return div(weight, sum(mul(u, mv(matrix, v))));
  }

  rightInverse(value: Tensor): Tensor {
    return value;
  }
}

/** Options of {@link spectralNorm}. */
export interface SpectralNormOptions {
  /** "weight". */
  name?: string;
  /** Steps of the power iteration at each call in training; 1. */
  nPowerIterations?: number;
  /** The least norm that is divided by; 1e-12. */
  eps?: number;
  /** The dim of the outputs; null: 1 of transposed convolutions, else 0. */
  dim?: number | null;
}

export const spectralNames: readonly string[] = ["name", "nPowerIterations", "eps", "dim"];

/** Keeps a weight's largest singular value at 1 (Miyato et al., 2018). */
export function spectralNorm<M extends Module>(
  module: M,
  ...args: Call<[name?: string, nPowerIterations?: number, eps?: number, dim?: number | null], SpectralNormOptions>
): M {
  const call = parse<SpectralNormOptions>("spectral_norm", spectralNames, args);
  const { name = "weight", nPowerIterations = 1, eps = 1e-12 } = call;
  const weight = (module as unknown as Record<string, Tensor | undefined>)[name];
  if (weight === undefined || weight === null)
    throw new Error(`Module '${module.getName()}' has no parameter or buffer with name '${name}'`);
  const made = new _SpectralNorm(weight, nPowerIterations, call.dim ?? outputDim(module), eps);
  return registerParametrization(module, name, made);
}

type OrthogonalMap = "matrix_exp" | "cayley" | "householder";

/** A matrix with orthonormal columns, or rows where it is wide. */
class _Orthogonal extends Module {
  readonly orthogonalMap: OrthogonalMap;
  declare base: Tensor | null;

  constructor(weight: Tensor, orthogonalMap: OrthogonalMap, trivialized: boolean) {
    super();
    this.orthogonalMap = orthogonalMap;
    if (trivialized) this.registerBuffer("base", null);
    else Object.defineProperty(this, "base", { value: null, writable: true, configurable: true });
    this.trivialized_ = trivialized;
    this.shape_ = weight.shape;
  }

  private readonly trivialized_: boolean;
  private readonly shape_: readonly number[];

  override forward(input: Tensor): Tensor {
    const [rows, columns] = input.shape.slice(-2);
    const wide = rows < columns;
    const x = wide ? transpose(input, -2, -1) : input;
    const [n, k] = wide ? [columns, rows] : [rows, columns];
    let q: Tensor;
    if (this.orthogonalMap === "householder") {
      const reflectors = tril(x, -1);
      const product = householderProduct(reflectors, div(2, add(sum(mul(reflectors, reflectors), -2), 1)));
      q = mul(product, x.detach().diagonal(0, -2, -1).trunc().unsqueeze(-2));
    } else {
      const low = tril(x);
      const square = n === k ? low : cat([low, low.newZeros([...low.shape.slice(0, -1), n - k])], -1);
      const skew = sub(square, transpose(square, -2, -1));
      if (this.orthogonalMap === "matrix_exp") q = matrixExp(skew);
      else {
        const identity = eye(n, { dtype: x.dtype, device: x.device });
        q = solve(add(identity, mul(skew, -0.5)), add(identity, mul(skew, 0.5)));
      }
      if (n !== k) q = narrow(q, -1, 0, k);
    }
    if (this.base !== null) q = matmul(this.base, q);
    return wide ? transpose(q, -2, -1) : q;
  }

  /** What is learnt for a weight to become the nearest orthogonal one. */
  rightInverse(given: Tensor): Tensor {
    if (given.shape.join() !== this.shape_.join())
      throw new Error(
        `Expected a matrix or batch of matrices of shape ${this.shape_.join("x")}. Got a tensor of shape ${given.shape}.`,
      );
    if (!this.trivialized_)
      throw new Error(
        "It is not possible to assign to the matrix exponential or the Cayley parametrizations when use_trivialization=False.",
      );
    const [rows, columns] = given.shape.slice(-2);
    const tall = rows < columns ? transpose(given, -2, -1) : given;
    const missing = Math.abs(rows - columns);
    const rest = (): Tensor =>
      randn([...tall.shape.slice(0, -1), missing], { dtype: given.dtype, device: given.device });
    this.base = orthonormal(missing === 0 ? tall : cat([tall, rest()], -1));
    const learnt = given.newZeros([...given.shape]);
    learnt.diagonal(0, -2, -1).fill_(-1);
    return learnt;
  }
}

/** The orthogonal factor of a square matrix whose triangular one has a positive diagonal. */
function orthonormal(matrix: Tensor): Tensor {
  const [Q, R] = [...qr(matrix)];
  return mul(Q, R.diagonal(0, -2, -1).sign().unsqueeze(-2)).contiguous();
}

/** Options of {@link orthogonal}. */
export interface OrthogonalOptions {
  /** "weight". */
  name?: string;
  /** How a matrix becomes orthogonal; null: "matrix_exp" of square ones, "householder" of others. */
  orthogonalMap?: OrthogonalMap | null;
  /** Whether the first weight stays, as far as it is orthogonal; true. */
  useTrivialization?: boolean;
}

/** Keeps a weight's columns, or the rows of a wide one, orthonormal. */
export function orthogonal<M extends Module>(
  module: M,
  ...args: Call<[name?: string, orthogonalMap?: OrthogonalMap | null], OrthogonalOptions>
): M {
  const call = parse<OrthogonalOptions>("orthogonal", ["name", "orthogonalMap"], args, ["useTrivialization"]);
  const { name = "weight", useTrivialization = true } = call;
  const weight = (module as unknown as Record<string, Tensor | null | undefined>)[name];
  if (weight == null) throw new Error(`Module '${module.getName()}' has no parameter or buffer with name '${name}'`);
  if (weight.ndim < 2)
    throw new Error(`Expected a matrix or batch of matrices. Got a tensor of ${weight.ndim} dimensions.`);
  const square = weight.shape.at(-1) === weight.shape.at(-2);
  const map = call.orthogonalMap ?? (square ? "matrix_exp" : "householder");
  if (!["matrix_exp", "cayley", "householder"].includes(map))
    throw new Error(`orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: ${String(map)}`);
  const made = new _Orthogonal(weight, map, useTrivialization);
  return registerParametrization(module, name, made, { unsafe: true });
}
