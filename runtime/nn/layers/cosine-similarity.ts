/** `nn.CosineSimilarity`. */

import { cosineSimilarity } from "../../ops/norms.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";

interface CosineSimilarityOptions {
  /** 1. */
  dim?: number;
  /** The least norm that is divided by; 1e-8. */
  eps?: number;
}

/** The cosine of the angle between two tensors along a dim. */
export class CosineSimilarity extends Module {
  readonly dim: number;
  readonly eps: number;

  constructor(...args: Call<[dim?: number, eps?: number], CosineSimilarityOptions>) {
    super();
    const { dim = 1, eps = 1e-8 } = parse<CosineSimilarityOptions>("CosineSimilarity", ["dim", "eps"], args);
    this.dim = dim;
    this.eps = eps;
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    return cosineSimilarity(x1, x2, this.dim, this.eps);
  }
}
