/** QR decompositions and Householder's reflectors. */

import { record, recording, recordJoint } from "../../autograd/graph.ts";
import { expectOptions, named } from "../../tensor/options.ts";
import { sameSize } from "../../tensor/size.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { add, mul, sub } from "../arithmetic.ts";
import { codeOf, expectTensor, filled, type OutOption } from "../core.ts";
import { cat } from "../join.ts";
import { matmul } from "../matmul.ts";
import { tril, triu } from "../select.ts";
import { narrow, unsqueeze } from "../shape.ts";
import { type OutTupleOption, type TensorTuple, tensorTuple } from "../tuple.ts";
import { batchOf, checkOptions, expectMatrix, finish, identityLike, requireKernel, sizesOf, turned } from "./matrix.ts";
import { triangular } from "./triangular.ts";

type Mode = "reduced" | "complete" | "r";

/** Q and R without history. */
function factors(input: Tensor, mode: Mode): [Tensor, Tensor] {
  const { kernels } = input;
  const [m, n] = sizesOf(input);
  const k = Math.min(m, n);
  const [packed, tau] = kernels.qrFactor(input.handle);
  const compact = wrap(input, packed);
  const R = triu(mode === "complete" ? compact : narrow(compact, -2, 0, k)).contiguous();
  if (mode === "r") return [wrap(input, kernels.full([0], 0, codeOf(input))), R];
  const columns = mode === "complete" ? m : k;
  const vectors = narrow(compact, -1, 0, Math.min(n, columns));
  const missing = columns - vectors.shape[vectors.ndim - 1];
  const whole =
    missing > 0
      ? cat([vectors, wrap(input, kernels.full([...batchOf(input), m, missing], 0, codeOf(input)))], -1)
      : vectors;
  return [wrap(input, kernels.reflectorProduct(whole.handle, tau)), R];
}

/** Q R⁻ᵀ-free form of the derivative for a matrix that is not wide: (gQ + Q sym(M)) R⁻ᵀ with M = R gRᵀ − gQᵀ Q. */
function gradient(Q: Tensor, R: Tensor, gradQ: Tensor | null, gradR: Tensor | null): Tensor {
  const parts = [
    gradR === null ? null : matmul(R, turned(gradR)),
    gradQ === null ? null : matmul(turned(gradQ), Q).neg(),
  ].filter((part) => part !== null);
  const M = parts.length === 2 ? add(parts[0], parts[1]) : parts[0];
  const symmetric = add(tril(M), turned(tril(M, -1)));
  const product = matmul(Q, symmetric);
  return triangular(turned(R), gradQ === null ? product : add(gradQ, product), false, false);
}

function recorded(Q: Tensor, R: Tensor, a: Tensor, mode: Mode): void {
  const [m, n] = sizesOf(a);
  recordJoint(
    [Q, R],
    "LinalgQrBackward0",
    [a],
    ([gradQ, gradR]) => {
      if (mode === "r")
        throw new Error(
          "linalg_qr_backward: QR decomposition is not differentiable when mode='r'. Please use torch.linalg.qr(..., mode='reduced')",
        );
      if (mode === "complete" && m > n)
        throw new Error(
          "linalg_qr_backward: The QR decomposition is not differentiable when mode='complete' and nrows > ncols",
        );
      return [gradQ === null && gradR === null ? null : gradient(Q, R, gradQ, gradR)];
    },
    [Q, R],
  );
}

function decompose(A: Tensor, mode: Mode): [Tensor, Tensor] {
  const a = expectMatrix(A, "linalg.qr");
  requireKernel(a, "geqrf_cpu");
  const [m, n] = sizesOf(a);
  const [Q, R] = factors(a, mode);
  if (!recording(a)) return [Q, R];
  if (n <= m || mode === "r") {
    recorded(Q, R, a, mode);
    return [Q, R];
  }
  // Of a wide matrix the first columns decide Q, and R's other columns follow from it.
  const square = narrow(a, -1, 0, m);
  const left = narrow(R, -1, 0, m).contiguous();
  recorded(Q, left, square, mode);
  return [Q, cat([left, matmul(turned(Q), narrow(a, -1, m, n - m))], -1)];
}

/** Q with orthonormal columns and the upper triangular R of `A = Q R`; "complete": Q is square; "r": R alone. */
export function qr(
  A: Tensor,
  mode?: Mode | ({ mode?: Mode } & OutTupleOption),
  options?: OutTupleOption,
): TensorTuple<"Q" | "R"> {
  const call = named<{ mode?: Mode } & OutTupleOption>("linalg.qr", { mode }, options, ["out"]);
  const how = call.mode ?? "reduced";
  if (!["reduced", "complete", "r"].includes(how))
    throw new Error(
      `qr received unrecognized mode '${String(how)}' but expected one of 'reduced' (default), 'r', or 'complete'`,
    );
  const [Q, R] = decompose(A, how);
  return tensorTuple("linalg_qr", { Q, R }, call, A);
}

/** `torch.qr`: Q and R; with `some` false Q is square. */
export function qrOf(
  input: Tensor,
  some?: boolean | ({ some?: boolean } & OutTupleOption),
  options?: OutTupleOption,
): TensorTuple<"Q" | "R"> {
  const call = named<{ some?: boolean } & OutTupleOption>("qr", { some }, options, ["out"]);
  const [Q, R] = decompose(input, call.some === false ? "complete" : "reduced");
  return tensorTuple("qr", { Q, R }, call, input);
}

/** LAPACK's geqrf: R with Householder's vectors below it, and their coefficients. */
export function geqrf(input: Tensor, options: OutTupleOption = {}): TensorTuple<"a" | "tau"> {
  expectOptions("geqrf", options);
  checkOptions("geqrf", options, ["out"]);
  const given = expectMatrix(input, "geqrf", "input");
  requireKernel(given, "geqrf_cpu");
  const [a, tau] = given.kernels.qrFactor(given.handle);
  return tensorTuple("geqrf", { a: wrap(given, a), tau: wrap(given, tau) }, options, input);
}

/** The first columns of the product of Householder's reflectors: column i of A below its diagonal, and `tau[i]`. */
export function householderProduct(A: Tensor, tau: Tensor, options?: OutOption): Tensor {
  checkOptions("linalg_householder_product", options, ["out"]);
  const name = "torch.linalg.householder_product";
  const a = expectTensor(A, name, "input");
  const coefficients = expectTensor(tau, name, "tau");
  if (a.ndim < 2) throw new Error(`${name}: input must have at least 2 dimensions.`);
  const [m, n] = sizesOf(a);
  if (m < n) throw new Error(`${name}: input.shape[-2] must be greater than or equal to input.shape[-1]`);
  checkReflectors(a, coefficients, name);
  requireKernel(a, "orgqr_cpu");
  if (recording(a, coefficients))
    return finish(applied(a, coefficients, identityLike(a, m, n), false), options?.out, name, A, tau);
  return finish(wrap(a, a.kernels.reflectorProduct(a.handle, coefficients.handle)), options?.out, name);
}

function checkReflectors(a: Tensor, tau: Tensor, name: string): void {
  if (a.ndim - tau.ndim !== 1)
    throw new Error(
      `${name}: Expected tau to have one dimension less than input, but got tau.ndim equal to ${tau.ndim} and input.ndim is equal to ${a.ndim}`,
    );
  if (!sameSize(tau.shape.slice(0, -1), batchOf(a)))
    throw new Error(
      `${name}: Expected batch dimensions of tau to be equal to input.shape[:-2], but got [${tau.shape.slice(0, -1).join(", ")}]`,
    );
  if (tau.shape[tau.ndim - 1] > sizesOf(a)[1])
    throw new Error(`${name}: input.shape[-1] must be greater than or equal to tau.shape[-1]`);
  if (tau.dtype !== a.dtype) throw new Error(`${name}: tau dtype ${tau.dtype} does not match input dtype ${a.dtype}`);
}

/** H₁ H₂ … Hₖ c, or (transposed) Hₖ … H₁ c, out of operators that are recorded. */
function applied(a: Tensor, tau: Tensor, c: Tensor, transposed: boolean): Tensor {
  const count = tau.shape[tau.ndim - 1];
  const vectors = add(tril(a, -1), identityLike(a, ...sizesOf(a)));
  let result = c;
  for (let step = 0; step < count; step++) {
    const i = transposed ? step : count - 1 - step;
    const v = narrow(vectors, -1, i, 1);
    const weight = unsqueeze(narrow(tau, -1, i, 1), -1);
    result = sub(result, mul(matmul(v, matmul(turned(v), result)), weight));
  }
  if (count > 0) return result;
  const nothing = (input: Tensor) => (): Tensor => filled(input, 0);
  return record(
    c.clone(),
    "LinalgHouseholderProductBackward0",
    [a, tau, c],
    [nothing(a), nothing(tau), (grad) => grad],
  );
}

/** How `ormqr` multiplies. */
export interface OrmqrOptions extends OutOption {
  /** Q on the left; true. */
  left?: boolean;
  /** Qᵀ in place of Q; false. */
  transpose?: boolean;
}

/** `other` multiplied by the whole orthogonal matrix Q of the reflectors that `geqrf` gives. */
export function ormqr(
  input: Tensor,
  tau: Tensor,
  other: Tensor,
  left?: boolean | OrmqrOptions,
  transpose?: boolean | OrmqrOptions,
  options?: OutOption,
): Tensor {
  const call = named<OrmqrOptions>("ormqr", { left, transpose }, options, ["out"]);
  const name = "torch.ormqr";
  const a = expectTensor(input, name);
  const coefficients = expectTensor(tau, name, "tau");
  const c = expectTensor(other, name, "other");
  if (a.ndim < 2) throw new Error(`${name}: input must have at least 2 dimensions.`);
  if (c.ndim < 2) throw new Error(`${name}: other must have at least 2 dimensions.`);
  checkReflectors(a, coefficients, name);
  requireKernel(a, "ormqr_cpu");
  const onLeft = call.left ?? true;
  const [rows, columns] = sizesOf(c);
  const size = onLeft ? rows : columns;
  if (size !== sizesOf(a)[0])
    throw new Error(`${name}: other.shape[${onLeft ? -2 : -1}] must be equal to input.shape[-2]`);
  const right = onLeft ? c : turned(c);
  const transposed = (call.transpose ?? false) === onLeft;
  const product = recording(a, coefficients, c)
    ? applied(a, coefficients, right, transposed)
    : wrap(a, a.kernels.reflect(a.handle, coefficients.handle, right.handle, transposed));
  return finish(onLeft ? product : turned(product), call.out, name, input, tau, other);
}
