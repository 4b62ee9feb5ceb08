/** `nn.AdaptiveMaxPool2d`. */

import { AdaptiveMaxPool, type AdaptiveMaxPoolArguments } from "../pooling.ts";

/** The largest of regions of the last two dims, as many as `outputSize` says; null keeps a size. */
export class AdaptiveMaxPool2d<Indices extends boolean = false> extends AdaptiveMaxPool<Indices> {
  protected override get dims(): number {
    return 2;
  }

  constructor(...args: AdaptiveMaxPoolArguments) {
    super("AdaptiveMaxPool2d", args);
  }
}
