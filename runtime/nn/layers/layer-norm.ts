/** `nn.LayerNorm`. */

import { expectInts } from "../../ops/core.ts";
import { ones, zeros } from "../../ops/create.ts";
import { layerNorm } from "../../ops/normalization.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { ones_, zeros_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { plain, tuple } from "../python.ts";
import type { LayerOptions } from "./linear.ts";

interface LayerNormOptions extends LayerOptions {
  /** The sizes of the dims that are normalised, the last ones. */
  normalizedShape: number | readonly number[];
  /** Added to the variance; 1e-5. */
  eps?: number;
  /** Whether a weight (and a bias) is learnt for each element of `normalizedShape`; true. */
  elementwiseAffine?: boolean;
  /** Whether an affine layer has a bias; true. */
  bias?: boolean;
}

/**
 * Mean 0 and variance 1 over the last dims, whose sizes are `normalizedShape`; then times a weight, plus a bias.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
 */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  /** Of `normalizedShape`, or null */
  weight: Parameter | null;
  /** Of `normalizedShape`, or null */
  bias: Parameter | null;

  constructor(
    ...args: Call<
      [
        normalizedShape: number | readonly number[],
        eps?: number,
        elementwiseAffine?: boolean,
        bias?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<LayerNormOptions>
    >
  ) {
    super();
    const names = ["normalizedShape!", "eps", "elementwiseAffine", "bias", "device", "dtype"];
    const call = parse<LayerNormOptions>("LayerNorm", names, args);
    const { normalizedShape: shape, device, dtype } = call;
    this.normalizedShape =
      typeof shape === "number" ? [shape] : [...expectInts(shape, "LayerNorm", "normalized_shape")];
    this.eps = call.eps ?? 1e-5;
    this.elementwiseAffine = call.elementwiseAffine ?? true;
    const biased = this.elementwiseAffine && call.bias !== false;
    this.weight = this.elementwiseAffine ? new Parameter(ones(this.normalizedShape, { device, dtype })) : null;
    this.bias = biased ? new Parameter(zeros(this.normalizedShape, { device, dtype })) : null;
  }

  /** Puts weight and bias back to where they began. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  override forward(input: Tensor): Tensor {
    return layerNorm(input, this.normalizedShape, this.weight, this.bias, this.eps);
  }

  override extraRepr(): string {
    return (
      `${tuple(this.normalizedShape)}, eps=${plain(this.eps)}, elementwise_affine=${plain(this.elementwiseAffine)}, ` +
      `bias=${plain(this.bias !== null)}`
    );
  }
}
