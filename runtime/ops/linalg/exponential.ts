/** The exponential of matrices, by Bader, Blanes and Casas' polynomials, as PyTorch computes it. */

import { record, recording } from "../../autograd/graph.ts";
import { float32 } from "../../tensor/dtype.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { add, mul } from "../arithmetic.ts";
import { codeOf } from "../core.ts";
import { amax } from "../extreme.ts";
import { cat } from "../join.ts";
import { matmul } from "../matmul.ts";
import { abs } from "../pointwise.ts";
import { sum } from "../reduce.ts";
import { indexSelect } from "../scatter.ts";
import { narrow, reshape } from "../shape.ts";
import { expectSquare, identityLike, sizesOf, turned } from "./matrix.ts";

/** Up to which norm a polynomial of degree 1, 2, 4, 8, 12 and 18 is exact. */
const bounds = {
  float32: [
    1.192092800768788e-7, 0.0005978858893805233, 0.05116619363445086, 0.5800524627688768, 1.461661507209034,
    3.010066362817634,
  ],
  float64: [
    2.220446049250313e-16, 2.580956802971767e-8, 0.0003397168839976962, 0.04991228871115323, 0.299615891381158,
    1.090863719290036,
  ],
};

type Coefficients = readonly (readonly number[])[];

const twelve: Coefficients = [
  [9.0198e-16, 0.4693211759541824, -0.20099424927047285, -0.04623946134063072],
  [5.315978957598713, 1.1992679041713223, 0.01179296240992997, 0.01108844528519168],
  [0.18188869982170436, 0.05502798439925399, 0.09351590770535415, 0.006107005288980582],
  [-2.086132e-13, -0.13181061013830184, -0.02027855540589259, -0.006759518468630863],
];

const eighteen: Coefficients = [
  [0, -0.10036558103014462, -0.00802924648241157, -0.00089213849804573, 0],
  [0, 0.3978497494996451, 1.3678377846041172, 0.49828962252538267, -0.0006378981945947233],
  [-10.967639605296206, 1.680158138789062, 0.05717798464788655, -0.0069821012248805206, 3.349750170860705e-5],
  [-0.09043168323908106, -0.06764045190713819, 0.06759613017704597, 0.029555257042931552, -1.391802575160607e-5],
  [0, 0, -0.09233646193671186, -0.016936493900208172, -1.400867981820361e-5],
];

/** The sums of `powers`, each row of coefficients one. */
function combined(powers: readonly Tensor[], rows: Coefficients): Tensor[] {
  return rows.map((row) => {
    const parts = powers.map((power, i) => mul(power, row[i]));
    return parts.reduce((total, part) => add(total, part));
  });
}

/** Polynomials of a batch of matrices, by their place in `bounds`. */
const polynomials: readonly ((a: Tensor, one: Tensor) => Tensor)[] = [
  (a, one) => add(one, a),
  (a, one) => add(add(one, a), mul(matmul(a, a), 0.5)),
  (a, one) => {
    const second = matmul(a, a);
    const rest = add(add(mul(one, 0.5), mul(a, 1 / 6)), mul(second, 1 / 24));
    return add(add(one, a), matmul(second, rest));
  },
  (a, one) => {
    const root = Math.sqrt(177);
    const x3 = 2 / 3;
    const second = matmul(a, a);
    const fourth = matmul(second, add(mul(a, (x3 * (1 + root)) / 88), mul(second, (x3 * (1 + root)) / 352)));
    const inner = add(
      add(mul(one, (-271 + 29 * root) / (315 * x3)), mul(a, (-11 + 11 * root) / (1260 * x3))),
      add(mul(second, (-99 + 11 * root) / (5040 * x3)), mul(fourth, (89 - root) / (5040 * x3))),
    );
    const eighth = matmul(add(mul(second, x3), fourth), inner);
    return add(add(add(one, a), mul(second, (857 - 58 * root) / 630)), eighth);
  },
  (a, one) => {
    const second = matmul(a, a);
    const parts = combined([one, a, second, matmul(a, second)], twelve);
    const sixth = add(parts[2], matmul(parts[3], parts[3]));
    return add(parts[0], matmul(add(parts[1], sixth), sixth));
  },
  (a, one) => {
    const second = matmul(a, a);
    const third = matmul(a, second);
    const parts = combined([one, a, second, third, matmul(third, third)], eighteen);
    const ninth = add(matmul(parts[0], parts[4]), parts[3]);
    return add(parts[1], matmul(add(parts[2], ninth), ninth));
  },
];

/** The exponentials of a batch [b, n, n]: matrices of a kind, by polynomial and by squarings, together. */
function exponentials(a: Tensor): Tensor {
  const limits = a.dtype === float32 ? bounds.float32 : bounds.float64;
  const most = limits[limits.length - 1];
  const norms = amax(sum(abs(a), -2), -1).tolist() as number[];
  const groups = new Map<string, { degree: number; squarings: number; places: number[] }>();
  norms.forEach((norm, place) => {
    const degree = limits.findIndex((limit) => norm <= limit);
    const halvings = Math.ceil(Math.log2(norm / most));
    const squarings = degree >= 0 ? 0 : Number.isFinite(halvings) ? Math.max(0, halvings) : 0;
    const key = `${degree} ${squarings}`;
    const group = groups.get(key) ?? { degree: degree < 0 ? limits.length - 1 : degree, squarings, places: [] };
    group.places.push(place);
    groups.set(key, group);
  });
  const parts: Tensor[] = [];
  const order: number[] = [];
  for (const { degree, squarings, places } of groups.values()) {
    const own = groups.size === 1 ? a : indexSelect(a, 0, indexOf(a, places));
    const scaled = squarings === 0 ? own : mul(own, 2 ** -squarings);
    let result = polynomials[degree](scaled, identityLike(scaled, sizesOf(scaled)[0]));
    for (let i = 0; i < squarings; i++) result = matmul(result, result);
    parts.push(result);
    order.push(...places);
  }
  if (parts.length === 1) return parts[0];
  const back: number[] = [];
  order.forEach((place, i) => {
    back[place] = i;
  });
  return indexSelect(cat(parts, 0), 0, indexOf(a, back));
}

const indexOf = (like: Tensor, places: readonly number[]): Tensor =>
  wrap(like, like.kernels.fromNumbers(places, [places.length], 4));

/** The exponential of each square matrix. */
export function matrixExp(A: Tensor): Tensor {
  const a = expectSquare(A, "linalg.matrix_exp");
  const bare = a.detach();
  const n = sizesOf(a)[0];
  const empty = a.shape.numel() === 0;
  const out = empty ? bare.clone() : n === 1 ? bare.exp() : reshape(exponentials(reshape(bare, -1, n, n)), a.shape);
  if (!recording(a)) return out;
  return record(out, "LinalgMatrixExpBackward0", [a], [(grad) => gradient(turned(a), grad)], [a]);
}

/** The upper right block of the exponential of [[A, G], [0, A]]. */
function gradient(a: Tensor, grad: Tensor): Tensor {
  const n = sizesOf(a)[0];
  const zeros = wrap(a, a.kernels.full(a.shape, 0, codeOf(a)));
  const block = cat([cat([a, grad], -1), cat([zeros, a], -1)], -2);
  return narrow(narrow(matrixExp(block), -2, 0, n), -1, n, n);
}
