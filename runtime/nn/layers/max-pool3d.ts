/** `nn.MaxPool3d`. */

import { MaxPool, type MaxPoolArguments } from "../pooling.ts";

/** The largest under a window over the last three dims; a `MaxPool3d<true>` that returns indices gives where they were, too. */
export class MaxPool3d<Indices extends boolean = false> extends MaxPool<Indices> {
  protected override get dims(): number {
    return 3;
  }

  constructor(...args: MaxPoolArguments) {
    super("MaxPool3d", args);
  }
}
