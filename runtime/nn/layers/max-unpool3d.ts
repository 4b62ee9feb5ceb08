/** `nn.MaxUnpool3d`. */

import { MaxUnpool, type MaxUnpoolArguments } from "../pooling.ts";

/** What undoes MaxPool3d, with zeros in the places that were not the largest. */
export class MaxUnpool3d extends MaxUnpool {
  constructor(...args: MaxUnpoolArguments) {
    super("MaxUnpool3d", 3, args);
  }
}
