/** `torchvision.transforms.Pad`. */

import { callableClass } from "../../callable-class.ts";
import { plain } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import type { EdgeMode } from "../pillow/edges.ts";
import type { Fill, ImageOrTensor } from "./functional/common.ts";
import { type PaddingOf, pad, requirePadding } from "./functional/pad.ts";
import { ImageTransform } from "./image-transform.ts";

interface Options {
  padding?: PaddingOf;
  fill?: Fill;
  paddingMode?: EdgeMode;
}

/**
 * More pixels at the edges.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Pad.html
 */
export const Pad = callableClass(
  class Pad extends ImageTransform {
    readonly padding: PaddingOf;
    readonly fill: Fill;
    readonly paddingMode: EdgeMode;

    /**
     * @param padding for all sides, [left and right, top and bottom], or [left, top, right, bottom].
     * @param fill what they hold in the mode "constant"; 0.
     * @param paddingMode "constant", "edge", "reflect" or "symmetric"; "constant".
     */
    constructor(padding: PaddingOf | Options, fill?: Fill | Options, paddingMode?: EdgeMode | Options) {
      super();
      const call = named<Options>("Pad", { padding, fill, paddingMode });
      this.fill = call.fill ?? 0;
      this.paddingMode = call.paddingMode ?? "constant";
      requirePadding(call.padding, this.fill, this.paddingMode);
      this.padding = call.padding as PaddingOf;
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      return pad(img, this.padding, this.fill, this.paddingMode);
    }

    override extraRepr(): string {
      return `padding=${plain(this.padding)}, fill=${plain(this.fill)}, padding_mode=${this.paddingMode}`;
    }
  },
);
export type Pad = InstanceType<typeof Pad>;
