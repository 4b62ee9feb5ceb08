/** `nn.Upsample`. */

import type { Each } from "../../ops/tuples.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type InterpolateOptions, interpolate } from "../functional/vision.ts";
import { Module } from "../module.ts";
import { float, plain } from "../python.ts";

type UpsampleOptions = Omit<InterpolateOptions, "antialias">;

/** Makes the spatial dims of [N, C, …] larger or smaller: to a size, or by a factor. */
export class Upsample extends Module {
  readonly size: Each | null;
  readonly scaleFactor: Each | null;
  readonly mode: InterpolateOptions["mode"];
  readonly alignCorners: boolean | null;
  readonly recomputeScaleFactor: boolean | null;

  constructor(
    ...args: Call<
      [
        size?: Each | null,
        scaleFactor?: Each | null,
        mode?: InterpolateOptions["mode"],
        alignCorners?: boolean | null,
        recomputeScaleFactor?: boolean | null,
      ],
      UpsampleOptions
    >
  ) {
    super();
    const names = ["size", "scaleFactor", "mode", "alignCorners", "recomputeScaleFactor"];
    const call = parse<UpsampleOptions>("Upsample", names, args);
    this.size = call.size ?? null;
    this.scaleFactor = call.scaleFactor ?? null;
    this.mode = call.mode ?? "nearest";
    this.alignCorners = call.alignCorners ?? null;
    this.recomputeScaleFactor = call.recomputeScaleFactor ?? null;
  }

  override forward(input: Tensor): Tensor {
    const { size, scaleFactor, mode, alignCorners, recomputeScaleFactor } = this;
    return interpolate(input, { size, scaleFactor, mode, alignCorners, recomputeScaleFactor });
  }

  override extraRepr(): string {
    const { size, scaleFactor } = this;
    const factor = typeof scaleFactor === "number" ? float(scaleFactor) : `(${scaleFactor?.map(float).join(", ")})`;
    return `${scaleFactor === null ? `size=${plain(size)}` : `scale_factor=${factor}`}, mode=${`'${this.mode}'`}`;
  }
}
