/** `torchvision.ops.box_convert`: ways to write boxes down. */

import { stack } from "../../ops/join.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Two opposite corners; a corner, width and height; the centre, width and height. */
export type BoxFormat = "xyxy" | "xywh" | "cxcywh";

/** A box with the angle in degrees by which it is turned against the clock, or its four corners. */
export type RotatedBoxFormat = "xywhr" | "cxcywhr" | "xyxyxyxy";

type AnyBoxFormat = BoxFormat | RotatedBoxFormat;

const formats: readonly string[] = ["xyxy", "xywh", "cxcywh", "xywhr", "cxcywhr", "xyxyxyxy"];

type Columns = readonly Tensor[];

const toCorners: Readonly<Record<BoxFormat, (columns: Columns) => Columns>> = {
  xyxy: (columns) => columns,
  xywh: ([x, y, w, h]) => [x, y, x.add(w), y.add(h)],
  cxcywh: ([cx, cy, w, h]) => [cx.sub(w.mul(0.5)), cy.sub(h.mul(0.5)), cx.add(w.mul(0.5)), cy.add(h.mul(0.5))],
};

const fromCorners: Readonly<Record<BoxFormat, (columns: Columns) => Columns>> = {
  xyxy: (columns) => columns,
  xywh: ([x1, y1, x2, y2]) => [x1, y1, x2.sub(x1), y2.sub(y1)],
  cxcywh: ([x1, y1, x2, y2]) => [x1.add(x2).div(2), y1.add(y2).div(2), x2.sub(x1), y2.sub(y1)],
};

/** Cosine and sine of angles in degrees. */
function turn(r: Tensor): [cos: Tensor, sin: Tensor] {
  const radians = r.mul(Math.PI).div(180);
  return [radians.cos(), radians.sin()];
}

/** Boxes turned by an angle, by a corner and by the centre, width, height and angle. */
const toTurned: Readonly<Record<RotatedBoxFormat, (columns: Columns) => Columns>> = {
  xywhr: (columns) => columns,
  cxcywhr: ([cx, cy, w, h, r]) => {
    const [cos, sin] = turn(r);
    const [halfWidth, halfHeight] = [w.div(2), h.div(2)];
    const x = cx.sub(halfWidth.mul(cos)).sub(halfHeight.mul(sin));
    return [x, cy.sub(halfHeight.mul(cos)).add(halfWidth.mul(sin)), w, h, r];
  },
  xyxyxyxy: ([x1, y1, x2, y2, x3, y3]) => {
    const r = y1.sub(y2).atan2(x2.sub(x1)).mul(180).div(Math.PI);
    const length = (dx: Tensor, dy: Tensor): Tensor => dx.pow(2).add(dy.pow(2)).sqrt();
    return [x1, y1, length(x2.sub(x1), y1.sub(y2)), length(x3.sub(x2), y3.sub(y2)), r];
  },
};

const fromTurned: Readonly<Record<RotatedBoxFormat, (columns: Columns) => Columns>> = {
  xywhr: (columns) => columns,
  cxcywhr: ([x, y, w, h, r]) => {
    const [cos, sin] = turn(r);
    const [halfWidth, halfHeight] = [w.div(2), h.div(2)];
    const cx = x.add(halfWidth.mul(cos)).add(halfHeight.mul(sin));
    return [cx, y.sub(halfWidth.mul(sin)).add(halfHeight.mul(cos)), w, h, r];
  },
  xyxyxyxy: ([x1, y1, w, h, r]) => {
    const [cos, sin] = turn(r);
    const [x2, y2] = [x1.add(w.mul(cos)), y1.sub(w.mul(sin))];
    const [dx, dy] = [h.mul(sin), h.mul(cos)];
    return [x1, y1, x2, y2, x2.add(dx), y2.add(dy), x1.add(dx), y1.add(dy)];
  },
};

/** Boxes in another format: [..., 4], turned ones [..., 5], their corners [..., 8]. */
export function boxConvert(
  boxes: Tensor,
  inFmt: AnyBoxFormat | { inFmt: AnyBoxFormat; outFmt: AnyBoxFormat },
  outFmt?: AnyBoxFormat | { outFmt: AnyBoxFormat },
): Tensor {
  const call = named<{ inFmt: AnyBoxFormat; outFmt: AnyBoxFormat }>("boxConvert", { inFmt, outFmt });
  const { inFmt: from, outFmt: to } = call;
  if (!formats.includes(from) || !formats.includes(to))
    throw new RangeError(
      `Unsupported Bounding Box Conversions for given in_fmt ${String(from)} and out_fmt ${String(to)}`,
    );
  if (from === to) return boxes.clone();
  const columns = boxes.unbind(-1);
  if (from in toCorners && to in fromCorners)
    return stack([...fromCorners[to as BoxFormat](toCorners[from as BoxFormat](columns))], -1);
  if (!(from in toTurned && to in fromTurned))
    throw new RangeError(`Unsupported Bounding Box Conversions for given in_fmt ${from} and out_fmt ${to}`);
  const whole = !boxes.dtype.isFloatingPoint;
  const turned = toTurned[from as RotatedBoxFormat](columns);
  const settled = whole ? turned.map((column) => column.round().to(boxes.dtype)) : turned;
  const found = stack([...fromTurned[to as RotatedBoxFormat](settled)], -1);
  return whole ? found.round().to(boxes.dtype) : found;
}
