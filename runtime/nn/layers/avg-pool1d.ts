/** `nn.AvgPool1d`. */

import { avgPool1d } from "../../ops/pooling.ts";
import { type Each, each } from "../../ops/tuples.ts";
import { type Call, parse } from "../arguments.ts";
import { AvgPool, type AvgPoolLayerOptions, avgPoolNames } from "../pooling.ts";

type Options = Omit<AvgPoolLayerOptions, "divisorOverride">;

/** The average under a window over the last dim. */
export class AvgPool1d extends AvgPool {
  protected override get average(): typeof avgPool1d {
    return avgPool1d;
  }

  constructor(
    ...args: Call<
      [kernelSize: Each, stride?: Each | null, padding?: Each, ceilMode?: boolean, countIncludePad?: boolean],
      Partial<Options>
    >
  ) {
    const call = parse<Options>("AvgPool1d", avgPoolNames.slice(0, -1), args);
    super({
      ...call,
      kernelSize: each("AvgPool1d", "kernel_size", call.kernelSize, 1),
      stride: call.stride == null ? null : each("AvgPool1d", "stride", call.stride, 1),
      padding: each("AvgPool1d", "padding", call.padding ?? 0, 1),
    });
  }
}
