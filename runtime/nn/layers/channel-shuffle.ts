/** `nn.ChannelShuffle`. */

import { channelShuffle } from "../../ops/roll.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { Module } from "../module.ts";

/**
 * Takes one channel after the other of each of `groups` groups: [N, C, *].
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html
 */
export class ChannelShuffle extends Module {
  readonly groups: number;

  constructor(...args: Call<[groups: number], { groups?: number }>) {
    super();
    const call = parse<{ groups: number }>("ChannelShuffle", ["groups!"], args);
    this.groups = integer("ChannelShuffle", "groups", call.groups, 1);
  }

  override forward(input: Tensor): Tensor {
    return channelShuffle(input, this.groups);
  }

  override extraRepr(): string {
    return `groups=${this.groups}`;
  }
}
