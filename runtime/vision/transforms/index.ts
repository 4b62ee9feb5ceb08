/** Transforms of pictures and tensors: `torchvision.transforms`. */

export { Compose } from "./compose.ts";
export { ConvertImageDtype } from "./convert-image-dtype.ts";
export { Lambda } from "./lambda.ts";
export { Normalize, type PerChannel } from "./normalize.ts";
export { PILToTensor } from "./pil-to-tensor.ts";
export { ToPILImage } from "./to-pil-image.ts";
export { ToTensor } from "./to-tensor.ts";
export { Transform } from "./transform.ts";
