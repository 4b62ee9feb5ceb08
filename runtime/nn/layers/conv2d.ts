/** `nn.Conv2d`. */

import { type Call, parse } from "../arguments.ts";
import { type ConvArguments, type ConvLayerOptions, Convolution, convNames } from "../convolution.ts";

/**
 * Convolves [N, C, H, W] or [C, H, W].
 *
 * Weight and bias are drawn uniformly within `1 / sqrt(fan in)`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends Convolution {
  constructor(...args: Call<ConvArguments, Partial<ConvLayerOptions>>) {
    super({ name: "Conv2d", dims: 2, transposed: false }, parse<ConvLayerOptions>("Conv2d", convNames, args));
  }
}
