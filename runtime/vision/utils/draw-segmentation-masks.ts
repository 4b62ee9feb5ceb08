/** `torchvision.utils.draw_segmentation_masks`. */

import { noGrad } from "../../autograd/mode.ts";
import { tensor, zerosLike } from "../../ops/create.ts";
import { where } from "../../ops/select.ts";
import { bool } from "../../tensor/dtype.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Colors, colorsOf } from "./colors.ts";
import { requirePicture } from "./picture.ts";

/** Options of {@link drawSegmentationMasks}. */
export interface SegmentationMaskOptions {
  /** How much of the masks is seen, from 0 to 1; 0.8. */
  alpha?: number;
  /** One for all masks, or a list with one for each; a palette. */
  colors?: Colors | null;
}

/**
 * The picture with masks over it: uint8 or floating point [3, H, W], and bool [N, H, W] or [H, W]. Where masks overlap it is
 * black below.
 */
export function drawSegmentationMasks(
  image: Tensor,
  masks: Tensor,
  alpha?: number | SegmentationMaskOptions,
  colors?: Colors | null | SegmentationMaskOptions,
): Tensor {
  const call = named<SegmentationMaskOptions>("drawSegmentationMasks", { alpha, colors });
  const { alpha: opacity = 0.8 } = call;
  requirePicture(image);
  if (image.shape[0] !== 3) throw new RangeError("Pass an RGB image. Other Image formats are not supported");
  const layers = masks.ndim === 2 ? masks.unsqueeze(0) : masks;
  if (layers.ndim !== 3) throw new RangeError("masks must be of shape (H, W) or (batch_size, H, W)");
  if (layers.dtype !== bool) throw new TypeError(`The masks must be of dtype bool. Got ${layers.dtype}`);
  if (layers.shape[1] !== image.shape[1] || layers.shape[2] !== image.shape[2])
    throw new RangeError("The image and the masks must have the same height and width");
  const count = layers.shape[0];
  if (count === 0) {
    console.warn("masks doesn't contain any mask. No mask was drawn");
    return image;
  }
  const { dtype, device } = image;
  const scale = dtype.isFloatingPoint ? 255 : 1;
  return noGrad(() => {
    const palette = colorsOf(call.colors, count).map((color) =>
      tensor(
        color.map((part) => part / scale),
        { dtype, device },
      ).reshape(3, 1, 1),
    );
    const covered = layers
      .unbind(0)
      .reduce((picture, mask, i) => where(mask.unsqueeze(0), palette[i], picture), image.detach());
    const several = layers.sum(0).gt(1).unsqueeze(0);
    const below = where(several, zerosLike(covered), covered);
    return image
      .mul(1 - opacity)
      .add(below.mul(opacity))
      .to(dtype);
  });
}
