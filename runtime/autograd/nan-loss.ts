/** Losses that are no number: which parameters they were differentiated with regard to. */

import type { Node } from "../tensor/node.ts";
import type { Tensor } from "../tensor/tensor.ts";

let leaves: WeakSet<Tensor> | null = null;

/** Notes the leaves of a loss that is NaN, before its graph is walked: the next step of their optimizer says so. */
export function noteNanLoss(loss: Tensor): void {
  const { kernels, handle, backend, node } = loss;
  // On a GPU the look would wait for all that is computed before.
  if (backend.name !== "cpu" || kernels.numel(handle) !== 1 || !loss.dtype.isFloatingPoint) return;
  if (node === null || !Number.isNaN(kernels.item(handle))) return;
  const seen = new Set<Node>([node]);
  for (const { leaf, next } of seen) {
    if (leaf !== null) leaves = (leaves ?? new WeakSet<Tensor>()).add(leaf);
    for (const inner of next) if (inner !== null) seen.add(inner);
  }
}

/** Whether one of the parameters belongs to such a loss; those noted so far are forgotten then. */
export function takeNanLoss(parameters: () => readonly Tensor[]): boolean {
  const noted = leaves;
  if (noted === null || !parameters().some((parameter) => noted.has(parameter))) return false;
  leaves = null;
  return true;
}
