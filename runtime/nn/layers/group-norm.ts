/** `nn.GroupNorm`. */

import { ones, zeros } from "../../ops/create.ts";
import { groupNorm } from "../../ops/normalization.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { ones_, zeros_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { plain } from "../python.ts";
import type { LayerOptions } from "./linear.ts";

interface GroupNormOptions extends LayerOptions {
  numGroups: number;
  numChannels: number;
  /** Added to the variance; 1e-5. */
  eps?: number;
  /** Whether a weight (and a bias) is learnt for each channel; true. */
  affine?: boolean;
  /** Whether an affine layer has a bias; true. */
  bias?: boolean;
}

/** Normalises each of `numGroups` groups of channels of each element of a batch by itself. */
export class GroupNorm extends Module {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  readonly affine: boolean;
  /** [numChannels], or null */
  weight: Parameter | null;
  /** [numChannels], or null */
  bias: Parameter | null;

  constructor(
    ...args: Call<
      [
        numGroups: number,
        numChannels: number,
        eps?: number,
        affine?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<GroupNormOptions>
    >
  ) {
    super();
    const names = ["numGroups!", "numChannels!", "eps", "affine", "device", "dtype"];
    const call = parse<GroupNormOptions>("GroupNorm", names, args, ["bias"]);
    const { device, dtype } = call;
    this.numGroups = integer("GroupNorm", "numGroups", call.numGroups, 1);
    this.numChannels = integer("GroupNorm", "numChannels", call.numChannels);
    if (this.numChannels % this.numGroups !== 0)
      throw new Error(`num_channels (${this.numChannels}) must be divisible by num_groups (${this.numGroups})`);
    this.eps = call.eps ?? 1e-5;
    this.affine = call.affine ?? true;
    this.weight = this.affine ? new Parameter(ones(this.numChannels, { device, dtype })) : null;
    this.bias = this.affine && call.bias !== false ? new Parameter(zeros(this.numChannels, { device, dtype })) : null;
  }

  /** Puts weight and bias back to where they began. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  override forward(input: Tensor): Tensor {
    return groupNorm(input, this.numGroups, this.weight, this.bias, this.eps);
  }

  override extraRepr(): string {
    return (
      `${this.numGroups}, ${this.numChannels}, eps=${plain(this.eps)}, affine=${plain(this.affine)}, ` +
      `bias=${plain(this.bias !== null)}`
    );
  }
}
