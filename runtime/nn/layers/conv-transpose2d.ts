/** `nn.ConvTranspose2d`. */

import { type Call, parse } from "../arguments.ts";
import {
  type ConvTransposeArguments,
  type ConvTransposeLayerOptions,
  convTransposeNames,
  TransposedConvolution,
} from "../convolution.ts";

/** The transposed convolution of [N, C, H, W] or [C, H, W]. */
export class ConvTranspose2d extends TransposedConvolution {
  constructor(...args: Call<ConvTransposeArguments, Partial<ConvTransposeLayerOptions>>) {
    const call = parse<ConvTransposeLayerOptions>("ConvTranspose2d", convTransposeNames, args);
    super({ name: "ConvTranspose2d", dims: 2, transposed: true }, call);
  }
}
