/** `nn.MaxPool2d`. */

import { MaxPool, type MaxPoolArguments } from "../pooling.ts";

/** The largest under a window over the last two dims; a `MaxPool2d<true>` that returns indices gives where they were, too. */
export class MaxPool2d<Indices extends boolean = false> extends MaxPool<Indices> {
  protected override get dims(): number {
    return 2;
  }

  constructor(...args: MaxPoolArguments) {
    super("MaxPool2d", args);
  }
}
