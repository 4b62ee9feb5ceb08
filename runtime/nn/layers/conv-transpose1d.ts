/** `nn.ConvTranspose1d`. */

import { type Call, parse } from "../arguments.ts";
import {
  type ConvTransposeArguments,
  type ConvTransposeLayerOptions,
  convTransposeNames,
  TransposedConvolution,
} from "../convolution.ts";

/** The transposed convolution of [N, C, L] or [C, L]. */
export class ConvTranspose1d extends TransposedConvolution {
  constructor(...args: Call<ConvTransposeArguments, Partial<ConvTransposeLayerOptions>>) {
    const call = parse<ConvTransposeLayerOptions>("ConvTranspose1d", convTransposeNames, args);
    super({ name: "ConvTranspose1d", dims: 1, transposed: true }, call);
  }
}
