import assert from "node:assert/strict";
import * as torch from "tangent";
import * as distributions from "tangent/distributions";

const t = (values: number | number[] | number[][]): torch.Tensor => torch.tensor(values, { dtype: torch.float64 });
const near = (got: torch.Tensor, want: torch.Tensor, atol = 1e-6): void => {
  assert.ok(torch.allclose(got.double(), want.double(), 1e-5, atol), `${got}, expected ${want}`);
};

/** The integral of values at equal distances. */
const integral = (y: torch.Tensor, x: torch.Tensor): torch.Tensor =>
  y.sum().sub(y[0].add(y[-1]).div(2)).mul(x[1].sub(x[0]));

/** The integral of a density over an interval. */
function mass(distribution: distributions.Distribution, low: number, high: number): torch.Tensor {
  const x = torch.linspace(low, high, 20_001, { dtype: torch.float64 });
  return integral(distribution.logProb(x).exp(), x);
}

describe("distributions", () => {
  const { Normal, Gamma, Beta, StudentT, Gumbel, Laplace, LogNormal, Weibull, Categorical } = distributions;

  it("has densities that sum up to 1", () => {
    near(mass(new Normal(t(0.5), t(2)), -30, 30), t(1));
    near(mass(new Gamma(t(2.5), t(1.5)), 1e-9, 40), t(1));
    near(mass(new StudentT(t(5), t(1), t(0.5)), -60, 60), t(1), 1e-4);
    near(mass(new Gumbel(t(0), t(1)), -6, 40), t(1));
    near(mass(new LogNormal(t(0), t(0.5)), 1e-9, 60), t(1), 1e-5);
    near(mass(new Weibull(t(1), t(2)), 1e-9, 12), t(1));
  });

  it("turns probabilities into values and back", () => {
    const p = torch.linspace(0.05, 0.95, 7, { dtype: torch.float64 });
    for (const each of [
      new Normal(t(1), t(2)),
      new Laplace(t(1), t(2)),
      new Gumbel(t(1), t(2)),
      new Weibull(t(1), t(2)),
    ])
      near(each.cdf(each.icdf(p)), p);
  });

  it("moves samples with the parameters", () => {
    const concentration = t([0.5, 2, 9]).requiresGrad_();
    torch.manualSeed(0);
    const sample = new Gamma(concentration, t(1)).rsample();
    const [slope] = torch.autograd.grad(sample.sum(), concentration);
    // Where x keeps its place among all, dx/da is -(dF/da) / f.
    const x = sample.detach();
    const h = 1e-4;
    const a = concentration.detach();
    const place = (shift: number): torch.Tensor => new Gamma(a.add(shift), t(1)).cdf(x);
    const density = new Gamma(a, t(1)).logProb(x).exp();
    const want = place(h)
      .sub(place(-h))
      .div(2 * h)
      .neg()
      .div(density);
    assert.ok(torch.allclose(slope as torch.Tensor, want, 2e-3, 1e-4), `${slope}, expected ${want}`);
  });

  it("gives divergences that are means of what densities differ by", () => {
    const x = torch.linspace(1e-6, 1 - 1e-6, 40_001, { dtype: torch.float64 });
    const pairs: [distributions.Distribution, distributions.Distribution][] = [
      [new Beta(t(2), t(3)), new Beta(t(1.5), t(1))],
      [new distributions.Uniform(t(0), t(1)), new Beta(t(2), t(3))],
      [new Beta(t(2), t(3)), new Normal(t(0), t(1))],
      [new distributions.Uniform(t(0), t(1)), new Gumbel(t(0.3), t(2))],
    ];
    for (const [p, q] of pairs) {
      const terms = p
        .logProb(x)
        .exp()
        .mul(p.logProb(x).sub(q.logProb(x)));
      near(distributions.klDivergence(p, q), integral(terms, x), 1e-3);
    }
    assert.throws(() => distributions.klDivergence(new Normal(0, 1), new Categorical(t([1, 1]))), /No KL\(p \|\| q\)/);
  });

  it("takes a divergence of one's own", () => {
    class Mine extends Normal {}
    distributions.registerKl(Mine, Mine, () => t(42));
    assert.equal(distributions.klDivergence(new Mine(0, 1), new Mine(0, 1)).item(), 42);
    assert.equal(distributions.klDivergence(new Mine(0, 1), new Normal(0, 1)).item(), 0);
  });

  it("changes variables, keeping the densities right", () => {
    const { TransformedDistribution, AffineTransform, SigmoidTransform, StickBreakingTransform } = distributions;
    const logistic = new TransformedDistribution(new Normal(t(0.3), t(1.2)), [
      new AffineTransform(0.5, -2),
      new SigmoidTransform(),
    ]);
    near(mass(logistic, 1e-6, 1 - 1e-6), t(1), 1e-4);
    const x = t([[0.3, -1, 2]]);
    const shares = new StickBreakingTransform();
    const y = shares.apply(x);
    near(y.sum(-1), t([1]));
    near(shares.invert(y), x);
    const jacobian = torch.autograd.functional.jacobian((v) => shares.apply(v).narrow(-1, 0, 3), x).reshape(3, 3);
    near(shares.logAbsDetJacobian(x, y), torch.linalg.det(jacobian).abs().log().reshape(1));
    assert.equal(String(logistic.support), "Interval(lower_bound=0.0, upper_bound=1.0)");
  });

  it("expands, reinterprets and mixes", () => {
    const normal = new Normal(t([0, 1]), t([1, 2])).expand([3, 2]);
    assert.deepEqual(
      [[...normal.batchShape], [...normal.sample([4]).shape]],
      [
        [3, 2],
        [4, 3, 2],
      ],
    );
    const joint = new distributions.Independent(normal, 1);
    assert.deepEqual([[...joint.batchShape], [...joint.eventShape]], [[3], [2]]);
    near(joint.logProb(normal.mean), normal.logProb(normal.mean).sum(-1));
    const mixture = new distributions.MixtureSameFamily(
      new Categorical(t([1, 3])),
      new Normal(t([-1, 1]), t([1, 0.5])),
    );
    near(mass(mixture, -12, 12), t(1));
    near(mixture.mean, t(0.5));
  });

  it("prints and refuses as PyTorch does", () => {
    assert.equal(String(new Normal(0, t([1, 2]))), "Normal(loc: torch.Size([2]), scale: torch.Size([2]))");
    assert.equal(String(new distributions.Bernoulli(0.25)), "Bernoulli(probs: 0.25)");
    assert.throws(() => new Normal(0, -1), {
      message:
        "Expected parameter scale (Tensor of shape ()) of distribution Normal(loc: 0.0, scale: -1.0) to satisfy the constraint " +
        "GreaterThan(lower_bound=0.0), but found invalid values:\n-1.0",
    });
    assert.throws(() => new distributions.Bernoulli(0.3).logProb(t(0.5)), /to be within the support \(Boolean\(\)\)/);
    assert.throws(() => new Categorical(), /Either `probs` or `logits` must be specified, but not both/);
    assert.throws(() => new Normal(t([0, 1, 2]), t([1, 1, 1])).logProb(t([0, 1])), /Value is not broadcastable/);
    assert.equal(new Normal(0, -1, { validateArgs: false }).scale.item(), -1);
  });
});
