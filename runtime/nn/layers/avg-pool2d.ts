/** `nn.AvgPool2d`. */

import { avgPool2d } from "../../ops/pooling.ts";
import { parse } from "../arguments.ts";
import { AvgPool, type AvgPoolArguments, type AvgPoolLayerOptions, avgPoolNames } from "../pooling.ts";

/** The average under a window over the last two dims. */
export class AvgPool2d extends AvgPool {
  protected override get average(): typeof avgPool2d {
    return avgPool2d;
  }

  constructor(...args: AvgPoolArguments) {
    super(parse<AvgPoolLayerOptions>("AvgPool2d", avgPoolNames, args));
  }
}
