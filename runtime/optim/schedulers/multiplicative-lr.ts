/** Rates that functions multiply. */

import { FunctionalLR } from "./lambda-lr.ts";

/** Multiplies the rates by what `lrLambda` gives for the epoch. */
export class MultiplicativeLR extends FunctionalLR {
  getLr(): number[] {
    if (this.initial) return this.rates();
    return this.rates().map((rate, i) => rate * this.lrLambdas[i](this.lastEpoch));
  }
}
