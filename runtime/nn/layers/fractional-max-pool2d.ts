/** `nn.FractionalMaxPool2d`. */

import { type FractionalArguments, FractionalMaxPool } from "../pooling.ts";

/** The largest under windows that lie at random over the last two dims (Graham, 2014). */
export class FractionalMaxPool2d<Indices extends boolean = false> extends FractionalMaxPool<Indices> {
  constructor(...args: FractionalArguments) {
    super("FractionalMaxPool2d", 2, args);
  }
}
