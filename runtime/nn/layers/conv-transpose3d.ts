/** `nn.ConvTranspose3d`. */

import { type Call, parse } from "../arguments.ts";
import {
  type ConvTransposeArguments,
  type ConvTransposeLayerOptions,
  convTransposeNames,
  TransposedConvolution,
} from "../convolution.ts";

/** The transposed convolution of [N, C, D, H, W] or [C, D, H, W]. */
export class ConvTranspose3d extends TransposedConvolution {
  constructor(...args: Call<ConvTransposeArguments, Partial<ConvTransposeLayerOptions>>) {
    const call = parse<ConvTransposeLayerOptions>("ConvTranspose3d", convTransposeNames, args);
    super({ name: "ConvTranspose3d", dims: 3, transposed: true }, call);
  }
}
