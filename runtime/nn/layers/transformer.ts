/** `nn.Transformer`. */

import type { Device } from "../../tensor/device.ts";
import type { DType } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { xavierUniform_ } from "../init.ts";
import { Module } from "../module.ts";
import { type Activation, causalMask, type TransformerLayerOptions } from "../transformer-base.ts";
import { LayerNorm } from "./layer-norm.ts";
import type { LayerOptions } from "./linear.ts";
import { TransformerDecoder } from "./transformer-decoder.ts";
import { TransformerDecoderLayer } from "./transformer-decoder-layer.ts";
import { TransformerEncoder } from "./transformer-encoder.ts";
import { TransformerEncoderLayer } from "./transformer-encoder-layer.ts";

interface TransformerOptions extends Partial<TransformerLayerOptions> {
  /** 6. */
  numEncoderLayers?: number;
  /** 6. */
  numDecoderLayers?: number;
  /** Takes the encoder's place. */
  customEncoder?: Module | null;
  /** Takes the decoder's place. */
  customDecoder?: Module | null;
}

/** What a call of {@link Transformer} is told; masks are true where not to be seen, or added to the scores. */
export interface TransformerCall {
  /** [S, S] */
  srcMask?: Tensor | null;
  /** [T, T] */
  tgtMask?: Tensor | null;
  /** [T, S] */
  memoryMask?: Tensor | null;
  /** [N, S] */
  srcKeyPaddingMask?: Tensor | null;
  /** [N, T] */
  tgtKeyPaddingMask?: Tensor | null;
  /** [N, S] */
  memoryKeyPaddingMask?: Tensor | null;
  /** Whether `srcMask` is the causal one; null: it is looked at. */
  srcIsCausal?: boolean | null;
  /** Whether `tgtMask` is the causal one; null: it is looked at. */
  tgtIsCausal?: boolean | null;
  /** Whether `memoryMask` is the causal one; false. */
  memoryIsCausal?: boolean;
}

const names = [
  ...["dModel", "nhead", "numEncoderLayers", "numDecoderLayers", "dimFeedforward", "dropout", "activation"],
  ...["customEncoder", "customDecoder", "layerNormEps", "batchFirst", "normFirst", "bias", "device", "dtype"],
];

/**
 * An encoder of sources and a decoder of targets (Vaswani et al., 2017).
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html
 */
export class Transformer extends Module {
  encoder: Module;
  decoder: Module;
  readonly dModel: number;
  readonly nhead: number;
  readonly batchFirst: boolean;

  constructor(
    ...args: Call<
      [
        dModel?: number,
        nhead?: number,
        numEncoderLayers?: number,
        numDecoderLayers?: number,
        dimFeedforward?: number,
        dropout?: number,
        activation?: Activation,
        customEncoder?: Module | null,
        customDecoder?: Module | null,
        layerNormEps?: number,
        batchFirst?: boolean,
        normFirst?: boolean,
        bias?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      TransformerOptions
    >
  ) {
    super();
    const call = parse<TransformerOptions>("Transformer", names, args);
    const { dModel = 512, nhead = 8, numEncoderLayers = 6, numDecoderLayers = 6, layerNormEps: eps = 1e-5 } = call;
    const { bias = true, device, dtype, customEncoder, customDecoder } = call;
    const { dimFeedforward, dropout, activation, batchFirst, normFirst } = call;
    const layer = {
      dimFeedforward,
      dropout,
      activation,
      layerNormEps: eps,
      batchFirst,
      normFirst,
      bias,
      device,
      dtype,
    };
    const norm = (): LayerNorm => new LayerNorm(dModel, { eps, bias, device, dtype });
    this.encoder =
      customEncoder ??
      new TransformerEncoder(new TransformerEncoderLayer(dModel, nhead, layer), numEncoderLayers, norm());
    this.decoder =
      customDecoder ??
      new TransformerDecoder(new TransformerDecoderLayer(dModel, nhead, layer), numDecoderLayers, norm());
    this.resetParameters();
    this.dModel = dModel;
    this.nhead = nhead;
    this.batchFirst = batchFirst ?? false;
  }

  /** Draws all weights of more than one dim anew. */
  resetParameters(): void {
    for (const parameter of this.parameters()) if (parameter.ndim > 1) xavierUniform_(parameter);
  }

  /** [size, size]: -infinity above the diagonal, else 0. */
  static generateSquareSubsequentMask(
    size: number,
    options?: { device?: Device | string | null; dtype?: DType | null },
  ): Tensor {
    return causalMask(size, options);
  }

  /** The decoder's output for targets [T, N, dModel] and sources [S, N, dModel], or both without N. */
  override forward(
    src: Tensor,
    tgt: Tensor,
    ...args: Call<
      [
        srcMask?: Tensor | null,
        tgtMask?: Tensor | null,
        memoryMask?: Tensor | null,
        srcKeyPaddingMask?: Tensor | null,
        tgtKeyPaddingMask?: Tensor | null,
        memoryKeyPaddingMask?: Tensor | null,
        srcIsCausal?: boolean | null,
        tgtIsCausal?: boolean | null,
        memoryIsCausal?: boolean,
      ],
      TransformerCall
    >
  ): Tensor {
    const own = ["srcMask", "tgtMask", "memoryMask", "srcKeyPaddingMask", "tgtKeyPaddingMask", "memoryKeyPaddingMask"];
    const call = parse<TransformerCall>("Transformer", [...own, "srcIsCausal", "tgtIsCausal", "memoryIsCausal"], args);
    const batch = this.batchFirst ? 0 : 1;
    if (src.ndim === 3 && src.shape[batch] !== tgt.shape[batch])
      throw new Error("the batch number of src and tgt must be equal");
    if (src.shape.at(-1) !== this.dModel || tgt.shape.at(-1) !== this.dModel)
      throw new Error("the feature number of src and tgt must be equal to d_model");
    const { srcMask, tgtMask, memoryMask, srcKeyPaddingMask, tgtKeyPaddingMask, memoryKeyPaddingMask } = call;
    const encoder = this.encoder as TransformerEncoder;
    const decoder = this.decoder as TransformerDecoder;
    const memory = encoder(src, { mask: srcMask, srcKeyPaddingMask, isCausal: call.srcIsCausal });
    return decoder(tgt, memory, {
      tgtMask,
      memoryMask,
      tgtKeyPaddingMask,
      memoryKeyPaddingMask,
      tgtIsCausal: call.tgtIsCausal,
      memoryIsCausal: call.memoryIsCausal,
    });
  }
}
