/** `nn.AdaptiveMaxPool3d`. */

import { AdaptiveMaxPool, type AdaptiveMaxPoolArguments } from "../pooling.ts";

/** The largest of regions of the last three dims, as many as `outputSize` says; null keeps a size. */
export class AdaptiveMaxPool3d<Indices extends boolean = false> extends AdaptiveMaxPool<Indices> {
  protected override get dims(): number {
    return 3;
  }

  constructor(...args: AdaptiveMaxPoolArguments) {
    super("AdaptiveMaxPool3d", args);
  }
}
