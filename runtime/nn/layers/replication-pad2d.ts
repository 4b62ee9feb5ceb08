/** `nn.ReplicationPad2d`. */

import { type EdgeCall, ReplicationPadding } from "../edge-padding.ts";

/**
 * Adds, at the edges of the last two dims, the outermost elements over and over. One number is for all edges, four numbers are left, right, top, bottom.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html
 */
export class ReplicationPad2d extends ReplicationPadding {
  constructor(...args: EdgeCall) {
    super("ReplicationPad2d", 2, args);
  }
}
