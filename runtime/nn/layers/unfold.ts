/** `nn.Unfold`. */

import { type BlockOptions, unfoldBlocks } from "../../ops/sliding-blocks.ts";
import type { Each } from "../../ops/tuples.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import { plain } from "../python.ts";

/** The patches under a window that moves over [N, C, H, W]: [N, C * window, patches]. */
export class Unfold extends Module {
  readonly kernelSize: Each;
  readonly dilation: Each;
  readonly padding: Each;
  readonly stride: Each;

  constructor(
    ...args: Call<[kernelSize: Each, dilation?: Each, padding?: Each, stride?: Each], Partial<BlockOptions>>
  ) {
    super();
    const call = parse<BlockOptions>("Unfold", ["kernelSize!", "dilation", "padding", "stride"], args);
    this.kernelSize = call.kernelSize;
    this.dilation = call.dilation ?? 1;
    this.padding = call.padding ?? 0;
    this.stride = call.stride ?? 1;
  }

  override forward(input: Tensor): Tensor {
    return unfoldBlocks(input, this);
  }

  override extraRepr(): string {
    return (
      `kernel_size=${plain(this.kernelSize)}, dilation=${plain(this.dilation)}, padding=${plain(this.padding)}, ` +
      `stride=${plain(this.stride)}`
    );
  }
}
