/** `nn.MaxUnpool2d`. */

import { MaxUnpool, type MaxUnpoolArguments } from "../pooling.ts";

/** What undoes MaxPool2d, with zeros in the places that were not the largest. */
export class MaxUnpool2d extends MaxUnpool {
  constructor(...args: MaxUnpoolArguments) {
    super("MaxUnpool2d", 2, args);
  }
}
