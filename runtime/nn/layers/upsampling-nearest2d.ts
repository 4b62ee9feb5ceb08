/** `nn.UpsamplingNearest2d`. */

import type { Each } from "../../ops/tuples.ts";
import { type Call, parse } from "../arguments.ts";
import { Upsample } from "./upsample.ts";

interface Sizes {
  size?: Each | null;
  scaleFactor?: Each | null;
}

/** Makes the spatial dims of [N, C, H, W] larger or smaller with the nearest pixels. */
export class UpsamplingNearest2d extends Upsample {
  constructor(...args: Call<[size?: Each | null, scaleFactor?: Each | null], Sizes>) {
    super({ ...parse<Sizes>("UpsamplingNearest2d", ["size", "scaleFactor"], args), mode: "nearest" });
  }
}
