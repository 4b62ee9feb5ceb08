/** Distances and directions of vectors. */

export { pdist } from "../../ops/distance.ts";
export { cosineSimilarity, normalize, pairwiseDistance } from "../../ops/norms.ts";
