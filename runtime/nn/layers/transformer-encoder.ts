/** `nn.TransformerEncoder`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import type { ModuleList } from "../containers/module-list.ts";
import { expectModule } from "../expect.ts";
import { Module } from "../module.ts";
import { clones, isCausalMask } from "../transformer-base.ts";
import type { TransformerEncoderLayer } from "./transformer-encoder-layer.ts";

interface TransformerEncoderOptions {
  encoderLayer: Module;
  numLayers: number;
  /** What normalises the output; null: nothing. */
  norm?: Module | null;
  /** Counts for nothing: there are no nested tensors. */
  enableNestedTensor?: boolean;
  /** Counts for nothing, as the one above. */
  maskCheck?: boolean;
}

/** What a call of {@link TransformerEncoder} is told. */
export interface EncoderCall {
  mask?: Tensor | null;
  srcKeyPaddingMask?: Tensor | null;
  /** Whether `mask` is the causal one; null: it is looked at. */
  isCausal?: boolean | null;
}

/**
 * Copies of an encoder layer, one upon the other.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html
 */
export class TransformerEncoder extends Module {
  layers: ModuleList;
  readonly numLayers: number;
  norm: Module | null;

  constructor(
    ...args: Call<
      [
        encoderLayer: Module,
        numLayers: number,
        norm?: Module | null,
        enableNestedTensor?: boolean,
        maskCheck?: boolean,
      ],
      Partial<TransformerEncoderOptions>
    >
  ) {
    super();
    const names = ["encoderLayer!", "numLayers!", "norm", "enableNestedTensor", "maskCheck"];
    const call = parse<TransformerEncoderOptions>("TransformerEncoder", names, args);
    expectModule(call.encoderLayer, "TransformerEncoder", "encoder_layer");
    this.numLayers = integer("TransformerEncoder", "numLayers", call.numLayers);
    this.layers = clones(call.encoderLayer, this.numLayers);
    this.norm = call.norm ?? null;
  }

  override forward(
    src: Tensor,
    ...args: Call<[mask?: Tensor | null, srcKeyPaddingMask?: Tensor | null, isCausal?: boolean | null], EncoderCall>
  ): Tensor {
    const call = parse<EncoderCall>("TransformerEncoder", ["mask", "srcKeyPaddingMask", "isCausal"], args);
    const srcMask = call.mask ?? null;
    const isCausal = isCausalMask(srcMask, call.isCausal ?? null);
    let output = src;
    for (const layer of this.layers)
      output = (layer as TransformerEncoderLayer)(output, {
        srcMask,
        srcKeyPaddingMask: call.srcKeyPaddingMask,
        isCausal,
      });
    return this.norm === null ? output : (this.norm(output) as Tensor);
  }
}
