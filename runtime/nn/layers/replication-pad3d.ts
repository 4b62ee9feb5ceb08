/** `nn.ReplicationPad3d`. */

import { type EdgeCall, ReplicationPadding } from "../edge-padding.ts";

/**
 * Adds, at the edges of the last three dims, the outermost elements over and over. One number is for all edges, six numbers are left, right, top, bottom, front, back.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad3d.html
 */
export class ReplicationPad3d extends ReplicationPadding {
  constructor(...args: EdgeCall) {
    super("ReplicationPad3d", 3, args);
  }
}
