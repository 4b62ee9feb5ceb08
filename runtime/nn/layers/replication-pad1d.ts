/** `nn.ReplicationPad1d`. */

import { type EdgeCall, ReplicationPadding } from "../edge-padding.ts";

/**
 * Adds, at the edges of the last dim, the outermost elements over and over. One number is for all edges, two numbers are left, right.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html
 */
export class ReplicationPad1d extends ReplicationPadding {
  constructor(...args: EdgeCall) {
    super("ReplicationPad1d", 1, args);
  }
}
