/** `nn.MultiheadAttention`. */

import { empty } from "../../ops/create.ts";
import { transpose } from "../../ops/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { multiHeadAttention } from "../functional/attention.ts";
import { constant_, xavierNormal_, xavierUniform_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { type LayerOptions, Linear } from "./linear.ts";

/** The projection of the output; PyTorch prints its class. */
export class NonDynamicallyQuantizableLinear extends Linear {}

interface MultiheadAttentionOptions extends LayerOptions {
  embedDim: number;
  numHeads: number;
  /** The probability with which a weight becomes 0 in training; 0. */
  dropout?: number;
  /** Whether the projections have biases; true. */
  bias?: boolean;
  /** Whether a key and a value are learnt that stand behind all others; false. */
  addBiasKv?: boolean;
  /** Whether a key and a value of zeros stand behind all others; false. */
  addZeroAttn?: boolean;
  /** Features of the keys; embedDim. */
  kdim?: number | null;
  /** Features of the values; embedDim. */
  vdim?: number | null;
  /** Whether tensors are [batch, length, features]; false. */
  batchFirst?: boolean;
}

/** What a call of {@link MultiheadAttention} is told beside query, key and value. */
export interface MultiheadAttentionCall {
  /** [N, S]: true where a key is not to be seen, or added to the scores. */
  keyPaddingMask?: Tensor | null;
  /** Whether the weights are given too; true. */
  needWeights?: boolean;
  /** [L, S] or [N heads, L, S]: true where a key is not to be seen, or added to the scores. */
  attnMask?: Tensor | null;
  /** Whether the weights given are the heads' mean; true. */
  averageAttnWeights?: boolean;
  /** Whether `attnMask` is the causal one, which need not be read then; false. */
  isCausal?: boolean;
}

/**
 * Attention of several heads: [L, N, embedDim] queries, [S, N, kdim] keys and [S, N, vdim] values, or all without N.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
 */
export class MultiheadAttention extends Module {
  readonly embedDim: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly numHeads: number;
  dropout: number;
  readonly batchFirst: boolean;
  readonly addZeroAttn: boolean;
  declare in_proj_weight: Parameter | null;
  declare q_proj_weight: Parameter | null;
  declare k_proj_weight: Parameter | null;
  declare v_proj_weight: Parameter | null;
  declare in_proj_bias: Parameter | null;
  declare bias_k: Parameter | null;
  declare bias_v: Parameter | null;
  declare out_proj: Linear;

  constructor(
    ...args: Call<
      [
        embedDim: number,
        numHeads: number,
        dropout?: number,
        bias?: boolean,
        addBiasKv?: boolean,
        addZeroAttn?: boolean,
        kdim?: number | null,
        vdim?: number | null,
        batchFirst?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<MultiheadAttentionOptions>
    >
  ) {
    super();
    const name = "MultiheadAttention";
    const names = ["embedDim!", "numHeads!", "dropout", "bias", "addBiasKv", "addZeroAttn", "kdim", "vdim"];
    const call = parse<MultiheadAttentionOptions>(name, [...names, "batchFirst", "device", "dtype"], args);
    const size = integer(name, "embedDim", call.embedDim);
    this.embedDim = size;
    this.numHeads = integer(name, "numHeads", call.numHeads);
    if (size <= 0 || this.numHeads <= 0)
      throw new RangeError(
        `embed_dim and num_heads must be greater than 0, got embed_dim=${size} and num_heads=${this.numHeads} instead`,
      );
    if (size % this.numHeads !== 0) throw new RangeError("embed_dim must be divisible by num_heads");
    this.kdim = call.kdim ?? size;
    this.vdim = call.vdim ?? size;
    this.dropout = call.dropout ?? 0;
    this.batchFirst = call.batchFirst ?? false;
    this.addZeroAttn = call.addZeroAttn ?? false;
    const { device, dtype, bias = true } = call;
    const make = (...shape: number[]): Parameter => new Parameter(empty(shape, { dtype, device }));
    const same = this.kdim === size && this.vdim === size;
    this.registerParameter("in_proj_weight", same ? make(3 * size, size) : null);
    this.registerParameter("q_proj_weight", same ? null : make(size, size));
    this.registerParameter("k_proj_weight", same ? null : make(size, this.kdim));
    this.registerParameter("v_proj_weight", same ? null : make(size, this.vdim));
    this.registerParameter("in_proj_bias", bias ? make(3 * size) : null);
    this.registerModule("out_proj", new NonDynamicallyQuantizableLinear(size, size, { bias, device, dtype }));
    this.registerParameter("bias_k", call.addBiasKv ? make(1, 1, size) : null);
    this.registerParameter("bias_v", call.addBiasKv ? make(1, 1, size) : null);
    this.resetParameters();
  }

  /** Draws the projections' weights anew; their biases become 0. */
  resetParameters(): void {
    for (const weight of [this.in_proj_weight, this.q_proj_weight, this.k_proj_weight, this.v_proj_weight])
      if (weight !== null) xavierUniform_(weight);
    if (this.in_proj_bias !== null) {
      constant_(this.in_proj_bias, 0);
      constant_(this.out_proj.bias as Parameter, 0);
    }
    if (this.bias_k !== null) xavierNormal_(this.bias_k);
    if (this.bias_v !== null) xavierNormal_(this.bias_v);
  }

  /** The output, and the weights or null. */
  override forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    ...args: Call<
      [
        keyPaddingMask?: Tensor | null,
        needWeights?: boolean,
        attnMask?: Tensor | null,
        averageAttnWeights?: boolean,
        isCausal?: boolean,
      ],
      MultiheadAttentionCall
    >
  ): [Tensor, Tensor | null] {
    const names = ["keyPaddingMask", "needWeights", "attnMask", "averageAttnWeights", "isCausal"];
    const call = parse<MultiheadAttentionCall>("MultiheadAttention", names, args);
    const options = {
      ...call,
      embedDimToCheck: this.embedDim,
      numHeads: this.numHeads,
      inProjWeight: this.in_proj_weight,
      inProjBias: this.in_proj_bias,
      biasK: this.bias_k,
      biasV: this.bias_v,
      addZeroAttn: this.addZeroAttn,
      dropoutP: this.dropout,
      outProjWeight: this.out_proj.weight,
      outProjBias: this.out_proj.bias,
      training: this.training,
      useSeparateProjWeight: this.in_proj_weight === null,
      qProjWeight: this.q_proj_weight,
      kProjWeight: this.k_proj_weight,
      vProjWeight: this.v_proj_weight,
    };
    // Where dropout follows, numbers are drawn in the order of memory: it is PyTorch's then, which turns the batch.
    const turned = this.batchFirst && query.ndim === 3 && this.training && this.dropout > 0;
    if (!turned) return multiHeadAttention(query, key, value, options, this.batchFirst);
    const q = transpose(query, 0, 1);
    const k = key === query ? q : transpose(key, 0, 1);
    const v = value === key ? k : transpose(value, 0, 1);
    const [output, weights] = multiHeadAttention(q, k, v, options, false);
    return [transpose(output, 0, 1), weights];
  }
}
