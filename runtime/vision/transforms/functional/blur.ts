/** Pictures blurred and sharpened. */

import { conv2d } from "../../../ops/convolution.ts";
import { linspace, tensor } from "../../../ops/create.ts";
import { padByItself } from "../../../ops/pad.ts";
import { float32 } from "../../../tensor/dtype.ts";
import { named } from "../../../tensor/options.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { sharpened } from "../../pillow/enhance.ts";
import { blend } from "./color.ts";
import { either, type ImageOrTensor, onFloatBatch, requireChannels } from "./common.ts";
import { pilToTensor } from "./pil-to-tensor.ts";
import { toPilImage } from "./to-pil-image.ts";

/** The bell of `size` factors whose sum is 1. */
function bell(size: number, sigma: number, like: Tensor): Tensor {
  const half = (size - 1) * 0.5;
  const dtype = like.dtype.isFloatingPoint ? like.dtype : float32;
  const x = linspace(-half, half, size, { dtype, device: like.device });
  const density = x.div(sigma).pow(2).mul(-0.5).exp();
  return density.div(density.sum());
}

/** Each channel of `img` with one kernel [height, width]. */
function convolved(batch: Tensor, kernel: Tensor): Tensor {
  const channels = batch.size(-3);
  const [height, width] = kernel.shape;
  return conv2d(batch, kernel.expand(channels, 1, height, width), null, { groups: channels });
}

function blurTensor(img: Tensor, [width, height]: readonly number[], sigma: readonly number[]): Tensor {
  const kernel = bell(height, sigma[1], img)
    .unsqueeze(1)
    .mm(bell(width, sigma[0], img).unsqueeze(0));
  const sides = [Math.floor(width / 2), Math.floor(width / 2), Math.floor(height / 2), Math.floor(height / 2)];
  return onFloatBatch(img, (batch) => convolved(padByItself(batch, sides, "reflect"), kernel), kernel.dtype);
}

interface BlurOptions {
  kernelSize?: number | readonly number[];
  sigma?: number | readonly number[] | null;
}

/**
 * A Gaussian blur.
 * @param kernelSize odd, [along x, along y] or one number for both.
 * @param sigma the standard deviation in pixels, [along x, along y] or one number; 0.15 kernelSize + 0.35.
 */
export function gaussianBlur<T extends ImageOrTensor>(
  img: T,
  kernelSize: number | readonly number[] | BlurOptions,
  sigma?: number | readonly number[] | null | BlurOptions,
): T {
  const call = named<BlurOptions>("gaussianBlur", { kernelSize, sigma });
  const given = call.kernelSize ?? [];
  const sizes = typeof given === "number" ? [given, given] : given;
  if (sizes.length !== 2)
    throw new RangeError(`If kernel_size is a sequence its length should be 2. Got ${sizes.length}`);
  if (sizes.some((size) => !Number.isInteger(size) || size % 2 === 0 || size < 0))
    throw new RangeError(`kernel_size should have odd and positive integers. Got [${sizes.join(", ")}]`);
  const spread = call.sigma ?? sizes.map((size) => size * 0.15 + 0.35);
  const sigmas = typeof spread === "number" ? [spread, spread] : spread.length === 1 ? [spread[0], spread[0]] : spread;
  if (sigmas.length !== 2) throw new RangeError(`If sigma is a sequence, its length should be 2. Got ${sigmas.length}`);
  if (sigmas.some((value) => !(value > 0)))
    throw new RangeError(`sigma should have positive values. Got [${sigmas.join(", ")}]`);
  return either(
    img,
    "gaussianBlur",
    (image) => toPilImage(blurTensor(pilToTensor(image), sizes, sigmas)),
    (one) => blurTensor(one, sizes, sigmas),
  );
}

/** A factor of 0 gives a smoothed picture, 1 the picture, 2 a sharpened one. */
export function adjustSharpness<T extends ImageOrTensor>(img: T, sharpnessFactor: number): T {
  if (!(sharpnessFactor >= 0)) throw new RangeError(`sharpness_factor (${sharpnessFactor}) is not non-negative.`);
  return either(
    img,
    "adjustSharpness",
    (image) => image.with(sharpened(image, sharpnessFactor)),
    (one) => {
      requireChannels(one);
      return one.size(-1) <= 2 || one.size(-2) <= 2 ? one : blend(one, smoothed(one), sharpnessFactor);
    },
  );
}

/** The mean with the eight neighbours, the pixel itself counted five times; the edges stay. */
function smoothed(img: Tensor): Tensor {
  const dtype = img.dtype.isFloatingPoint ? img.dtype : float32;
  const weights = tensor(
    [
      [1, 1, 1],
      [1, 5, 1],
      [1, 1, 1],
    ],
    { dtype, device: img.device },
  );
  const kernel = weights.div(weights.sum());
  const inner = onFloatBatch(img, (batch) => convolved(batch, kernel), dtype);
  const out = img.clone();
  out
    .narrow(-2, 1, img.size(-2) - 2)
    .narrow(-1, 1, img.size(-1) - 2)
    .copy_(inner);
  return out;
}
