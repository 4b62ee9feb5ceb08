/** `nn.AvgPool3d`. */

import { avgPool3d } from "../../ops/pooling.ts";
import { parse } from "../arguments.ts";
import { AvgPool, type AvgPoolArguments, type AvgPoolLayerOptions, avgPoolNames } from "../pooling.ts";

/** The average under a window over the last three dims. */
export class AvgPool3d extends AvgPool {
  protected override get average(): typeof avgPool3d {
    return avgPool3d;
  }

  constructor(...args: AvgPoolArguments) {
    super(parse<AvgPoolLayerOptions>("AvgPool3d", avgPoolNames, args));
  }
}
