/** Mirrored pictures. */

import { turned } from "../../pillow/warp.ts";
import { either, type ImageOrTensor } from "./common.ts";

/** Left and right exchanged. */
export function hflip<T extends ImageOrTensor>(img: T): T {
  return either(
    img,
    "hflip",
    (image) => image.with(turned(image, "leftRight")),
    (tensor) => tensor.flip([-1]),
  );
}

/** Top and bottom exchanged. */
export function vflip<T extends ImageOrTensor>(img: T): T {
  return either(
    img,
    "vflip",
    (image) => image.with(turned(image, "topBottom")),
    (tensor) => tensor.flip([-2]),
  );
}
