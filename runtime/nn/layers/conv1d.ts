/** `nn.Conv1d`. */

import { type Call, parse } from "../arguments.ts";
import { type ConvArguments, type ConvLayerOptions, Convolution, convNames } from "../convolution.ts";

/**
 * Convolves [N, C, L] or [C, L].
 *
 * Weight and bias are drawn uniformly within `1 / sqrt(fan in)`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
 */
export class Conv1d extends Convolution {
  constructor(...args: Call<ConvArguments, Partial<ConvLayerOptions>>) {
    super({ name: "Conv1d", dims: 1, transposed: false }, parse<ConvLayerOptions>("Conv1d", convNames, args));
  }
}
