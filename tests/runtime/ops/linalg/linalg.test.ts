import assert from "node:assert/strict";
import * as torch from "tangent";

const { linalg } = torch;

describe("linalg", () => {
  const close = (a: torch.Tensor, b: torch.Tensor, atol = 1e-9): void =>
    assert.ok(torch.allclose(a, b, { rtol: 1e-7, atol }), `${a}\nexpected ${b}`);
  torch.manualSeed(1);
  const random = (...size: number[]): torch.Tensor => torch.randn(...size, { dtype: torch.float64 });

  it("rebuilds matrices of any size and layout from their factors", () => {
    for (const [m, n] of [
      [5, 5],
      [70, 70],
      [150, 40],
      [40, 150],
      [200, 200],
    ]) {
      const a = random(n, m).mT;
      const { P, L, U } = linalg.lu(a);
      close(torch.matmul(P, torch.matmul(L, U)), a);
      const { Q, R } = linalg.qr(a, "complete");
      close(torch.matmul(Q, R), a);
      close(torch.matmul(Q, Q.mT), torch.eye(m, { dtype: torch.float64 }));
      const { U: left, S, Vh } = linalg.svd(a, false);
      close(torch.matmul(left.mul(S), Vh), a);
    }
    const any = random(2, 90, 90);
    const s = any.add(any.mT);
    const { eigenvalues, eigenvectors } = linalg.eigh(s, "U");
    close(torch.matmul(eigenvectors.mul(eigenvalues.unsqueeze(-2)), eigenvectors.mT), s);
    const definite = torch.matmul(s, s);
    const lower = linalg.cholesky(definite);
    close(torch.matmul(lower, lower.mT), definite, 1e-6);
    const { LD, pivots } = linalg.ldlFactor(s);
    close(torch.matmul(s, linalg.ldlSolve(LD, pivots, s)), s, 1e-6);
  });

  it("gives complex eigenvalues as a last dim of 2", () => {
    const { eigenvalues, eigenvectors } = linalg.eig(
      torch.tensor(
        [
          [0, -1],
          [1, 0],
        ],
        { dtype: torch.float64 },
      ),
    );
    assert.deepEqual([...eigenvectors.shape], [2, 2, 2]);
    close(
      eigenvalues.abs(),
      torch.tensor(
        [
          [0, 1],
          [0, 1],
        ],
        { dtype: torch.float64 },
      ),
    );
  });

  it("names the matrix of a batch that cannot be done", () => {
    const bad = torch.stack([
      torch.eye(2),
      torch.tensor(
        [
          [1, 2],
          [2, 1],
        ],
        { dtype: torch.float32 },
      ),
    ]);
    assert.throws(() => linalg.cholesky(bad), {
      name: "LinAlgError",
      message:
        "linalg.cholesky: (Batch element 1): The factorization could not be completed because the input is not positive-definite (the leading minor of order 2 is not positive-definite).",
    });
    assert.deepEqual(linalg.choleskyEx(bad).info.tolist(), [0, 2]);
    assert.throws(() => linalg.inv(torch.zeros(3, 3)), /linalg.inv: The diagonal element 1 is zero, the inversion/);
    assert.throws(
      () => linalg.solve(torch.zeros(2, 3, 3), torch.zeros(2, 3, 1)),
      /torch.linalg.solve: \(Batch element 0\): The solver failed because the input matrix is singular/,
    );
    const broken = torch.stack([torch.eye(2), torch.full([2, 2], Number.NaN)]);
    assert.throws(() => linalg.svd(broken), /\(Batch element 1\): .* contained non-finite values/);
    assert.throws(() => linalg.eigh(broken), /linalg.eigh: \(Batch element 1\)/);
    assert.throws(() => linalg.eig(broken), /should not contain infs or NaNs/);
    assert.throws(
      () => linalg.lstsq(torch.ones(3, 2).triu(2), torch.ones(3, 1), { driver: "gels" }),
      /does not have full rank \(error code: 1\)/,
    );
  });

  it("refuses shapes and dtypes in PyTorch's words", () => {
    assert.throws(() => linalg.inv(torch.zeros(3, 2)), /must be batches of square matrices, but they are 3 by 2/);
    assert.throws(() => linalg.det(torch.zeros(3)), /must have at least 2 dimensions/);
    assert.throws(() => linalg.inv(torch.zeros(3, 3).half()), /Low precision dtypes not supported. Got Half/);
    assert.throws(() => linalg.qr(torch.zeros(3, 3).half()), /"geqrf_cpu" not implemented for 'Half'/);
    assert.throws(() => linalg.det(torch.zeros(3, 3).long()), /Expected a floating point .* Got Long/);
    assert.throws(
      () => linalg.solve(torch.zeros(3, 3), torch.zeros(4, 2)),
      /Incompatible shapes of A and B for the equation AX = B \(3x3 and 4x2\)/,
    );
    assert.throws(
      () => linalg.vectorNorm(torch.zeros(0), Infinity),
      /cannot compute the inf norm on an empty tensor because the operation does not have an identity/,
    );
    assert.throws(() => linalg.solve(torch.eye(2), torch.eye(2), { lefty: false } as object), /did you mean 'left'\?/);
    const r = linalg.qr(torch.ones(3, 2).requiresGrad_(), "r").R;
    assert.throws(() => r.sum().backward(), /not differentiable when mode='r'/);
  });

  it("gives results that are taken apart by place or by name, and print as PyTorch's", () => {
    const result = linalg.svd(torch.eye(2));
    const [u, s, vh] = result;
    assert.ok(u === result.U && s === result.S && vh === result.Vh);
    assert.equal(
      String(torch.slogdet(torch.eye(2))),
      "torch.return_types.slogdet(\nsign=tensor(1.),\nlogabsdet=tensor(0.))",
    );
    assert.deepEqual([...linalg.qr(torch.ones(3, 2), { mode: "r" }).Q.shape], [0]);
  });

  it("writes all results of a call to the tensors that are given", () => {
    const a = random(4, 3);
    const out = [0, 1, 2].map(() => torch.empty(0, { dtype: torch.float64 }));
    const result = linalg.svd(a, false, { out });
    assert.ok(result.U === out[0] && result.Vh === out[2]);
    close(torch.matmul(out[0].mul(out[1]), out[2]), a);
    assert.throws(() => linalg.qr(a, { out: [out[0]] }), /must be tuple of 2 Tensors/);
    assert.throws(
      () => linalg.inv(a.narrow(0, 0, 3), { out: torch.empty(0) }),
      /Expected out tensor to have dtype double/,
    );
  });

  it("sums products of small batches in PyTorch's order", () => {
    // Without a fused multiplication, 1 + 2⁻¹² squared rounds away what would be left.
    const x = torch.tensor([[[1 + 2 ** -12, -1]]], { dtype: torch.float32 });
    const y = torch.tensor([[[1 + 2 ** -12], [1 + 2 ** -11]]], { dtype: torch.float32 });
    assert.equal(torch.matmul(x, y).item(), 0);
  });

  it("sums norms of halves in float32", () => {
    const x = torch.full([4], 300, { dtype: torch.float16 });
    assert.equal(linalg.vectorNorm(x).item(), 600);
    assert.equal(linalg.vectorNorm(x).dtype, torch.float16);
  });
});
