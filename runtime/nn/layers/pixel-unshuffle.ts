/** `nn.PixelUnshuffle`. */

import { pixelUnshuffle } from "../../ops/roll.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { Module } from "../module.ts";

/**
 * Makes pixels channels: [*, C, H r, W r] to [*, C r², H, W].
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html
 */
export class PixelUnshuffle extends Module {
  readonly downscaleFactor: number;

  constructor(...args: Call<[downscaleFactor: number], { downscaleFactor?: number }>) {
    super();
    const call = parse<{ downscaleFactor: number }>("PixelUnshuffle", ["downscaleFactor!"], args);
    this.downscaleFactor = integer("PixelUnshuffle", "downscaleFactor", call.downscaleFactor, 1);
  }

  override forward(input: Tensor): Tensor {
    return pixelUnshuffle(input, this.downscaleFactor);
  }

  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`;
  }
}
