/** Layers as functions: `torch.nn.functional`. */

export { linear } from "../../ops/linear.ts";
export * from "./activation.ts";
export * from "./dropout.ts";
export * from "./loss.ts";
export * from "./sparse.ts";
