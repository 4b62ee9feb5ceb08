/** `nn.Fold`. */

import { type BlockOptions, foldBlocks } from "../../ops/sliding-blocks.ts";
import type { Each } from "../../ops/tuples.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import { plain } from "../python.ts";

interface FoldOptions extends BlockOptions {
  outputSize: Each;
}

/** Patches back to an image, what overlaps summed: [N, C * window, patches] to [N, C, …outputSize]. */
export class Fold extends Module {
  readonly outputSize: Each;
  readonly kernelSize: Each;
  readonly dilation: Each;
  readonly padding: Each;
  readonly stride: Each;

  constructor(
    ...args: Call<
      [outputSize: Each, kernelSize: Each, dilation?: Each, padding?: Each, stride?: Each],
      Partial<FoldOptions>
    >
  ) {
    super();
    const names = ["outputSize!", "kernelSize!", "dilation", "padding", "stride"];
    const call = parse<FoldOptions>("Fold", names, args);
    this.outputSize = call.outputSize;
    this.kernelSize = call.kernelSize;
    this.dilation = call.dilation ?? 1;
    this.padding = call.padding ?? 0;
    this.stride = call.stride ?? 1;
  }

  override forward(input: Tensor): Tensor {
    return foldBlocks(input, this.outputSize, this);
  }

  override extraRepr(): string {
    return (
      `output_size=${plain(this.outputSize)}, kernel_size=${plain(this.kernelSize)}, dilation=${plain(this.dilation)}, ` +
      `padding=${plain(this.padding)}, stride=${plain(this.stride)}`
    );
  }
}
