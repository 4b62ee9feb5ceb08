/** `nn.Bilinear`. */

import { empty } from "../../ops/create.ts";
import { bilinear } from "../../ops/linear.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { uniform_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { plain } from "../python.ts";
import type { LayerOptions } from "./linear.ts";

interface BilinearOptions extends LayerOptions {
  in1Features: number;
  in2Features: number;
  outFeatures: number;
  /** Whether a bias is learnt; true. */
  bias?: boolean;
}

/**
 * `input1ᵀ weight input2 + bias`: [..., in1Features] and [..., in2Features] to [..., outFeatures].
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
 */
export class Bilinear extends Module {
  readonly in1Features: number;
  readonly in2Features: number;
  readonly outFeatures: number;
  /** [outFeatures, in1Features, in2Features] */
  weight: Parameter;
  /** [outFeatures], or null */
  bias: Parameter | null;

  constructor(
    ...args: Call<
      [
        in1Features: number,
        in2Features: number,
        outFeatures: number,
        bias?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<BilinearOptions>
    >
  ) {
    super();
    const names = ["in1Features!", "in2Features!", "outFeatures!", "bias", "device", "dtype"];
    const call = parse<BilinearOptions>("Bilinear", names, args);
    this.in1Features = integer("Bilinear", "in1Features", call.in1Features, 1);
    this.in2Features = integer("Bilinear", "in2Features", call.in2Features);
    this.outFeatures = integer("Bilinear", "outFeatures", call.outFeatures);
    const { dtype, device } = call;
    this.weight = new Parameter(empty(this.outFeatures, this.in1Features, this.in2Features, { dtype, device }));
    this.bias = call.bias === false ? null : new Parameter(empty(this.outFeatures, { dtype, device }));
    this.resetParameters();
  }

  /** Draws weight and bias anew, uniformly within `1 / sqrt(in1Features)`. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    uniform_(this.weight, -bound, bound);
    if (this.bias !== null) uniform_(this.bias, -bound, bound);
  }

  override forward(input1: Tensor, input2: Tensor): Tensor {
    return bilinear(input1, input2, this.weight, this.bias);
  }

  override extraRepr(): string {
    const { in1Features, in2Features, outFeatures, bias } = this;
    return `in1_features=${in1Features}, in2_features=${in2Features}, out_features=${outFeatures}, bias=${plain(bias !== null)}`;
  }
}
