/** `nn.TransformerDecoderLayer`. */

import { add } from "../../ops/arithmetic.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import {
  activationOf,
  type TransformerLayerArguments,
  type TransformerLayerOptions,
  transformerLayerNames,
} from "../transformer-base.ts";
import { Dropout } from "./dropout.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { MultiheadAttention } from "./multihead-attention.ts";

/** What a call of {@link TransformerDecoderLayer} is told; masks are true where not to be seen, or added to the scores. */
export interface DecoderLayerCall {
  /** [T, T] or [N heads, T, T] */
  tgtMask?: Tensor | null;
  /** [T, S] or [N heads, T, S] */
  memoryMask?: Tensor | null;
  /** [N, T] */
  tgtKeyPaddingMask?: Tensor | null;
  /** [N, S] */
  memoryKeyPaddingMask?: Tensor | null;
  /** Whether `tgtMask` is the causal one; false. */
  tgtIsCausal?: boolean;
  /** Whether `memoryMask` is the causal one; false. */
  memoryIsCausal?: boolean;
}

/** The parameters of a call after target and memory, in order. */
export type DecoderLayerArguments = [
  tgtMask?: Tensor | null,
  memoryMask?: Tensor | null,
  tgtKeyPaddingMask?: Tensor | null,
  memoryKeyPaddingMask?: Tensor | null,
  tgtIsCausal?: boolean,
  memoryIsCausal?: boolean,
];

export const decoderNames: readonly string[] = [
  "tgtMask",
  "memoryMask",
  "tgtKeyPaddingMask",
  "memoryKeyPaddingMask",
  "tgtIsCausal",
  "memoryIsCausal",
];

/**
 * Self-attention, attention to what an encoder gives, and two linear maps, each with dropout, a norm and a way around.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html
 */
export class TransformerDecoderLayer extends Module {
  declare self_attn: MultiheadAttention;
  declare multihead_attn: MultiheadAttention;
  declare linear1: Linear;
  declare dropout: Dropout;
  declare linear2: Linear;
  declare readonly normFirst: boolean;
  declare norm1: LayerNorm;
  declare norm2: LayerNorm;
  declare norm3: LayerNorm;
  declare dropout1: Dropout;
  declare dropout2: Dropout;
  declare dropout3: Dropout;
  declare activation: (input: Tensor) => Tensor;

  constructor(...args: Call<TransformerLayerArguments, Partial<TransformerLayerOptions>>) {
    super();
    const call = parse<TransformerLayerOptions>("TransformerDecoderLayer", transformerLayerNames, args);
    const { dModel, nhead, dimFeedforward = 2048, dropout = 0.1, layerNormEps: eps = 1e-5 } = call;
    const { bias = true, batchFirst, device, dtype } = call;
    const where = { bias, device, dtype };
    this.registerModule("self_attn", new MultiheadAttention(dModel, nhead, { dropout, batchFirst, ...where }));
    this.registerModule("multihead_attn", new MultiheadAttention(dModel, nhead, { dropout, batchFirst, ...where }));
    this.linear1 = new Linear(dModel, dimFeedforward, where);
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, where);
    this.normFirst = call.normFirst ?? false;
    this.norm1 = new LayerNorm(dModel, { eps, ...where });
    this.norm2 = new LayerNorm(dModel, { eps, ...where });
    this.norm3 = new LayerNorm(dModel, { eps, ...where });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.dropout3 = new Dropout(dropout);
    this.activation = activationOf(call.activation);
  }

  override forward(tgt: Tensor, memory: Tensor, ...args: Call<DecoderLayerArguments, DecoderLayerCall>): Tensor {
    const call = parse<DecoderLayerCall>("TransformerDecoderLayer", decoderNames, args);
    if (this.normFirst) {
      const self = add(tgt, this.attendSelf(this.norm1(tgt), call));
      const both = add(self, this.attendMemory(this.norm2(self), memory, call));
      return add(both, this.feed(this.norm3(both)));
    }
    const self = this.norm1(add(tgt, this.attendSelf(tgt, call)));
    const both = this.norm2(add(self, this.attendMemory(self, memory, call)));
    return this.norm3(add(both, this.feed(both)));
  }

  private attendSelf(x: Tensor, { tgtMask, tgtKeyPaddingMask, tgtIsCausal }: DecoderLayerCall): Tensor {
    const [output] = this.self_attn(x, x, x, {
      attnMask: tgtMask,
      keyPaddingMask: tgtKeyPaddingMask,
      isCausal: tgtIsCausal,
      needWeights: false,
    });
    return this.dropout1(output);
  }

  private attendMemory(x: Tensor, memory: Tensor, call: DecoderLayerCall): Tensor {
    const [output] = this.multihead_attn(x, memory, memory, {
      attnMask: call.memoryMask,
      keyPaddingMask: call.memoryKeyPaddingMask,
      isCausal: call.memoryIsCausal,
      needWeights: false,
    });
    return this.dropout2(output);
  }

  private feed(x: Tensor): Tensor {
    return this.dropout3(this.linear2(this.dropout(this.activation(this.linear1(x)))));
  }
}
