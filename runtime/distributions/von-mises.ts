/** Angles of the von Mises distribution. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { rand } from "../ops/random.ts";
import { float64 } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, real } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, choose, emptyOf, fullOf, parameters } from "./helpers.ts";

export interface VonMisesOptions extends DistributionOptions {
  /** An angle in radians. */
  loc: Parameter;
  /** How close angles are to it. */
  concentration: Parameter;
}

/** The von Mises distribution, of angles. */
export class VonMises extends Distribution {
  declare readonly loc: Tensor;
  declare readonly concentration: Tensor;

  constructor(
    ...args: Call<[loc: Parameter, concentration: Parameter, validateArgs?: boolean | null], VonMisesOptions>
  ) {
    const call = parameters<VonMisesOptions>("VonMises", ["loc!", "concentration!"], args);
    const [loc, concentration] = broadcastAll(call.loc, call.concentration);
    super(loc.shape, [], { loc, concentration }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, concentration: positive };
  }

  override get support(): Constraint {
    return real;
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  /** The circular variance. */
  override get variance(): Tensor {
    const { concentration } = this;
    return logBessel(concentration, 1).sub(logBessel(concentration, 0)).exp().neg().add(1);
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return this.concentration
      .mul(value.sub(this.loc).cos())
      .sub(Math.log(2 * Math.PI))
      .sub(logBessel(this.concentration, 0));
  }

  /** By rejection of wrapped Cauchy numbers (Best and Fisher 1979), in float64. */
  override sample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return noGrad(() => {
      const loc = this.loc.to(float64);
      const concentration = this.concentration.to(float64);
      const r = this.proposal(concentration).expand(shape);
      const spread = concentration.expand(shape);
      let found = emptyOf(loc, shape).zero_();
      let done = found.gt(1);
      while (!done.all().item()) {
        const [u1, u2, u3] = rand([3, ...shape], { dtype: float64, device: loc.device }).unbind(0);
        const z = u1.mul(Math.PI).cos();
        const f = r.mul(z).add(1).div(r.add(z));
        const c = spread.mul(r.sub(f));
        const accept = c.mul(c.neg().add(2)).sub(u2).gt(0).logicalOr(c.div(u2).log().add(1).sub(c).ge(0));
        if (accept.any().item()) {
          found = choose(accept, u3.sub(0.5).sign().mul(f.acos()), found);
          done = done.logicalOr(accept);
        }
      }
      return found
        .add(Math.PI)
        .add(loc)
        .remainder(2 * Math.PI)
        .sub(Math.PI)
        .to(this.loc.dtype);
    });
  }

  /** What the proposals' spread is. */
  private proposal(concentration: Tensor): Tensor {
    const tau = concentration.pow(2).mul(4).add(1).sqrt().add(1);
    const rho = tau.sub(tau.mul(2).sqrt()).div(concentration.mul(2));
    const r = rho.pow(2).add(1).div(rho.mul(2));
    return choose(concentration.lt(1e-5), concentration.reciprocal().add(concentration), r);
  }
}

/** The logarithm of a modified Bessel function of the first kind, by polynomials (Abramowitz and Stegun, 9.8.1–4). */
function logBessel(x: Tensor, order: 0 | 1): Tensor {
  const polynomial = (y: Tensor, terms: readonly number[]): Tensor =>
    terms.slice(0, -1).reduceRight((sum, term) => sum.mul(y).add(term), fullOf(y, y.shape, terms[terms.length - 1]));
  const square = x.div(3.75).pow(2);
  const inner = polynomial(square, small[order]);
  const low = order === 1 ? x.abs().mul(inner).log() : inner.log();
  const high = x.sub(x.log().mul(0.5)).add(polynomial(x.reciprocal().mul(3.75), large[order]).log());
  return choose(x.lt(3.75), low, high);
}

const small = [
  [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.360768e-1, 0.45813e-2],
  [0.5, 0.87890594, 0.51498869, 0.15084934, 0.2658733e-1, 0.301532e-2, 0.32411e-3],
] as const;
const large = [
  [
    0.39894228, 0.1328592e-1, 0.225319e-2, -0.157565e-2, 0.916281e-2, -0.2057706e-1, 0.2635537e-1, -0.1647633e-1,
    0.392377e-2,
  ],
  [
    0.39894228, -0.3988024e-1, -0.362018e-2, 0.163801e-2, -0.1031555e-1, 0.2282967e-1, -0.2895312e-1, 0.1787654e-1,
    -0.420059e-2,
  ],
] as const;
