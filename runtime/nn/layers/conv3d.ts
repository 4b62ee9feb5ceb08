/** `nn.Conv3d`. */

import { type Call, parse } from "../arguments.ts";
import { type ConvArguments, type ConvLayerOptions, Convolution, convNames } from "../convolution.ts";

/**
 * Convolves [N, C, D, H, W] or [C, D, H, W].
 *
 * Weight and bias are drawn uniformly within `1 / sqrt(fan in)`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv3d.html
 */
export class Conv3d extends Convolution {
  constructor(...args: Call<ConvArguments, Partial<ConvLayerOptions>>) {
    super({ name: "Conv3d", dims: 3, transposed: false }, parse<ConvLayerOptions>("Conv3d", convNames, args));
  }
}
