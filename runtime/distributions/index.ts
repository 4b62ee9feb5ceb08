/** Distributions: `torch.distributions`. */

export { Bernoulli, type BernoulliOptions } from "./bernoulli.ts";
export { Beta, type BetaOptions } from "./beta.ts";
export { Binomial, type BinomialOptions } from "./binomial.ts";
export { Categorical, type CategoricalOptions } from "./categorical.ts";
export { Cauchy, type CauchyOptions } from "./cauchy.ts";
export { Chi2, type Chi2Options } from "./chi2.ts";
export * as constraints from "./constraint.ts";
export { ContinuousBernoulli, type ContinuousBernoulliOptions } from "./continuous-bernoulli.ts";
export { Dirichlet, type DirichletOptions } from "./dirichlet.ts";
export { Distribution, type DistributionOptions, ExponentialFamily } from "./distribution.ts";
export { Exponential, type ExponentialOptions } from "./exponential.ts";
export { FisherSnedecor, type FisherSnedecorOptions } from "./fisher-snedecor.ts";
export { Gamma, type GammaOptions } from "./gamma.ts";
export { GeneralizedPareto, type GeneralizedParetoOptions } from "./generalized-pareto.ts";
export { Geometric, type GeometricOptions } from "./geometric.ts";
export { Gumbel, type GumbelOptions } from "./gumbel.ts";
export { HalfCauchy, type HalfCauchyOptions } from "./half-cauchy.ts";
export { HalfNormal, type HalfNormalOptions } from "./half-normal.ts";
export { Independent, type IndependentOptions } from "./independent.ts";
export { InverseGamma, type InverseGammaOptions } from "./inverse-gamma.ts";
export { klDivergence, registerKl } from "./kl.ts";

import "./kl-formulas.ts";

export { Kumaraswamy, type KumaraswamyOptions } from "./kumaraswamy.ts";
export { Laplace, type LaplaceOptions } from "./laplace.ts";
export { LKJCholesky, type LKJCholeskyOptions } from "./lkj-cholesky.ts";
export { LogNormal, type LogNormalOptions } from "./log-normal.ts";
export { LogisticNormal, type LogisticNormalOptions } from "./logistic-normal.ts";
export { LowRankMultivariateNormal, type LowRankMultivariateNormalOptions } from "./low-rank-multivariate-normal.ts";
export { MixtureSameFamily, type MixtureSameFamilyOptions } from "./mixture-same-family.ts";
export { Multinomial, type MultinomialOptions } from "./multinomial.ts";
export { MultivariateNormal, type MultivariateNormalOptions } from "./multivariate-normal.ts";
export { NegativeBinomial, type NegativeBinomialOptions } from "./negative-binomial.ts";
export { Normal, type NormalOptions } from "./normal.ts";
export { OneHotCategorical, OneHotCategoricalStraightThrough } from "./one-hot-categorical.ts";
export { Pareto, type ParetoOptions } from "./pareto.ts";
export { Poisson, type PoissonOptions } from "./poisson.ts";
export { LogitRelaxedBernoulli, RelaxedBernoulli, type RelaxedBernoulliOptions } from "./relaxed-bernoulli.ts";
export {
  ExpRelaxedCategorical,
  RelaxedOneHotCategorical,
  type RelaxedOneHotCategoricalOptions,
} from "./relaxed-one-hot-categorical.ts";
export { StudentT, type StudentTOptions } from "./student-t.ts";
export { TransformedDistribution, type TransformedDistributionOptions } from "./transformed-distribution.ts";
export * as transforms from "./transforms/index.ts";
export * from "./transforms/index.ts";
export { Uniform, type UniformOptions } from "./uniform.ts";
export { VonMises, type VonMisesOptions } from "./von-mises.ts";
export { Weibull, type WeibullOptions } from "./weibull.ts";
export { Wishart, type WishartOptions } from "./wishart.ts";
