/** `nn.EmbeddingBag`. */

import { noGrad } from "../../autograd/mode.ts";
import { empty } from "../../ops/create.ts";
import { paddingRow } from "../../ops/embedding.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { type BagMode, type EmbeddingBagOptions, embeddingBag } from "../functional/index.ts";
import { normal_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { float } from "../python.ts";
import type { LayerOptions } from "./linear.ts";

interface EmbeddingBagModuleOptions extends Omit<EmbeddingBagOptions, "offsets" | "perSampleWeights">, LayerOptions {
  numEmbeddings: number;
  embeddingDim: number;
  /** @internal */
  _weight?: Tensor | null;
}

/** Options of {@link EmbeddingBag.fromPretrained}. */
export interface PretrainedBagOptions extends Omit<EmbeddingBagOptions, "offsets" | "perSampleWeights"> {
  /** Whether the table is not learnt; true. */
  freeze?: boolean;
}

const shared = ["maxNorm", "normType", "scaleGradByFreq", "mode", "sparse"];

/**
 * Sums, means or maxima of bags of learnt rows.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html
 */
export class EmbeddingBag extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly mode: BagMode;
  readonly sparse: boolean;
  readonly includeLastOffset: boolean;
  readonly paddingIdx: number | null;
  /** [numEmbeddings, embeddingDim] */
  weight: Parameter;

  constructor(
    ...args: Call<
      [
        numEmbeddings: number,
        embeddingDim: number,
        maxNorm?: number | null,
        normType?: number,
        scaleGradByFreq?: boolean,
        mode?: BagMode,
        sparse?: boolean,
        _weight?: Tensor | null,
        includeLastOffset?: boolean,
        paddingIdx?: number | null,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<EmbeddingBagModuleOptions>
    >
  ) {
    super();
    const names = ["numEmbeddings!", "embeddingDim!", ...shared, "_weight", "includeLastOffset", "paddingIdx"];
    const call = parse<EmbeddingBagModuleOptions>("EmbeddingBag", [...names, "device", "dtype"], args);
    this.numEmbeddings = integer("EmbeddingBag", "numEmbeddings", call.numEmbeddings);
    this.embeddingDim = integer("EmbeddingBag", "embeddingDim", call.embeddingDim);
    this.maxNorm = call.maxNorm ?? null;
    this.normType = call.normType ?? 2;
    this.scaleGradByFreq = call.scaleGradByFreq ?? false;
    this.mode = call.mode ?? "mean";
    this.sparse = call.sparse ?? false;
    this.includeLastOffset = call.includeLastOffset ?? false;
    this.paddingIdx = paddingRow(call.paddingIdx ?? null, this.numEmbeddings);
    const { dtype, device } = call;
    const shape = [this.numEmbeddings, this.embeddingDim];
    const given = call._weight ?? null;
    if (given !== null && given.shape.join() !== shape.join())
      throw new Error("Shape of weight does not match num_embeddings and embedding_dim");
    this.weight = new Parameter(given ?? empty(shape, { dtype, device }));
    if (given === null) this.resetParameters();
  }

  /** A layer whose table is `embeddings`, [rows, features]. */
  static fromPretrained(
    embeddings: Tensor,
    ...args: Call<
      [
        freeze?: boolean,
        maxNorm?: number | null,
        normType?: number,
        scaleGradByFreq?: boolean,
        mode?: BagMode,
        sparse?: boolean,
        includeLastOffset?: boolean,
        paddingIdx?: number | null,
      ],
      PretrainedBagOptions
    >
  ): EmbeddingBag {
    const names = ["freeze", ...shared, "includeLastOffset", "paddingIdx"];
    const call = parse<PretrainedBagOptions>("from_pretrained", names, args);
    if (embeddings.ndim !== 2) throw new Error("Embeddings parameter is expected to be 2-dimensional");
    const [numEmbeddings, embeddingDim] = embeddings.shape;
    const { freeze = true, ...options } = call;
    const made = new EmbeddingBag({ numEmbeddings, embeddingDim, ...options, _weight: embeddings });
    made.weight.requiresGrad = !freeze;
    return made;
  }

  /** Draws the rows anew, normally; the padding's becomes 0. */
  resetParameters(): void {
    normal_(this.weight);
    const { paddingIdx } = this;
    if (paddingIdx !== null) noGrad(() => this.weight.select(0, paddingIdx).zero_());
  }

  override forward(
    input: Tensor,
    ...args: Call<
      [offsets?: Tensor | null, perSampleWeights?: Tensor | null],
      { offsets?: Tensor | null; perSampleWeights?: Tensor | null }
    >
  ): Tensor {
    const given = parse<EmbeddingBagOptions>("EmbeddingBag", ["offsets", "perSampleWeights"], args);
    const { maxNorm, normType, scaleGradByFreq, mode, sparse, includeLastOffset, paddingIdx } = this;
    const { offsets, perSampleWeights } = given;
    return embeddingBag(input, this.weight, {
      offsets,
      maxNorm,
      normType,
      scaleGradByFreq,
      mode,
      sparse,
      perSampleWeights,
      includeLastOffset,
      paddingIdx,
    });
  }

  override extraRepr(): string {
    const parts = [`${this.numEmbeddings}`, `${this.embeddingDim}`];
    if (this.maxNorm !== null) parts.push(`max_norm=${float(this.maxNorm)}`);
    if (this.normType !== 2) parts.push(`norm_type=${float(this.normType)}`);
    if (this.scaleGradByFreq) parts.push("scale_grad_by_freq=True");
    parts.push(`mode='${this.mode}'`);
    if (this.paddingIdx !== null) parts.push(`padding_idx=${this.paddingIdx}`);
    return parts.join(", ");
  }
}
