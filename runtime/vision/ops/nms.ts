/** `torchvision.ops.nms`: the best of boxes that overlap. */

import { empty, tensor } from "../../ops/create.ts";
import { int64 } from "../../tensor/dtype.ts";
import { elementsOf } from "../../tensor/elements.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Where there are more coordinates, batchedNms goes through the groups one by one, as torchvision does on the CPU. */
const manyCoordinates = 4000;

function numbers(of: Tensor): number[] {
  return elementsOf(of.kernels, of.handle).map(Number);
}

function requireScored(name: string, boxes: Tensor, scores: Tensor): void {
  if (boxes.ndim !== 2) throw new RangeError(`boxes should be a 2d tensor, got ${boxes.ndim}D`);
  if (boxes.shape[1] !== 4) throw new RangeError(`boxes should have 4 elements in dimension 1, got ${boxes.shape[1]}`);
  if (scores.ndim !== 1) throw new RangeError(`scores should be a 1d tensor, got ${scores.ndim}D`);
  if (boxes.shape[0] !== scores.shape[0])
    throw new RangeError(
      `boxes and scores should have same number of elements in dimension 0, got ${boxes.shape[0]} and ${scores.shape[0]}`,
    );
  if (boxes.dtype !== scores.dtype)
    throw new TypeError(`${name}(): dets should have the same type as scores, got ${boxes.dtype} and ${scores.dtype}`);
}

/**
 * Indices of the boxes [N, 4] ("xyxy") that are left, best score first, when each takes away those that it overlaps by more
 * than `iouThreshold`.
 */
export function nms(boxes: Tensor, scores: Tensor, iouThreshold: number | { iouThreshold: number }): Tensor {
  const { iouThreshold: most } = named<{ iouThreshold: number }>("nms", { iouThreshold });
  requireScored("nms", boxes, scores);
  if (typeof most !== "number") throw new TypeError("nms() missing required argument: 'iouThreshold'");
  const coordinates = numbers(boxes);
  const order = numbers(scores.argsort({ stable: true, descending: true }));
  // What is computed in float32 there is rounded to it here, so that the same boxes stay.
  const round = boxes.dtype.itemsize > 4 ? (value: number): number => value : Math.fround;
  const area = order.map((box) => {
    const [x1, y1, x2, y2] = coordinates.slice(4 * box, 4 * box + 4);
    return round(round(x2 - x1) * round(y2 - y1));
  });
  const gone = new Uint8Array(order.length);
  const kept: number[] = [];
  for (let i = 0; i < order.length; i++) {
    if (gone[i]) continue;
    kept.push(order[i]);
    const a = 4 * order[i];
    for (let j = i + 1; j < order.length; j++) {
      if (gone[j]) continue;
      const b = 4 * order[j];
      const least = (at: number): number => Math.max(coordinates[a + at], coordinates[b + at]);
      const width = Math.max(0, round(Math.min(coordinates[a + 2], coordinates[b + 2]) - least(0)));
      const height = Math.max(0, round(Math.min(coordinates[a + 3], coordinates[b + 3]) - least(1)));
      const inter = round(width * height);
      if (round(inter / round(round(area[i] + area[j]) - inter)) > most) gone[j] = 1;
    }
  }
  return tensor(kept, { dtype: int64, device: boxes.device });
}

/** {@link nms} within each of the groups that `idxs` (int64 [N]) names. */
export function batchedNms(
  boxes: Tensor,
  scores: Tensor,
  idxs: Tensor,
  iouThreshold: number | { iouThreshold: number },
): Tensor {
  const { iouThreshold: most } = named<{ iouThreshold: number }>("batchedNms", { iouThreshold });
  requireScored("batchedNms", boxes, scores);
  if (boxes.numel() === 0) return empty(0, { dtype: int64, device: boxes.device });
  if (boxes.numel() <= manyCoordinates) {
    // Each group is moved to where no other's boxes are.
    const offsets = idxs.to(boxes.dtype).mul(boxes.max().add(1));
    return nms(boxes.add(offsets.unsqueeze(1)), scores, most);
  }
  const groups = new Map<number, number[]>();
  numbers(idxs).forEach((group, i) => {
    groups.set(group, [...(groups.get(group) ?? []), i]);
  });
  const kept: number[] = [];
  for (const members of groups.values()) {
    const rows = tensor(members, { dtype: int64, device: boxes.device });
    const left = nms(boxes.indexSelect(0, rows), scores.indexSelect(0, rows), most);
    for (const i of numbers(left)) kept.push(members[i]);
  }
  const indices = tensor(
    kept.sort((a, b) => a - b),
    { dtype: int64, device: boxes.device },
  );
  return indices.indexSelect(0, scores.indexSelect(0, indices).argsort({ descending: true }));
}
