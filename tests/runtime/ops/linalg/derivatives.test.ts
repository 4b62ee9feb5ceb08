import * as torch from "tangent";
import { assertDerivatives } from "./derivatives.ts";

const { linalg } = torch;
const { float64 } = torch;

describe("linear algebra is differentiable twice", () => {
  torch.manualSeed(3);
  const random = (...size: number[]): torch.Tensor => torch.randn(...size, { dtype: float64 });
  const batch = random(2, 3, 3);
  const positive = (x: torch.Tensor): torch.Tensor => torch.matmul(x, x.mT).add(torch.eye(3, { dtype: float64 }));
  const flat = (parts: Iterable<torch.Tensor>): torch.Tensor => torch.cat([...parts].map((part) => part.reshape(-1)));
  const turning = torch.tensor(
    [
      [1, 2.5, 0.3],
      [-1.5, 2, 0.4],
      [0.2, 0.7, -1.1],
    ],
    { dtype: float64 },
  );

  it("in determinants, of singular matrices too", () => {
    assertDerivatives("det", (x) => linalg.det(x), batch);
    assertDerivatives("det of rank 2", (x) => linalg.det(torch.matmul(x, x.mT)), random(3, 2));
    assertDerivatives("slogdet", (x) => linalg.slogdet(x).logabsdet, batch);
    assertDerivatives("logdet", (x) => torch.logdet(positive(x)), batch);
  });

  it("in solutions and inverses", () => {
    assertDerivatives("inv", (x) => linalg.inv(x), batch);
    assertDerivatives("solve", (x) => linalg.solve(x, x.mul(x)), batch);
    assertDerivatives("solve X A = B", (x) => linalg.solve(x, x.mul(x), { left: false }), batch);
    assertDerivatives("solveTriangular", (x) => linalg.solveTriangular(x, x.mul(x), { upper: true }), batch);
    const unit = { upper: false, left: false, unitriangular: true };
    assertDerivatives("unit triangle", (x) => linalg.solveTriangular(x, x.mul(x), unit), batch);
    assertDerivatives("choleskySolve", (x) => torch.choleskySolve(x, linalg.cholesky(positive(x))), batch);
    assertDerivatives("choleskyInverse", (x) => torch.choleskyInverse(linalg.cholesky(positive(x))), batch);
    const factored = (x: torch.Tensor): torch.Tensor => {
      const { LU, pivots } = linalg.luFactor(x);
      return linalg.luSolve(LU, pivots, x.mul(x), { adjoint: true });
    };
    assertDerivatives("luSolve", factored, batch);
  });

  it("in factors of square, tall and wide matrices", () => {
    assertDerivatives("cholesky", (x) => linalg.cholesky(positive(x), { upper: true }), batch);
    for (const [m, n] of [
      [3, 3],
      [4, 2],
      [2, 4],
    ]) {
      const x = random(m, n);
      assertDerivatives(`lu ${m} × ${n}`, (a) => flat(linalg.lu(a).slice(1)), x);
      assertDerivatives(`qr ${m} × ${n}`, (a) => flat(linalg.qr(a)), x);
      assertDerivatives(`svd ${m} × ${n}`, (a) => flat([...linalg.svd(a, false)].map((part) => part.mul(part))), x);
      assertDerivatives(`pinv ${m} × ${n}`, (a) => linalg.pinv(a), x);
      assertDerivatives(`lstsq ${m} × ${n}`, (a) => linalg.lstsq(a, a.mul(a)).solution, x);
    }
    assertDerivatives("residuals", (a) => linalg.lstsq(a, a.mul(a), { driver: "gels" }).residuals, random(4, 2));
    assertDerivatives("householder", (a) => linalg.householderProduct(a, a.select(-1, 0)), batch);
  });

  it("in eigenvalues and eigenvectors", () => {
    const symmetric = (x: torch.Tensor): torch.Tensor => x.add(x.mT);
    assertDerivatives("eigh", (x) => flat([...linalg.eigh(symmetric(x))].map((part) => part.mul(part))), batch);
    assertDerivatives("eigvals", (x) => linalg.eigvals(x), turning);
    assertDerivatives("eig", (x) => linalg.eig(x).eigenvectors.square().sum(-1), turning);
  });

  it("in functions of matrices", () => {
    assertDerivatives("matrixExp", (x) => torch.matrixExp(x), batch);
    assertDerivatives("matrixPower", (x) => torch.matrixPower(x, -2), batch);
  });

  it("in norms and distances, where those are 0 too", () => {
    for (const p of [0.5, 1, 1.5, 2, 3, Infinity, -Infinity]) {
      assertDerivatives(`vectorNorm ${p}`, (x) => linalg.vectorNorm(x, p, -1), batch);
      if (p < 0) continue;
      assertDerivatives(`cdist ${p}`, (x) => torch.cdist(x, x.mul(0.5).add(1), p), batch);
      assertDerivatives(`pdist ${p}`, (x) => torch.pdist(x, p), random(4, 3));
    }
    for (const order of ["fro", "nuc", 1, 2, -2, Infinity] as const)
      assertDerivatives(`matrixNorm ${order}`, (x) => linalg.matrixNorm(x, order), batch);
    assertDerivatives("renorm", (x) => torch.renorm(x, 2, 0, 0.5), batch);
    assertDerivatives("cosine", (x) => torch.cosineSimilarity(x, x.mul(x)), batch);
  });
});
