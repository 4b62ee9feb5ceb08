/** `nn.FractionalMaxPool3d`. */

import { type FractionalArguments, FractionalMaxPool } from "../pooling.ts";

/** The largest under windows that lie at random over the last three dims (Graham, 2014). */
export class FractionalMaxPool3d<Indices extends boolean = false> extends FractionalMaxPool<Indices> {
  constructor(...args: FractionalArguments) {
    super("FractionalMaxPool3d", 3, args);
  }
}
