/**
 * Decompositions that are unique only up to signs: compared by what they rebuild.
 *
 * A column of U and its partner in V (or a column of Q and its row in R) may both change sign. The answer passes when
 * it rebuilds what the file's rebuilds, its columns are orthonormal, and what is unique is equal. The cotangents take
 * the same signs, so that the gradients are comparable.
 */

import { flattenJson } from "./answer.ts";
import { differs, valueTolerance } from "./compare.ts";
import type { Json, Runtime } from "./runtime.ts";
import { type AnyTensor, type Values, valuesOf } from "./values.ts";

type Decomposition = (
  runtime: Runtime,
  answer: unknown,
  expected: Json,
  cotangents: (AnyTensor | null)[],
) => string | null;

/** A batch of matrices as numbers. */
interface Matrices {
  batch: number;
  rows: number;
  columns: number;
  at: (b: number, i: number, j: number) => number;
}

function matrices({ shape, elements }: Values, transposed = false): Matrices {
  const [m, n] = shape.slice(-2);
  const batch = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return transposed
    ? { batch, rows: n, columns: m, at: (b, i, j) => Number(elements[(b * m + j) * n + i]) }
    : { batch, rows: m, columns: n, at: (b, i, j) => Number(elements[(b * m + i) * n + j]) };
}

/** Σ_k left[b, i, k] · scale(b, k) · right[b, k, j], as values of [batch, rows, columns]. */
function product(left: Matrices, right: Matrices, dtype: string, scale = (_b: number, _k: number) => 1): Values {
  const inner = Math.min(left.columns, right.rows);
  const elements: number[] = [];
  for (let b = 0; b < left.batch; b++)
    for (let i = 0; i < left.rows; i++)
      for (let j = 0; j < right.columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += left.at(b, i, k) * scale(b, k) * right.at(b, k, j);
        elements.push(sum);
      }
  return { dtype, shape: [left.batch, left.rows, right.columns], elements };
}

const transpose = (m: Matrices): Matrices => ({
  batch: m.batch,
  rows: m.columns,
  columns: m.rows,
  at: (b, i, j) => m.at(b, j, i),
});

/** Null when the columns are orthonormal. */
function orthonormal(m: Matrices, dtype: string): string | null {
  const gram = product(transpose(m), m, dtype);
  const n = m.columns;
  const identity = gram.elements.map((_, at) => (Math.floor(at / n) % n === at % n ? 1 : 0));
  return differs(gram, { ...gram, elements: identity }, { atol: 1e-4, rtol: 1e-4 });
}

/** For each column the sign that takes the file's to the answer's. */
function columnSigns(actual: Matrices, expected: Matrices, count: number): (b: number, k: number) => number {
  return (b, k) => {
    if (k >= count) return 1;
    let dot = 0;
    for (let i = 0; i < expected.rows; i++) dot += actual.at(b, i, k) * expected.at(b, i, k);
    return dot < 0 ? -1 : 1;
  };
}

/** The cotangent with each column (or row, `transposed`) times its sign. */
function signed(
  runtime: Runtime,
  cotangent: AnyTensor | null,
  sign: (b: number, k: number) => number,
  transposed: boolean,
): AnyTensor | null {
  if (cotangent === null) return null;
  const values = valuesOf(cotangent);
  const [m, n] = values.shape.slice(-2);
  const elements = values.elements.map((value, at) => {
    const column = at % n;
    const row = Math.floor(at / n) % m;
    return Number(value) * sign(Math.floor(at / (m * n)), transposed ? row : column);
  });
  return runtime.tensor({ ...values, elements });
}

/** The answer's tensors and the file's, or the reason why they cannot be compared. */
function pairs(runtime: Runtime, answer: unknown, expected: Json): [Values[], Values[]] | string {
  const got = runtime.flatten(answer);
  const want = flattenJson(expected) as Values[];
  if (got.length !== want.length) return `${got.length} outputs, expected ${want.length}`;
  const actual: Values[] = [];
  for (const [i, value] of got.entries()) {
    if (!runtime.isTensor(value)) return `output ${i}: ${typeof value}, expected a tensor`;
    actual.push(valuesOf(value));
    if (actual[i].shape.join() !== want[i].shape.join())
      return `output ${i}: shape [${actual[i].shape.join(", ")}], expected [${want[i].shape.join(", ")}]`;
    if (actual[i].dtype !== want[i].dtype) return `output ${i}: dtype ${actual[i].dtype}, expected ${want[i].dtype}`;
  }
  return [actual, want];
}

const allZero = ({ elements }: Values): boolean => elements.every((value) => value === 0);

function svd(vIsTransposed: boolean): Decomposition {
  return (runtime, answer, expected, cotangents) => {
    const found = pairs(runtime, answer, expected);
    if (typeof found === "string") return found;
    const [[u, s, v], [wantU, wantS, wantV]] = found;
    const { dtype } = wantS;
    const reason = differs(s, wantS);
    if (reason !== null) return `singular values: ${reason}`;
    if (allZero(wantU) && allZero(wantV)) return differs(u, wantU) ?? differs(v, wantV);
    const count = wantS.shape[wantS.shape.length - 1];
    const scale = (values: Values) => (b: number, k: number) =>
      k < count ? Number(values.elements[b * count + k]) : 0;
    const left = matrices(u);
    const wantLeft = matrices(wantU);
    const right = matrices(v, !vIsTransposed);
    const rebuilt = product(left, right, dtype, scale(s));
    const wanted = product(wantLeft, matrices(wantV, !vIsTransposed), dtype, scale(wantS));
    const wrong =
      differs(rebuilt, wanted, valueTolerance(dtype)) ??
      orthonormal(left, dtype) ??
      orthonormal(transpose(right), dtype);
    if (wrong !== null) return `rebuilt: ${wrong}`;
    const sign = columnSigns(left, wantLeft, count);
    cotangents[0] = signed(runtime, cotangents[0] ?? null, sign, false);
    cotangents[2] = signed(runtime, cotangents[2] ?? null, sign, vIsTransposed);
    return null;
  };
}

const qr: Decomposition = (runtime, answer, expected, cotangents) => {
  const found = pairs(runtime, answer, expected);
  if (typeof found === "string") return found;
  const [[q, r], [wantQ, wantR]] = found;
  const { dtype } = wantR;
  if (wantQ.elements.length === 0) {
    const absolute = (values: Values): Values => ({
      ...values,
      elements: values.elements.map((x) => Math.abs(Number(x))),
    });
    return differs(absolute(r), absolute(wantR));
  }
  const left = matrices(q);
  const wantLeft = matrices(wantQ);
  const wrong =
    differs(product(left, matrices(r), dtype), product(wantLeft, matrices(wantR), dtype), valueTolerance(dtype)) ??
    orthonormal(left, dtype);
  if (wrong !== null) return `rebuilt: ${wrong}`;
  const sign = columnSigns(left, wantLeft, wantLeft.columns);
  cotangents[0] = signed(runtime, cotangents[0] ?? null, sign, false);
  cotangents[1] = signed(runtime, cotangents[1] ?? null, sign, true);
  return null;
};

export const decompositions: Readonly<Record<string, Decomposition | undefined>> = {
  svd: svd(false),
  "linalg.svd": svd(true),
  qr,
  "linalg.qr": qr,
};
