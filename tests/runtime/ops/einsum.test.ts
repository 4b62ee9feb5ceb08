import assert from "node:assert/strict";
import * as torch from "tangent";
import { gradcheck } from "./gradcheck.ts";

/** The sum of products, one by one. */
function bySums(a: number[][], b: number[][], c: number[][]): number[][] {
  return a.map((row, i) =>
    c[0].map((_, l) =>
      row.reduce((sum, x, j) => sum + b[j].reduce((inner, y, k) => inner + x * y * c[k][l], 0) + 0 * i, 0),
    ),
  );
}

describe("einsum", () => {
  const a = torch.rand(2, 3, { dtype: torch.float64 });
  const b = torch.rand(3, 4, { dtype: torch.float64 });
  const c = torch.rand(4, 5, { dtype: torch.float64 });
  const close = (x: torch.Tensor, y: torch.Tensor): void => assert.ok(torch.allclose(x, y), `${x} ${y}`);

  it("multiplies chains in any order and in both of its forms", () => {
    const lists = [a, b, c].map((tensor) => tensor.tolist() as number[][]) as [number[][], number[][], number[][]];
    const expected = torch.tensor(bySums(...lists), { dtype: torch.float64 });
    close(torch.einsum("ij,jk,kl->il", a, b, c), expected);
    close(torch.einsum("kl,ij,jk", [c, a, b]), expected);
    close(torch.einsum(a, [0, 1], b, [1, 2], c, [2, 3], [0, 3]), expected);
    close(torch.einsum("ij, jk -> k i", a, b), a.matmul(b).t());
  });

  it("takes diagonals, ellipses and sizes of 1", () => {
    const square = torch.rand(3, 3);
    close(torch.einsum("ii", square), square.trace());
    close(torch.einsum("ii->i", square), square.diagonal());
    const batch = torch.rand(2, 1, 3, 4);
    const other = torch.rand(5, 4, 2);
    close(torch.einsum("...ij,...jk->...ik", batch, other), batch.matmul(other));
    close(torch.einsum("...i->...", batch), batch.sum(-1));
    close(torch.einsum("ij,ij->ij", torch.rand(1, 3).fill_(2), square), square.mul(2));
    close(torch.einsum("ij,ij->", torch.ones(1, 3), square), square.sum());
    close(
      torch.einsum("b,a", torch.tensor([1, 2]), torch.tensor([3, 4, 5])),
      torch.tensor([
        [3, 6],
        [4, 8],
        [5, 10],
      ]),
    );
  });

  it("has both derivatives", () => {
    gradcheck((x, y) => torch.einsum("bij,bkj->bik", x, y), torch.rand(2, 2, 3), torch.rand(2, 2, 3));
    gradcheck((x, y, z) => torch.einsum("ii,ij,...j->...", x, y, z), torch.rand(2, 2), torch.rand(2, 3), torch.rand(3));
  });

  it("refuses what PyTorch refuses, in its words", () => {
    const x = torch.ones(2, 3);
    for (const [equation, operands, message] of [
      [
        "i",
        [x],
        /the number of subscripts in the equation \(1\) does not match the number of dimensions \(2\) for operand 0/,
      ],
      ["ij,k", [x], /fewer operands were provided than specified/],
      ["ij", [x, x], /more operands were provided than specified/],
      ["ij->k", [x], /output subscript k does not appear in the equation for any input operand/],
      ["ij->ii", [x], /output subscript i appears more than once in the output/],
      ["ii", [x], /subscript i is repeated for operand 0 but the sizes don't match, 3 != 2/],
      ["ij,jk", [x, x], /subscript j has size 2 for operand 1 which does not broadcast with previously seen size 3/],
      ["i1", [x], /invalid subscript given at index 1/],
      ["i..", [x], /found '.' for operand 0 that is not part of any ellipsis/],
    ] as const)
      assert.throws(() => torch.einsum(equation, ...operands), message);
    assert.throws(() => torch.einsum(x, [0, 52]), /not within the valid range \[0, 52\)/);
  });
});

describe("products over chosen dims", () => {
  it("have both derivatives", () => {
    gradcheck(
      (x, y) =>
        torch.tensordot(x, y, [
          [0, 2],
          [1, 0],
        ]),
      torch.rand(2, 2, 3),
      torch.rand(3, 2, 2),
    );
    gradcheck((x, y) => torch.kron(x, y), torch.rand(2), torch.rand(2, 1, 2));
    gradcheck((x, y) => torch.cross(x, y, 1), torch.rand(1, 3), torch.rand(2, 3));
    gradcheck((x, y) => torch.vdot(x, y), torch.rand(3), torch.rand(3));
  });

  it("say which dims do not fit", () => {
    const [x, y] = [torch.ones(2, 3), torch.ones(4, 2)];
    assert.throws(() => torch.tensordot(x, y, 1), /first has size 3 in dim -1 and second has size 4 in dim 0/);
    assert.throws(() => torch.tensordot(x, y, 3), /tensordot expects dims < ndim_a or ndim_b, but got dims=3/);
    assert.throws(() => torch.cross(y, y), /no dimension of size 3 in input/);
  });
});
