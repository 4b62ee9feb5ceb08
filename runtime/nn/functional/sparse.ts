/** Class indices, and what is looked up by them. */

import { expectTensor } from "../../ops/core.ts";
import { zeros } from "../../ops/create.ts";
import * as tables from "../../ops/embedding.ts";
import { scatter } from "../../ops/scatter.ts";
import { unsqueeze } from "../../ops/shape.ts";
import { int64 } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";

export type { BagMode } from "../../ops/embedding.ts";

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** A row whose gradient stays 0; null: none. */
  paddingIdx?: number | null;
  /** Looked up rows with a larger norm are scaled down to it, in place; null: none. */
  maxNorm?: number | null;
  /** The norm's degree; 2. */
  normType?: number;
  /** Whether gradients are divided by how often their row was looked up; false. */
  scaleGradByFreq?: boolean;
  /** Gradients are dense either way; false. */
  sparse?: boolean;
}

/**
 * `weight[input]`.
 * @param input int64 or int32, of any shape
 * @param weight [rows, features]
 */
export function embedding(
  input: Tensor,
  weight: Tensor,
  ...args: Call<
    [
      paddingIdx?: number | null,
      maxNorm?: number | null,
      normType?: number,
      scaleGradByFreq?: boolean,
      sparse?: boolean,
    ],
    EmbeddingOptions
  >
): Tensor {
  const names = ["paddingIdx", "maxNorm", "normType", "scaleGradByFreq", "sparse"];
  const call = parse<EmbeddingOptions>("embedding", names, args);
  const paddingIdx = tables.paddingRow(call.paddingIdx ?? null, expectTensor(weight, "embedding", "weight").shape[0]);
  if (call.maxNorm != null) tables.renormalize(weight, input, call.maxNorm, call.normType ?? 2);
  return tables.embedding(input, weight, { paddingIdx, scaleGradByFreq: call.scaleGradByFreq ?? false });
}

/** Options of {@link embeddingBag}. */
export interface EmbeddingBagOptions {
  /** Where each bag begins, for an input of one dim. */
  offsets?: Tensor | null;
  /** Looked up rows with a larger norm are scaled down to it, in place; null: none. */
  maxNorm?: number | null;
  /** The norm's degree; 2. */
  normType?: number;
  /** Whether gradients are divided by how often their row was looked up; false. */
  scaleGradByFreq?: boolean;
  /** "mean". */
  mode?: tables.BagMode;
  /** Gradients are dense either way; false. */
  sparse?: boolean;
  /** What each row is multiplied by, for mode "sum". */
  perSampleWeights?: Tensor | null;
  /** Whether the last offset is the end of the last bag; false. */
  includeLastOffset?: boolean;
  /** A row that counts for nothing; null: none. */
  paddingIdx?: number | null;
}

/**
 * Bags of rows, each become one: their sum, mean or largest elements.
 * @param input [bags, length], or [indices] with `offsets`
 * @param weight [rows, features]
 */
export function embeddingBag(
  input: Tensor,
  weight: Tensor,
  ...args: Call<
    [
      offsets?: Tensor | null,
      maxNorm?: number | null,
      normType?: number,
      scaleGradByFreq?: boolean,
      mode?: tables.BagMode,
      sparse?: boolean,
      perSampleWeights?: Tensor | null,
      includeLastOffset?: boolean,
      paddingIdx?: number | null,
    ],
    EmbeddingBagOptions
  >
): Tensor {
  const names = ["offsets", "maxNorm", "normType", "scaleGradByFreq", "mode", "sparse", "perSampleWeights"];
  const call = parse<EmbeddingBagOptions>("embedding_bag", [...names, "includeLastOffset", "paddingIdx"], args);
  if (call.maxNorm != null) tables.renormalize(weight, input, call.maxNorm, call.normType ?? 2);
  return tables.embeddingBag(input, weight, {
    offsets: call.offsets ?? null,
    mode: call.mode ?? "mean",
    perSampleWeights: call.perSampleWeights ?? null,
    includeLastOffset: call.includeLastOffset ?? false,
    paddingIdx: call.paddingIdx ?? null,
    scaleGradByFreq: call.scaleGradByFreq ?? false,
  });
}

/** Class indices as rows with a 1 in the place of the class; int64. */
export function oneHot(input: Tensor, numClasses: number | { numClasses?: number } = -1): Tensor {
  if (expectTensor(input, "one_hot").dtype !== int64)
    throw new Error(`one_hot is only applicable to index tensor of type LongTensor, got ${input.dtype}`);
  const wanted = typeof numClasses === "number" ? numClasses : (numClasses.numClasses ?? -1);
  if (input.shape.numel() === 0 && wanted <= 0)
    throw new Error("Can not infer total number of classes from empty tensor.");
  if (input.shape.numel() > 0 && Number(input.min().item()) < 0) throw new Error("Class values must be non-negative.");
  const largest = input.shape.numel() === 0 ? -1 : Number(input.max().item());
  if (wanted !== -1 && wanted <= largest) throw new Error("Class values must be smaller than num_classes.");
  const classes = wanted === -1 ? largest + 1 : wanted;
  const rows = zeros([...input.shape, classes], { dtype: int64, device: input.device });
  return scatter(rows, -1, unsqueeze(input, -1), 1);
}
