/** `torchvision.transforms.ToPILImage`. */

import { callableClass } from "../../callable-class.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Image } from "../image.ts";
import { toPilImage } from "./functional/to-pil-image.ts";
import { Transform } from "./transform.ts";

interface Options {
  mode?: string | null;
}

/** A tensor [C, H, W] or [H, W], of uint8 or of floats from 0 to 1, to a picture. */
export const ToPILImage = callableClass(
  class ToPILImage extends Transform<Tensor, Image> {
    readonly mode: string | null;

    /** @param mode what the picture must be: "L", "LA", "RGB" or "RGBA"; what its channels say. */
    constructor(mode?: string | null | Options) {
      super();
      this.mode = named<Options>("ToPILImage", { mode }).mode ?? null;
    }

    override forward(tensor: Tensor): Image {
      return toPilImage(tensor, this.mode);
    }

    override extraRepr(): string {
      return this.mode === null ? "" : `mode=${this.mode}`;
    }
  },
);
export type ToPILImage = InstanceType<typeof ToPILImage>;
