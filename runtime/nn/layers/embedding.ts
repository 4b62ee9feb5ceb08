/** `nn.Embedding`. */

import { noGrad } from "../../autograd/mode.ts";
import { empty } from "../../ops/create.ts";
import { paddingRow } from "../../ops/embedding.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { type EmbeddingOptions, embedding } from "../functional/index.ts";
import { normal_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { float } from "../python.ts";
import type { LayerOptions } from "./linear.ts";

interface EmbeddingModuleOptions extends EmbeddingOptions, LayerOptions {
  numEmbeddings: number;
  embeddingDim: number;
  /** @internal */
  _weight?: Tensor | null;
  /** @internal */
  _freeze?: boolean;
}

/** Options of {@link Embedding.fromPretrained}. */
export interface PretrainedOptions extends EmbeddingOptions {
  /** Whether the table is not learnt; true. */
  freeze?: boolean;
}

const names = ["numEmbeddings!", "embeddingDim!", "paddingIdx", "maxNorm", "normType", "scaleGradByFreq", "sparse"];

/**
 * A table of learnt rows, looked up by index: int64 of any shape to that shape and [embeddingDim].
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html
 */
export class Embedding extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | null;
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly sparse: boolean;
  /** [numEmbeddings, embeddingDim] */
  weight: Parameter;

  constructor(
    ...args: Call<
      [
        numEmbeddings: number,
        embeddingDim: number,
        paddingIdx?: number | null,
        maxNorm?: number | null,
        normType?: number,
        scaleGradByFreq?: boolean,
        sparse?: boolean,
        _weight?: Tensor | null,
        _freeze?: boolean,
        device?: LayerOptions["device"],
        dtype?: LayerOptions["dtype"],
      ],
      Partial<EmbeddingModuleOptions>
    >
  ) {
    super();
    const call = parse<EmbeddingModuleOptions>("Embedding", [...names, "_weight", "_freeze", "device", "dtype"], args);
    this.numEmbeddings = integer("Embedding", "numEmbeddings", call.numEmbeddings);
    this.embeddingDim = integer("Embedding", "embeddingDim", call.embeddingDim);
    this.paddingIdx = paddingRow(call.paddingIdx ?? null, this.numEmbeddings);
    this.maxNorm = call.maxNorm ?? null;
    this.normType = call.normType ?? 2;
    this.scaleGradByFreq = call.scaleGradByFreq ?? false;
    this.sparse = call.sparse ?? false;
    const { dtype, device } = call;
    const shape = [this.numEmbeddings, this.embeddingDim];
    const given = call._weight ?? null;
    if (given !== null && given.shape.join() !== shape.join())
      throw new Error("Shape of weight does not match num_embeddings and embedding_dim");
    this.weight = new Parameter(given ?? empty(shape, { dtype, device }), !(call._freeze ?? false));
    if (given === null) this.resetParameters();
  }

  /** A layer whose table is `embeddings`, [rows, features]. */
  static fromPretrained(
    embeddings: Tensor,
    ...args: Call<
      [
        freeze?: boolean,
        paddingIdx?: number | null,
        maxNorm?: number | null,
        normType?: number,
        scaleGradByFreq?: boolean,
        sparse?: boolean,
      ],
      PretrainedOptions
    >
  ): Embedding {
    const call = parse<PretrainedOptions>("from_pretrained", ["freeze", ...names.slice(2)], args);
    if (embeddings.ndim !== 2) throw new Error("Embeddings parameter is expected to be 2-dimensional");
    const [numEmbeddings, embeddingDim] = embeddings.shape;
    const { freeze = true, ...options } = call;
    return new Embedding({ numEmbeddings, embeddingDim, ...options, _weight: embeddings, _freeze: freeze });
  }

  /** Draws the rows anew, normally; the padding's becomes 0. */
  resetParameters(): void {
    normal_(this.weight);
    const { paddingIdx } = this;
    if (paddingIdx !== null) noGrad(() => this.weight.select(0, paddingIdx).zero_());
  }

  override forward(input: Tensor): Tensor {
    const { paddingIdx, maxNorm, normType, scaleGradByFreq, sparse } = this;
    return embedding(input, this.weight, { paddingIdx, maxNorm, normType, scaleGradByFreq, sparse });
  }

  override extraRepr(): string {
    const parts = [`${this.numEmbeddings}`, `${this.embeddingDim}`];
    if (this.paddingIdx !== null) parts.push(`padding_idx=${this.paddingIdx}`);
    if (this.maxNorm !== null) parts.push(`max_norm=${float(this.maxNorm)}`);
    if (this.normType !== 2) parts.push(`norm_type=${float(this.normType)}`);
    if (this.scaleGradByFreq) parts.push("scale_grad_by_freq=True");
    if (this.sparse) parts.push("sparse=True");
    return parts.join(", ");
  }
}
