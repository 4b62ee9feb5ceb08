/** `nn.RMSNorm`. */

import { expectInts } from "../../ops/core.ts";
import { ones } from "../../ops/create.ts";
import { rmsNorm } from "../../ops/normalization.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { ones_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { plain, tuple } from "../python.ts";
import type { LayerOptions } from "./linear.ts";

interface RmsNormOptions extends LayerOptions {
  /** The sizes of the dims that are normalised, the last ones. */
  normalizedShape: number | readonly number[];
  /** Added to the mean square; null: the smallest step above 1 of the type that is computed in. */
  eps?: number | null;
  /** Whether a weight is learnt for each element of `normalizedShape`; true. */
  elementwiseAffine?: boolean;
}

/** Divides by the root of the mean square over the last dims, whose sizes are `normalizedShape`; then times a weight. */
export class RMSNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number | null;
  readonly elementwiseAffine: boolean;
  /** Of `normalizedShape`, or null */
  weight: Parameter | null;

  constructor(
    ...args: Call<
      [
        normalizedShape: number | readonly number[],
        eps?: number | null,
        elementwiseAffine?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<RmsNormOptions>
    >
  ) {
    super();
    const names = ["normalizedShape!", "eps", "elementwiseAffine", "device", "dtype"];
    const call = parse<RmsNormOptions>("RMSNorm", names, args);
    const { normalizedShape: shape, device, dtype } = call;
    this.normalizedShape = typeof shape === "number" ? [shape] : [...expectInts(shape, "RMSNorm", "normalized_shape")];
    this.eps = call.eps ?? null;
    this.elementwiseAffine = call.elementwiseAffine ?? true;
    this.weight = this.elementwiseAffine ? new Parameter(ones(this.normalizedShape, { device, dtype })) : null;
  }

  /** Puts the weight back to ones. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
  }

  override forward(input: Tensor): Tensor {
    return rmsNorm(input, this.normalizedShape, this.weight, this.eps);
  }

  override extraRepr(): string {
    return `${tuple(this.normalizedShape)}, eps=${plain(this.eps)}, elementwise_affine=${plain(this.elementwiseAffine)}`;
  }
}
