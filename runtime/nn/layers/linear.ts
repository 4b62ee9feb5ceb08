/** `nn.Linear`. */

import { empty } from "../../ops/create.ts";
import { linear } from "../../ops/linear.ts";
import type { Device } from "../../tensor/device.ts";
import type { DType } from "../../tensor/dtype.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { biasLike_, kaimingUniform_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { plain } from "../python.ts";

/** Where and as what a layer's parameters are made. */
export interface LayerOptions {
  device?: Device | string | null;
  dtype?: DType | null;
}

/** Parameters of {@link Linear} by name. */
export interface LinearOptions extends LayerOptions {
  inFeatures: number;
  outFeatures: number;
  /** Whether a bias is learnt; true. */
  bias?: boolean;
}

/**
 * `x @ weight.T + bias`: [..., inFeatures] to [..., outFeatures].
 *
 * Weight and bias are drawn uniformly within `1 / sqrt(inFeatures)`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** [outFeatures, inFeatures] */
  weight: Parameter;
  /** [outFeatures], or null */
  bias: Parameter | null;

  constructor(
    ...args: Call<
      [
        inFeatures: number,
        outFeatures: number,
        bias?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<LinearOptions>
    >
  ) {
    super();
    const call = parse<LinearOptions>("Linear", ["inFeatures!", "outFeatures!", "bias", "device", "dtype"], args);
    this.inFeatures = integer("Linear", "inFeatures", call.inFeatures);
    this.outFeatures = integer("Linear", "outFeatures", call.outFeatures);
    const { dtype, device } = call;
    this.weight = new Parameter(empty(this.outFeatures, this.inFeatures, { dtype, device }));
    this.bias = call.bias === false ? null : new Parameter(empty(this.outFeatures, { dtype, device }));
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias !== null) biasLike_(this.bias, this.weight);
  }

  override forward(input: Tensor | { input: Tensor }): Tensor {
    return linear(input instanceof Tensor ? input : input.input, this.weight, this.bias);
  }

  override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${plain(this.bias !== null)}`;
  }
}
