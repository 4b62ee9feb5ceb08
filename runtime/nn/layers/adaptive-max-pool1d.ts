/** `nn.AdaptiveMaxPool1d`. */

import { AdaptiveMaxPool, type AdaptiveMaxPoolArguments } from "../pooling.ts";

/** The largest of regions of the last dim, as many as `outputSize` says; null keeps a size. */
export class AdaptiveMaxPool1d<Indices extends boolean = false> extends AdaptiveMaxPool<Indices> {
  protected override get dims(): number {
    return 1;
  }

  constructor(...args: AdaptiveMaxPoolArguments) {
    super("AdaptiveMaxPool1d", args);
  }
}
