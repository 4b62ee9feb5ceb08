/** Pictures: `torchvision`. */

export * as datasets from "./datasets/index.ts";
export * as models from "./models/index.ts";
export * as ops from "./ops/index.ts";
export { Picture } from "./picture.ts";
export * as transforms from "./transforms/index.ts";
