/** The Kullback–Leibler divergence between distributions, by formulas that are registered for pairs of their classes. */

import { describe } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Distribution } from "./distribution.ts";

/** A class of distributions. */
export interface Kind<D extends Distribution> {
  readonly prototype: D;
}
type Formula = (p: never, q: never) => Tensor;

const table = new Map<Kind<Distribution>, Map<Kind<Distribution>, Formula>>();

/** Says how the divergence of two kinds of distributions is computed; classes derived from them use it as well. */
export function registerKl<P extends Distribution, Q extends Distribution>(
  typeP: Kind<P>,
  typeQ: Kind<Q>,
  formula: (p: P, q: Q) => Tensor,
): void {
  const row = table.get(typeP) ?? new Map<Kind<Distribution>, Formula>();
  table.set(typeP, row);
  row.set(typeQ, formula);
}

/** A class and those that it derives from, the nearest first. */
function lineage(value: Distribution): unknown[] {
  const found: unknown[] = [];
  for (let at = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) found.push(at.constructor);
  return found;
}

function formulaFor(p: Distribution, q: Distribution): Formula | undefined {
  for (const typeP of lineage(p)) {
    const row = table.get(typeP as Kind<Distribution>);
    if (row === undefined) continue;
    for (const typeQ of lineage(q)) {
      const formula = row.get(typeQ as Kind<Distribution>);
      if (formula !== undefined) return formula;
    }
  }
  return undefined;
}

/** The Kullback–Leibler divergence of q from p: the mean under p of `log p(x) - log q(x)`. */
export function klDivergence(p: Distribution, q: Distribution): Tensor {
  for (const [name, value] of Object.entries({ p, q }))
    if (!(value instanceof Distribution))
      throw new TypeError(`kl_divergence(): argument '${name}' must be a Distribution, not ${describe(value)}`);
  const formula = formulaFor(p, q);
  if (formula === undefined)
    throw new Error(`No KL(p || q) is implemented for p type ${p.constructor.name} and q type ${q.constructor.name}`);
  return (formula as (p: Distribution, q: Distribution) => Tensor)(p, q);
}
