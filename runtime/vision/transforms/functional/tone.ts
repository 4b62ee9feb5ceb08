/** What treats each value by itself: inverted, posterized, solarized; stretched and equalized channels. */

import { stack } from "../../../ops/join.ts";
import { where } from "../../../ops/select.ts";
import { float32, uint8 } from "../../../tensor/dtype.ts";
import { type Tensor, wrap } from "../../../tensor/tensor.ts";
import { autocontrasted, equalized, inverted, posterized, solarized } from "../../pillow/tables.ts";
import { either, type ImageOrTensor, maxValue, requireChannels } from "./common.ts";

function invertTensor(one: Tensor): Tensor {
  requireChannels(one, 3);
  return one.neg().add(maxValue(one.dtype));
}

/** White minus each value. */
export function invert<T extends ImageOrTensor>(img: T): T {
  return either(img, "invert", (image) => image.with(inverted(image)), invertTensor);
}

/** The first `bits` (0…8) bits of each byte. */
export function posterize<T extends ImageOrTensor>(img: T, bits: number): T {
  if (!Number.isInteger(bits) || bits < 0 || bits > 8)
    throw new RangeError(`The number if bits should be between 0 and 8. Got ${bits}`);
  return either(
    img,
    "posterize",
    (image) => image.with(posterized(image, bits)),
    (one) => {
      requireChannels(one, 3);
      requireBytes(one);
      return one.bitwiseAnd(256 - 2 ** (8 - bits));
    },
  );
}

function requireBytes({ dtype }: Tensor): void {
  if (dtype !== uint8) throw new TypeError(`Only torch.uint8 image tensors are supported, but found ${dtype}`);
}

/** Values from `threshold` on, inverted. */
export function solarize<T extends ImageOrTensor>(img: T, threshold: number): T {
  return either(
    img,
    "solarize",
    (image) => image.with(solarized(image, threshold)),
    (one) => {
      requireChannels(one, 3);
      if (threshold > maxValue(one.dtype))
        throw new TypeError(`Threshold should be less than bound of img, got ${threshold} > ${maxValue(one.dtype)}.`);
      return where(one.ge(threshold), invertTensor(one), one);
    },
  );
}

/** Each channel stretched so that it goes from black to white. */
export function autocontrast<T extends ImageOrTensor>(img: T): T {
  return either(
    img,
    "autocontrast",
    (image) => image.with(autocontrasted(image)),
    (one) => {
      requireChannels(one, 3);
      const bound = maxValue(one.dtype);
      const dtype = one.dtype.isFloatingPoint ? one.dtype : float32;
      const low = one.amin([-2, -1], true).to(dtype);
      const span = one.amax([-2, -1], true).to(dtype).sub(low);
      const isFlat = span.eq(0);
      const scale = where(isFlat, 1, span.reciprocal().mul(bound));
      return one
        .sub(where(isFlat, 0, low))
        .mul(scale)
        .clamp(0, bound)
        .to(one.dtype);
    },
  );
}

/** Each channel spread so that all values are about equally frequent. */
export function equalize<T extends ImageOrTensor>(img: T): T {
  return either(
    img,
    "equalize",
    (image) => image.with(equalized(image)),
    (one) => {
      if (one.ndim < 3 || one.ndim > 4)
        throw new TypeError(`Input image tensor should have 3 or 4 dimensions, but found ${one.ndim}`);
      requireBytes(one);
      requireChannels(one, 3);
      return equalizeBatch(one);
    },
  );
}

function equalizeBatch(one: Tensor): Tensor {
  if (one.ndim > 2) return stack(one.unbind(0).map(equalizeBatch));
  const [height, width] = one.shape;
  const { data } = equalized({ data: one.kernels.toBytes(one.handle), height, width, channels: 1 });
  return wrap(one, one.kernels.fromBytes(data, [height, width], uint8.code));
}
