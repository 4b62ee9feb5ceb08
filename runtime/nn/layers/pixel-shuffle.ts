/** `nn.PixelShuffle`. */

import { pixelShuffle } from "../../ops/roll.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { Module } from "../module.ts";

/**
 * Makes channels of each pixel pixels: [*, C r², H, W] to [*, C, H r, W r].
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html
 */
export class PixelShuffle extends Module {
  readonly upscaleFactor: number;

  constructor(...args: Call<[upscaleFactor: number], { upscaleFactor?: number }>) {
    super();
    const call = parse<{ upscaleFactor: number }>("PixelShuffle", ["upscaleFactor!"], args);
    this.upscaleFactor = integer("PixelShuffle", "upscaleFactor", call.upscaleFactor, 1);
  }

  override forward(input: Tensor): Tensor {
    return pixelShuffle(input, this.upscaleFactor);
  }

  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`;
  }
}
