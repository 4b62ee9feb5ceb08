/** Transforms as functions of a picture or tensor: `torchvision.transforms.functional`. */

export { affine, rotate } from "./affine.ts";
export { adjustSharpness, gaussianBlur } from "./blur.ts";
export {
  adjustBrightness,
  adjustContrast,
  adjustGamma,
  adjustHue,
  adjustSaturation,
  rgbToGrayscale,
  rgbToGrayscale as toGrayscale,
} from "./color.ts";
export {
  type Fill,
  getDimensions,
  getImageNumChannels,
  getImageSize,
  type ImageOrTensor,
  type InterpolationMode,
} from "./common.ts";
export { convertImageDtype } from "./convert-image-dtype.ts";
export { centerCrop, crop, fiveCrop, resizedCrop, type SizeOf, tenCrop } from "./crop.ts";
export { elasticTransform } from "./elastic.ts";
export { erase } from "./erase.ts";
export { hflip, vflip } from "./flip.ts";
export { normalize, type PerChannel } from "./normalize.ts";
export { type PaddingOf, pad } from "./pad.ts";
export { type Corners, perspective } from "./perspective.ts";
export { pilToTensor } from "./pil-to-tensor.ts";
export { type ResizeOptions, resize } from "./resize.ts";
export { toPilImage } from "./to-pil-image.ts";
export { toTensor } from "./to-tensor.ts";
export { autocontrast, equalize, invert, posterize, solarize } from "./tone.ts";
