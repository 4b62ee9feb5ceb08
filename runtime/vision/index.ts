/** Pictures: `torchvision`. */

export * as datasets from "./datasets/index.ts";
export { Picture } from "./picture.ts";
export * as transforms from "./transforms/index.ts";
