/** Pictures: `torchvision`. */

export * as datasets from "./datasets/index.ts";
export { Image } from "./image.ts";
export * as io from "./io.ts";
export * as models from "./models/index.ts";
export * as ops from "./ops/index.ts";
export * as transforms from "./transforms/index.ts";
export * as utils from "./utils/index.ts";
