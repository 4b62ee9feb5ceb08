/** The formulas of divergences: one for each pair of classes that has one. */

import { grad } from "../autograd/backward.ts";
import { enableGrad } from "../autograd/mode.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Bernoulli } from "./bernoulli.ts";
import { Beta } from "./beta.ts";
import { Binomial } from "./binomial.ts";
import { Categorical } from "./categorical.ts";
import { Cauchy } from "./cauchy.ts";
import { ContinuousBernoulli } from "./continuous-bernoulli.ts";
import { Dirichlet } from "./dirichlet.ts";
import { type Distribution, ExponentialFamily } from "./distribution.ts";
import { Exponential } from "./exponential.ts";
import { Gamma } from "./gamma.ts";
import { Geometric } from "./geometric.ts";
import { Gumbel } from "./gumbel.ts";
import { HalfNormal } from "./half-normal.ts";
import { choose, euler, fullOf, matVec, sumRightmost } from "./helpers.ts";
import { Independent } from "./independent.ts";
import { type Kind, klDivergence, registerKl } from "./kl.ts";
import { Laplace } from "./laplace.ts";
import { LowRankMultivariateNormal } from "./low-rank-multivariate-normal.ts";
import { halfLogDet, mahalanobis, solveLower, squares } from "./matrices.ts";
import { MultivariateNormal } from "./multivariate-normal.ts";
import { Normal } from "./normal.ts";
import { OneHotCategorical } from "./one-hot-categorical.ts";
import { Pareto } from "./pareto.ts";
import { Poisson } from "./poisson.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { Uniform } from "./uniform.ts";

const infinite = (like: Tensor): Tensor => fullOf(like, like.shape, Number.POSITIVE_INFINITY);
/** Infinite where `outside`. */
const bounded = (outside: Tensor, value: Tensor): Tensor => choose(outside, Number.POSITIVE_INFINITY, value);
/** x log x, 0 at 0. */
const xlogx = (x: Tensor): Tensor => x.xlogy(x);
const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

registerKl(Bernoulli, Bernoulli, (p, q) => {
  const plus = (x: Tensor): Tensor => x.clamp(0).add(x.abs().neg().exp().log1p());
  const a = p.probs.mul(plus(q.logits.neg()).sub(plus(p.logits.neg())));
  const b = p.probs
    .neg()
    .add(1)
    .mul(plus(q.logits).sub(plus(p.logits)));
  return a.add(b);
});

registerKl(Beta, Beta, (p, q) => {
  const total = (d: Beta): Tensor => d.concentration1.add(d.concentration0);
  const first = q.concentration1.lgamma().add(q.concentration0.lgamma()).add(total(p).lgamma());
  const second = p.concentration1.lgamma().add(p.concentration0.lgamma()).add(total(q).lgamma());
  return first
    .sub(second)
    .add(p.concentration1.sub(q.concentration1).mul(p.concentration1.digamma()))
    .add(p.concentration0.sub(q.concentration0).mul(p.concentration0.digamma()))
    .add(total(q).sub(total(p)).mul(total(p).digamma()));
});

registerKl(Binomial, Binomial, (p, q) => {
  if (p.totalCount.lt(q.totalCount).any().item())
    throw new Error("KL between Binomials where q.total_count > p.total_count is not implemented");
  const terms = p.probs.mul(p.logits.sub(q.logits)).add(p.probs.neg().log1p().sub(q.probs.neg().log1p()));
  return bounded(p.totalCount.gt(q.totalCount), p.totalCount.mul(terms));
});

registerKl(Categorical, Categorical, (p, q) => {
  const terms = p.probs.mul(p.logits.sub(q.logits));
  const known = choose(q.probs.eq(0).expand(terms.shape), Number.POSITIVE_INFINITY, terms);
  return choose(p.probs.eq(0).expand(terms.shape), 0, known).sum(-1);
});

registerKl(OneHotCategorical, OneHotCategorical, (p, q) => klDivergence(p.categorical_, q.categorical_));

registerKl(ContinuousBernoulli, ContinuousBernoulli, (p, q) => {
  const first = p.mean.mul(p.logits.sub(q.logits));
  const second = p.logConstant_().add(p.probs.neg().log1p());
  return first.add(second).sub(q.logConstant_()).sub(q.probs.neg().log1p());
});

registerKl(Dirichlet, Dirichlet, (p, q) => {
  const totalP = p.concentration.sum(-1);
  const totalQ = q.concentration.sum(-1);
  const first = totalP.lgamma().sub(totalQ.lgamma());
  const second = p.concentration.lgamma().sub(q.concentration.lgamma());
  const third = p.concentration.sub(q.concentration);
  const fourth = p.concentration.digamma().sub(totalP.digamma().unsqueeze(-1));
  return first.sub(second.sum(-1)).add(third.mul(fourth).sum(-1));
});

registerKl(Exponential, Exponential, (p, q) => {
  const ratio = q.rate.div(p.rate);
  return ratio.log().neg().add(ratio).sub(1);
});

registerKl(Gamma, Gamma, (p, q) =>
  q.concentration
    .mul(p.rate.div(q.rate).log())
    .add(q.concentration.lgamma().sub(p.concentration.lgamma()))
    .add(p.concentration.sub(q.concentration).mul(p.concentration.digamma()))
    .add(q.rate.sub(p.rate).mul(p.concentration.div(p.rate))),
);

registerKl(Gumbel, Gumbel, (p, q) => {
  const ratio = p.scale.div(q.scale);
  const a = q.loc.div(q.scale);
  const b = p.loc.div(q.scale);
  return ratio
    .log()
    .neg()
    .sub(a)
    .add(b)
    .add(ratio.mul(euler))
    .add(a.add(ratio.add(1).lgamma()).sub(b).exp())
    .sub(1 + euler);
});

registerKl(Geometric, Geometric, (p, q) => p.entropy().neg().sub(q.probs.neg().log1p().div(p.probs)).sub(q.logits));

registerKl(HalfNormal, HalfNormal, (p, q) => klDivergence(p.baseDist, q.baseDist));

registerKl(Laplace, Laplace, (p, q) => {
  const ratio = p.scale.div(q.scale);
  const distance = p.loc.sub(q.loc).abs();
  return ratio
    .log()
    .neg()
    .add(distance.div(q.scale))
    .add(ratio.mul(distance.neg().div(p.scale).exp()))
    .sub(1);
});

registerKl(MultivariateNormal, MultivariateNormal, (p, q) => {
  if (p.eventShape.join() !== q.eventShape.join())
    throw new Error(
      "KL-divergence between two Multivariate Normals with                          different event shapes cannot be computed",
    );
  const trace = squares(solveLower(q.tril_, p.tril_));
  const distance = mahalanobis(q.tril_, q.loc.sub(p.loc));
  return halfLogDet(q.tril_).sub(halfLogDet(p.tril_)).add(trace.add(distance).sub(p.eventShape[0]).mul(0.5));
});

registerKl(LowRankMultivariateNormal, LowRankMultivariateNormal, (p, q) => {
  const distance = lowRankDistance(q, q.loc.sub(p.loc));
  const a = solveLower(q.capacitance_, q.scaled_);
  const first = p.covDiag.div(q.covDiag).sum(-1);
  const second = squares(p.covFactor.mul(q.covDiag.rsqrt().unsqueeze(-1)));
  const third = squares(a.mul(p.covDiag.sqrt().unsqueeze(-2)));
  const fourth = squares(a.matmul(p.covFactor));
  const trace = first.add(second).sub(third).sub(fourth);
  return q.logDet_().sub(p.logDet_()).add(distance).add(trace).sub(p.eventShape[0]).mul(0.5);
});

registerKl(MultivariateNormal, LowRankMultivariateNormal, (p, q) => {
  const distance = lowRankDistance(q, q.loc.sub(p.loc));
  const a = solveLower(q.capacitance_, q.scaled_);
  const first = squares(p.tril_.mul(q.covDiag.rsqrt().unsqueeze(-1)));
  const trace = first.sub(squares(a.matmul(p.tril_)));
  return q.logDet_().sub(halfLogDet(p.tril_).mul(2)).add(distance).add(trace).sub(p.eventShape[0]).mul(0.5);
});

registerKl(LowRankMultivariateNormal, MultivariateNormal, (p, q) => {
  const distance = mahalanobis(q.tril_, q.loc.sub(p.loc));
  const trace = squares(solveLower(q.tril_, p.covFactor)).add(
    squares(solveLower(q.tril_, p.covDiag.sqrt().diagEmbed())),
  );
  return halfLogDet(q.tril_).mul(2).sub(p.logDet_()).add(distance).add(trace).sub(p.eventShape[0]).mul(0.5);
});

/** The squared distance of a vector under a covariance of low rank. */
function lowRankDistance(q: LowRankMultivariateNormal, difference: Tensor): Tensor {
  const inner = mahalanobis(q.capacitance_, matVec(q.scaled_, difference));
  return difference.pow(2).div(q.covDiag).sum(-1).sub(inner);
}

registerKl(Normal, Normal, (p, q) => {
  const ratio = p.scale.div(q.scale).pow(2);
  const distance = p.loc.sub(q.loc).div(q.scale).pow(2);
  return ratio.add(distance).sub(1).sub(ratio.log()).mul(0.5);
});

registerKl(Pareto, Pareto, (p, q) => {
  const scales = p.scale.div(q.scale);
  const alphas = q.alpha.div(p.alpha);
  const value = q.alpha.mul(scales.log()).sub(alphas.log()).add(alphas).sub(1);
  return bounded(p.scale.lt(q.scale), value);
});

registerKl(Poisson, Poisson, (p, q) => p.rate.mul(p.rate.log().sub(q.rate.log())).sub(p.rate.sub(q.rate)));

registerKl(TransformedDistribution, TransformedDistribution, (p, q) => {
  const same =
    p.transforms.length === q.transforms.length &&
    p.transforms.every((transform, i) => transform.equals(q.transforms[i])) &&
    p.eventShape.join() === q.eventShape.join();
  if (!same) throw new Error("KL(p || q) of transformed distributions is implemented for equal transforms only");
  const more = p.eventShape.length - p.baseDist.eventShape.length;
  return sumRightmost(klDivergence(p.baseDist, q.baseDist), more);
});

registerKl(Uniform, Uniform, (p, q) =>
  bounded(q.low.gt(p.low).logicalOr(q.high.lt(p.high)), q.high.sub(q.low).div(p.high.sub(p.low)).log()),
);

registerKl(Independent, Independent, (p, q) => {
  if (p.reinterpretedBatchNdims !== q.reinterpretedBatchNdims)
    throw new Error("KL(p || q) of Independent is implemented for equal reinterpretedBatchNdims only");
  return sumRightmost(klDivergence(p.baseDist, q.baseDist), p.reinterpretedBatchNdims);
});

registerKl(Cauchy, Cauchy, (p, q) => {
  const first = p.scale.add(q.scale).pow(2).add(p.loc.sub(q.loc).pow(2)).log();
  return first.sub(p.scale.mul(q.scale).mul(4).log());
});

registerKl(ExponentialFamily, ExponentialFamily, (p, q) => {
  if (p.constructor !== q.constructor)
    throw new Error(
      "The cross KL-divergence between different exponential families cannot                             be computed using Bregman divergences",
    );
  return enableGrad(() => {
    const natural = p.naturalParams_.map((each) => each.detach().requiresGrad_());
    const others = q.naturalParams_;
    const normalizer = p.logNormalizer_(...natural);
    const slopes = grad(normalizer.sum(), natural, { createGraph: true });
    const start = q.logNormalizer_(...others).sub(normalizer);
    return others.reduce((sum, other, i) => {
      const term = other.sub(natural[i]).mul(slopes[i] as Tensor);
      return sum.sub(sumRightmost(term, q.eventShape.length));
    }, start);
  });
});

registerKl(Bernoulli, Poisson, (p, q) => p.entropy().neg().sub(p.probs.mul(q.rate.log()).sub(q.rate)));

registerKl(Beta, ContinuousBernoulli, (p, q) =>
  p.entropy().neg().sub(p.mean.mul(q.logits)).sub(q.probs.neg().log1p()).sub(q.logConstant_()),
);
registerKl(Beta, Exponential, (p, q) => p.entropy().neg().sub(q.rate.log()).add(q.rate.mul(p.mean)));
registerKl(Beta, Gamma, (p, q) => {
  const mean = p.concentration1.digamma().sub(p.concentration1.add(p.concentration0).digamma());
  return p
    .entropy()
    .neg()
    .add(q.concentration.lgamma())
    .sub(q.concentration.mul(q.rate.log()))
    .sub(q.concentration.sub(1).mul(mean))
    .add(q.rate.mul(p.mean));
});
registerKl(Beta, Normal, (p, q) => {
  const square = q.scale.pow(2).mul(2);
  return p
    .entropy()
    .neg()
    .add(square.mul(Math.PI).log().mul(0.5))
    .add(p.variance.add(p.mean.pow(2)).div(2).sub(p.mean.mul(q.loc)).add(q.loc.pow(2).div(2)).div(q.scale.pow(2)));
});
registerKl(Beta, Uniform, (p, q) =>
  bounded(q.high.lt(1).logicalOr(q.low.gt(0)), p.entropy().neg().add(q.high.sub(q.low).log())),
);

registerKl(ContinuousBernoulli, Exponential, (p, q) => p.entropy().neg().sub(q.rate.log()).add(q.rate.mul(p.mean)));
registerKl(ContinuousBernoulli, Normal, (p, q) => {
  const variance = q.scale.square();
  return p
    .entropy()
    .neg()
    .add(q.scale.log().add(halfLog2Pi).add(q.loc.div(q.scale).square().mul(0.5)))
    .add(p.variance.add(p.mean.square()).div(variance.mul(2)))
    .sub(p.mean.mul(q.loc).div(variance));
});
registerKl(ContinuousBernoulli, Uniform, (p, q) =>
  bounded(q.high.lt(1).logicalOr(q.low.gt(0)), p.entropy().neg().add(q.high.sub(q.low).log())),
);

registerKl(Exponential, Gamma, (p, q) => {
  const ratio = q.rate.div(p.rate);
  return q.concentration
    .neg()
    .mul(ratio.log())
    .add(ratio)
    .add(q.concentration.lgamma())
    .add(q.concentration.mul(euler))
    .sub(1 + euler);
});
registerKl(Exponential, Gumbel, (p, q) => {
  const product = p.rate.mul(q.scale);
  const shift = q.loc.div(q.scale);
  return product
    .log()
    .sub(1)
    .add(shift.exp().mul(product).div(product.add(1)))
    .sub(shift)
    .add(product.reciprocal());
});
registerKl(Exponential, Normal, (p, q) => {
  const variance = q.scale.pow(2);
  const square = p.rate.pow(2);
  return square
    .mul(variance)
    .mul(2 * Math.PI)
    .log()
    .mul(0.5)
    .sub(1)
    .add(square.reciprocal().sub(q.loc.div(p.rate)).add(q.loc.pow(2).div(2)).div(variance));
});

registerKl(Gamma, Exponential, (p, q) =>
  p.entropy().neg().sub(q.rate.log()).add(q.rate.mul(p.concentration).div(p.rate)),
);
registerKl(Gamma, Gumbel, (p, q) => {
  const beta = p.rate.mul(q.scale);
  const shift = q.loc.div(q.scale);
  return p.concentration
    .sub(1)
    .mul(p.concentration.digamma())
    .sub(p.concentration.lgamma())
    .sub(p.concentration)
    .add(beta.log())
    .add(p.concentration.div(beta))
    .sub(shift)
    .add(shift.exp().mul(beta.reciprocal().add(1).pow(p.concentration.neg())));
});
registerKl(Gamma, Normal, (p, q) => {
  const variance = q.scale.pow(2);
  const square = p.rate.pow(2);
  return square
    .mul(variance)
    .mul(2 * Math.PI)
    .log()
    .mul(0.5)
    .sub(p.concentration)
    .sub(p.concentration.lgamma())
    .add(p.concentration.sub(1).mul(p.concentration.digamma()))
    .add(
      p.concentration
        .pow(2)
        .add(p.concentration)
        .mul(0.5)
        .div(square)
        .sub(q.loc.mul(p.concentration).div(p.rate))
        .add(q.loc.pow(2).mul(0.5))
        .div(variance),
    );
});

registerKl(Gumbel, Normal, (p, q) => {
  const ratio = p.scale.div(q.scale);
  return ratio
    .div(Math.sqrt(2 * Math.PI))
    .log()
    .neg()
    .add(
      ratio
        .mul(Math.PI * 0.5)
        .pow(2)
        .div(3),
    )
    .add(p.loc.add(p.scale.mul(euler)).sub(q.loc).div(q.scale).pow(2).mul(0.5))
    .sub(euler + 1);
});

registerKl(Laplace, Normal, (p, q) => {
  const variance = q.scale.pow(2);
  const ratio = p.scale.pow(2).div(variance);
  return ratio
    .mul(2)
    .log()
    .neg()
    .mul(0.5)
    .add(ratio)
    .add(p.loc.pow(2).mul(0.5).sub(p.loc.mul(q.loc)).add(q.loc.pow(2).mul(0.5)).div(variance))
    .sub(1)
    .add(0.5 * Math.log(Math.PI));
});

registerKl(Normal, Gumbel, (p, q) => {
  const mean = p.loc.div(q.scale);
  const variance = p.scale.div(q.scale).pow(2);
  const shift = q.loc.div(q.scale);
  return mean
    .add(variance.mul(0.5).add(shift).sub(mean).exp())
    .sub(0.5 * (1 + Math.log(2 * Math.PI)))
    .sub(variance.log().mul(0.5))
    .sub(shift);
});
registerKl(Normal, Laplace, (p, q) => {
  const distance = p.loc.sub(q.loc);
  const ratio = p.scale.div(q.scale);
  const standard = distance.div(p.scale);
  const first = p.scale.mul(Math.sqrt(2 / Math.PI)).mul(standard.pow(2).mul(-0.5).exp());
  const second = distance.mul(standard.mul(Math.SQRT1_2).erf());
  return ratio
    .log()
    .neg()
    .add(first.add(second).div(q.scale))
    .sub(0.5 + 0.5 * Math.log(0.5 * Math.PI));
});

registerKl(Pareto, Exponential, (p, q) => {
  const product = p.scale.mul(q.rate);
  const value = p.alpha
    .div(product)
    .log()
    .sub(p.alpha.reciprocal())
    .add(p.alpha.mul(product).div(p.alpha.sub(1)))
    .sub(1);
  return bounded(p.alpha.le(1), value);
});
registerKl(Pareto, Gamma, (p, q) => {
  const common = p.scale.log().add(p.alpha.reciprocal());
  const value = p.alpha
    .log()
    .sub(common)
    .add(q.concentration.lgamma().sub(q.concentration.mul(q.rate.log())))
    .add(q.concentration.neg().add(1).mul(common))
    .add(q.rate.mul(p.alpha).mul(p.scale).div(p.alpha.sub(1)))
    .sub(1);
  return bounded(p.alpha.le(1), value);
});
registerKl(Pareto, Normal, (p, q) => {
  const variance = q.scale.pow(2).mul(2);
  const less = p.alpha.sub(1);
  const first = q.scale
    .div(p.scale)
    .mul(Math.sqrt(2 * Math.PI))
    .mul(p.alpha)
    .log();
  const spread = p.alpha.mul(p.scale.pow(2)).div(p.alpha.sub(2));
  const centred = spread.sub(p.alpha.mul(p.scale).div(less).mul(q.loc).mul(2)).add(q.loc.pow(2));
  const value = first.sub(p.alpha.reciprocal()).add(centred.div(variance)).sub(1);
  return bounded(p.alpha.le(2), value);
});

registerKl(Uniform, Beta, (p, q) => {
  const range = p.high.sub(p.low);
  const first = range.log().neg();
  const logs = (high: Tensor, low: Tensor): Tensor => xlogx(high).sub(xlogx(low)).sub(range).div(range);
  const second = q.concentration1.sub(1).mul(logs(p.high, p.low));
  const mirrored = logs(p.low.neg().add(1), p.high.neg().add(1));
  const third = q.concentration0.sub(1).mul(mirrored);
  const fourth = q.concentration1
    .lgamma()
    .add(q.concentration0.lgamma())
    .sub(q.concentration1.add(q.concentration0).lgamma());
  return bounded(p.high.gt(1).logicalOr(p.low.lt(0)), fourth.add(first).sub(second).sub(third));
});
registerKl(Uniform, ContinuousBernoulli, (p, q) => {
  const value = p.entropy().neg().sub(p.mean.mul(q.logits)).sub(q.probs.neg().log1p()).sub(q.logConstant_());
  return bounded(p.high.gt(1).logicalOr(p.low.lt(0)), value);
});
registerKl(Uniform, Exponential, (p, q) =>
  bounded(p.low.lt(0), q.rate.mul(p.high.add(p.low)).div(2).sub(p.high.sub(p.low).mul(q.rate).log())),
);
registerKl(Uniform, Gamma, (p, q) => {
  const range = p.high.sub(p.low);
  const logs = xlogx(p.high).sub(xlogx(p.low)).sub(range).div(range);
  const value = range
    .log()
    .neg()
    .add(q.concentration.lgamma())
    .sub(q.concentration.mul(q.rate.log()))
    .add(q.concentration.neg().add(1).mul(logs))
    .add(q.rate.mul(p.high.add(p.low)).div(2));
  return bounded(p.low.lt(0), value);
});
registerKl(Uniform, Gumbel, (p, q) => {
  const common = q.scale.div(p.high.sub(p.low));
  const high = p.high.sub(q.loc).div(q.scale);
  const low = p.low.sub(q.loc).div(q.scale);
  return common
    .log()
    .add(high.add(low).mul(0.5))
    .sub(common.mul(high.neg().exp().sub(low.neg().exp())));
});
registerKl(Uniform, Normal, (p, q) => {
  const range = p.high.sub(p.low);
  const middle = p.high.add(p.low).sub(q.loc.mul(2)).div(2).pow(2);
  return q.scale
    .div(range)
    .mul(Math.sqrt(2 * Math.PI))
    .log()
    .add(range.pow(2).div(12).add(middle).div(q.scale.pow(2)).mul(0.5));
});
registerKl(Uniform, Pareto, (p, q) => {
  const range = p.high.sub(p.low);
  const first = q.alpha.mul(q.scale.pow(q.alpha)).mul(range).log();
  const second = xlogx(p.high).sub(xlogx(p.low)).sub(range).div(range);
  return bounded(p.low.lt(q.scale), second.mul(q.alpha.add(1)).sub(first));
});

/** Pairs whose divergence is infinite: p has values where q has none. */
const infinities: readonly [Kind<Distribution>, readonly Kind<Distribution>[], (p: never) => Tensor][] = [
  [Beta, [Pareto], (p: Beta) => p.concentration1],
  [ContinuousBernoulli, [Pareto], (p: ContinuousBernoulli) => p.probs],
  [Exponential, [Beta, ContinuousBernoulli, Pareto, Uniform], (p: Exponential) => p.rate],
  [Gamma, [Beta, ContinuousBernoulli, Pareto, Uniform], (p: Gamma) => p.concentration],
  [Gumbel, [Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform], (p: Gumbel) => p.loc],
  [Laplace, [Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform], (p: Laplace) => p.loc],
  [Normal, [Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform], (p: Normal) => p.loc],
  [Pareto, [Beta, ContinuousBernoulli, Uniform], (p: Pareto) => p.scale],
  [Poisson, [Bernoulli, Binomial], (p: Poisson) => p.rate],
];
for (const [typeP, types, parameter] of infinities)
  for (const typeQ of types) registerKl(typeP, typeQ, (p) => infinite((parameter as (p: Distribution) => Tensor)(p)));
