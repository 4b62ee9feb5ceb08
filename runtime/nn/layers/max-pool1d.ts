/** `nn.MaxPool1d`. */

import { MaxPool, type MaxPoolArguments } from "../pooling.ts";

/** The largest under a window over the last dim; a `MaxPool1d<true>` that returns indices gives where they were, too. */
export class MaxPool1d<Indices extends boolean = false> extends MaxPool<Indices> {
  protected override get dims(): number {
    return 1;
  }

  constructor(...args: MaxPoolArguments) {
    super("MaxPool1d", args);
  }
}
