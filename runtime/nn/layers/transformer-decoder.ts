/** `nn.TransformerDecoder`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import type { ModuleList } from "../containers/module-list.ts";
import { expectModule } from "../expect.ts";
import { Module } from "../module.ts";
import { clones, isCausalMask } from "../transformer-base.ts";
import {
  type DecoderLayerArguments,
  type DecoderLayerCall,
  decoderNames,
  type TransformerDecoderLayer,
} from "./transformer-decoder-layer.ts";

interface TransformerDecoderOptions {
  decoderLayer: Module;
  numLayers: number;
  /** What normalises the output; null: nothing. */
  norm?: Module | null;
}

/** What a call of {@link TransformerDecoder} is told. */
export interface DecoderCall extends Omit<DecoderLayerCall, "tgtIsCausal"> {
  /** Whether `tgtMask` is the causal one; null: it is looked at. */
  tgtIsCausal?: boolean | null;
}

/**
 * Copies of a decoder layer, one upon the other.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html
 */
export class TransformerDecoder extends Module {
  layers: ModuleList;
  readonly numLayers: number;
  norm: Module | null;

  constructor(
    ...args: Call<[decoderLayer: Module, numLayers: number, norm?: Module | null], Partial<TransformerDecoderOptions>>
  ) {
    super();
    const names = ["decoderLayer!", "numLayers!", "norm"];
    const call = parse<TransformerDecoderOptions>("TransformerDecoder", names, args);
    expectModule(call.decoderLayer, "TransformerDecoder", "decoder_layer");
    this.numLayers = integer("TransformerDecoder", "numLayers", call.numLayers);
    this.layers = clones(call.decoderLayer, this.numLayers);
    this.norm = call.norm ?? null;
  }

  override forward(tgt: Tensor, memory: Tensor, ...args: Call<DecoderLayerArguments, DecoderCall>): Tensor {
    const call = parse<DecoderCall>("TransformerDecoder", decoderNames, args);
    const tgtIsCausal = isCausalMask(call.tgtMask ?? null, call.tgtIsCausal ?? null);
    let output = tgt;
    for (const layer of this.layers)
      output = (layer as TransformerDecoderLayer)(output, memory, { ...call, tgtIsCausal });
    return this.norm === null ? output : (this.norm(output) as Tensor);
  }
}
