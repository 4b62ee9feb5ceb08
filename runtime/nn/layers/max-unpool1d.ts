/** `nn.MaxUnpool1d`. */

import { MaxUnpool, type MaxUnpoolArguments } from "../pooling.ts";

/** What undoes MaxPool1d, with zeros in the places that were not the largest. */
export class MaxUnpool1d extends MaxUnpool {
  constructor(...args: MaxUnpoolArguments) {
    super("MaxUnpool1d", 1, args);
  }
}
