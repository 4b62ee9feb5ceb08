/** A part of a tensor, replaced. */

import { describe } from "../../../tensor/options.ts";
import { Tensor } from "../../../tensor/tensor.ts";

/** `img` with `v` in the `h` by `w` pixels from (i, j) on. */
export function erase(img: Tensor, i: number, j: number, h: number, w: number, v: Tensor, inplace = false): Tensor {
  if (!(img instanceof Tensor)) throw new TypeError(`img should be Tensor Image. Got ${describe(img)}`);
  const out = inplace ? img : img.clone();
  out.narrow(-2, i, h).narrow(-1, j, w).copy_(v);
  return out;
}
