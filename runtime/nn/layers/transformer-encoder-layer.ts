/** `nn.TransformerEncoderLayer`. */

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

/** What a call of {@link TransformerEncoderLayer} is told. */
export interface EncoderLayerCall {
  /** [L, L] or [N heads, L, L]: true where an element is not to be seen, or added to the scores. */
  srcMask?: Tensor | null;
  /** [N, L]: true where an element is not to be seen, or added to the scores. */
  srcKeyPaddingMask?: Tensor | null;
  /** Whether `srcMask` is the causal one; false. */
  isCausal?: boolean;
}

/**
 * Self-attention and two linear maps, each with dropout, a norm and a way around.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html
 */
export class TransformerEncoderLayer extends Module {
  declare self_attn: MultiheadAttention;
  declare linear1: Linear;
  declare dropout: Dropout;
  declare linear2: Linear;
  declare readonly normFirst: boolean;
  declare norm1: LayerNorm;
  declare norm2: LayerNorm;
  declare dropout1: Dropout;
  declare dropout2: Dropout;
  declare activation: (input: Tensor) => Tensor;

  constructor(...args: Call<TransformerLayerArguments, Partial<TransformerLayerOptions>>) {
    super();
    const call = parse<TransformerLayerOptions>("TransformerEncoderLayer", transformerLayerNames, args);
    const { dModel, nhead, dimFeedforward = 2048, dropout = 0.1, layerNormEps: eps = 1e-5 } = call;
    const { bias = true, batchFirst, device, dtype } = call;
    const where = { bias, device, dtype };
    this.registerModule("self_attn", new MultiheadAttention(dModel, nhead, { dropout, batchFirst, ...where }));
    this.linear1 = new Linear(dModel, dimFeedforward, where);
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, where);
    this.normFirst = call.normFirst ?? false;
    this.norm1 = new LayerNorm(dModel, { eps, ...where });
    this.norm2 = new LayerNorm(dModel, { eps, ...where });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.activation = activationOf(call.activation);
  }

  override forward(
    src: Tensor,
    ...args: Call<[srcMask?: Tensor | null, srcKeyPaddingMask?: Tensor | null, isCausal?: boolean], EncoderLayerCall>
  ): Tensor {
    const names = ["srcMask", "srcKeyPaddingMask", "isCausal"];
    const call = parse<EncoderLayerCall>("TransformerEncoderLayer", names, args);
    if (this.normFirst) {
      const attended = add(src, this.attend(this.norm1(src), call));
      return add(attended, this.feed(this.norm2(attended)));
    }
    const attended = this.norm1(add(src, this.attend(src, call)));
    return this.norm2(add(attended, this.feed(attended)));
  }

  private attend(x: Tensor, { srcMask, srcKeyPaddingMask, isCausal }: EncoderLayerCall): Tensor {
    const [output] = this.self_attn(x, x, x, {
      attnMask: srcMask,
      keyPaddingMask: srcKeyPaddingMask,
      needWeights: false,
      isCausal,
    });
    return this.dropout1(output);
  }

  private feed(x: Tensor): Tensor {
    return this.dropout2(this.linear2(this.dropout(this.activation(this.linear1(x)))));
  }
}
