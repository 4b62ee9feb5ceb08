/** `nn.UpsamplingBilinear2d`. */

import type { Each } from "../../ops/tuples.ts";
import { type Call, parse } from "../arguments.ts";
import { Upsample } from "./upsample.ts";

interface Sizes {
  size?: Each | null;
  scaleFactor?: Each | null;
}

/** Makes the spatial dims of [N, C, H, W] larger or smaller between four pixels, with aligned corners. */
export class UpsamplingBilinear2d extends Upsample {
  constructor(...args: Call<[size?: Each | null, scaleFactor?: Each | null], Sizes>) {
    super({
      ...parse<Sizes>("UpsamplingBilinear2d", ["size", "scaleFactor"], args),
      mode: "bilinear",
      alignCorners: true,
    });
  }
}
