/** `torchvision.ops`: areas and overlaps of boxes. */

import { noGrad } from "../../autograd/mode.ts";
import { maximum, minimum } from "../../ops/arithmetic.ts";
import { zeros } from "../../ops/create.ts";
import { stack } from "../../ops/join.ts";
import { float32, float64, int32, int64 } from "../../tensor/dtype.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type BoxFormat, boxConvert } from "./box-format.ts";

/** In a type that products of coordinates fit into. */
function wide(tensor: Tensor): Tensor {
  const { dtype } = tensor;
  if (dtype.isFloatingPoint) return dtype === float32 || dtype === float64 ? tensor : tensor.to(float32);
  return dtype === int32 || dtype === int64 ? tensor : tensor.to(int32);
}

function requireFormat(fmt: string, what: string): void {
  if (fmt !== "xyxy" && fmt !== "xywh" && fmt !== "cxcywh")
    throw new RangeError(`${what} ${fmt}: "xyxy", "xywh" or "cxcywh" is needed`);
}

function requireBoxes(name: string, argument: string, boxes: Tensor): void {
  if (boxes.ndim === 0 || boxes.shape[boxes.ndim - 1] !== 4)
    throw new RangeError(
      `${name}(): argument '${argument}' must be boxes [..., 4], got shape [${boxes.shape.join(", ")}]`,
    );
}

type FormatOption = { fmt?: BoxFormat };

/** Areas of boxes: [..., 4] to [...]. */
export function boxArea(boxes: Tensor, fmt?: BoxFormat | FormatOption): Tensor {
  const format = named<FormatOption>("boxArea", { fmt }).fmt ?? "xyxy";
  requireFormat(format, "Unsupported Bounding Box area for given format");
  requireBoxes("boxArea", "boxes", boxes);
  const [a, b, c, d] = wide(boxes).unbind(-1);
  return format === "xyxy" ? c.sub(a).mul(d.sub(b)) : c.mul(d);
}

/** The first and the second two columns, as [..., N, 1, 2] or [..., 1, N, 2]. */
function corners(boxes: Tensor, dim: number): [least: Tensor, most: Tensor] {
  return [boxes.narrow(-1, 0, 2).unsqueeze(dim), boxes.narrow(-1, 2, 2).unsqueeze(dim)];
}

const product = (sides: Tensor): Tensor => sides.select(-1, 0).mul(sides.select(-1, 1));

function overlap(
  boxes1: Tensor,
  boxes2: Tensor,
  [area1, area2] = [boxArea(boxes1), boxArea(boxes2)],
): { inter: Tensor; union: Tensor } {
  const [least1, most1] = corners(boxes1, -2);
  const [least2, most2] = corners(boxes2, -3);
  const sides = wide(minimum(most1, most2).sub(maximum(least1, least2))).clamp({ min: 0 });
  const inter = product(sides);
  return { inter, union: area1.unsqueeze(-1).add(area2.unsqueeze(-2)).sub(inter) };
}

/** The smallest boxes that hold one of each: their sides, [..., N, M, 2]. */
function hull(boxes1: Tensor, boxes2: Tensor): Tensor {
  const [least1, most1] = corners(boxes1, -2);
  const [least2, most2] = corners(boxes2, -3);
  return wide(maximum(most1, most2).sub(minimum(least1, least2))).clamp({ min: 0 });
}

/** How much boxes share: intersection over union of each of [..., N, 4] with each of [..., M, 4], [..., N, M]. */
export function boxIou(boxes1: Tensor, boxes2: Tensor, fmt?: BoxFormat | FormatOption): Tensor {
  const format = named<FormatOption>("boxIou", { fmt }).fmt ?? "xyxy";
  requireFormat(format, "Unsupported Box IoU Calculation for given fmt");
  requireBoxes("boxIou", "boxes1", boxes1);
  requireBoxes("boxIou", "boxes2", boxes2);
  const [first, second] = [boxes1, boxes2].map((boxes) =>
    format === "xyxy" ? boxes : boxConvert(boxes, format, "xyxy"),
  );
  const { inter, union } = overlap(first, second, [boxArea(boxes1, format), boxArea(boxes2, format)]);
  return inter.div(union);
}

/** Less than {@link boxIou} by the empty share of the smallest box that holds both. @see https://giou.stanford.edu */
export function generalizedBoxIou(boxes1: Tensor, boxes2: Tensor): Tensor {
  requireBoxes("generalizedBoxIou", "boxes1", boxes1);
  requireBoxes("generalizedBoxIou", "boxes2", boxes2);
  const { inter, union } = overlap(boxes1, boxes2);
  const whole = product(hull(boxes1, boxes2));
  return inter.div(union).sub(whole.sub(union).div(whole));
}

type EpsOption = { eps?: number };

function distances(boxes1: Tensor, boxes2: Tensor, eps: number): { iou: Tensor; diou: Tensor } {
  const iou = boxIou(boxes1, boxes2);
  const sides = hull(boxes1, boxes2).pow(2);
  const diagonal = sides.select(-1, 0).add(sides.select(-1, 1)).add(eps);
  const [x1, y1] = boxConvert(boxes1, "xyxy", "cxcywh").unbind(-1);
  const [x2, y2] = boxConvert(boxes2, "xyxy", "cxcywh").unbind(-1);
  const squared = (a: Tensor, b: Tensor): Tensor => wide(a.unsqueeze(-1).sub(b.unsqueeze(-2))).pow(2);
  return { iou, diou: iou.sub(squared(x1, x2).add(squared(y1, y2)).div(diagonal)) };
}

/** Less than {@link boxIou} by the distance of the centres. @see https://arxiv.org/abs/1911.08287 */
export function distanceBoxIou(boxes1: Tensor, boxes2: Tensor, eps?: number | EpsOption): Tensor {
  requireBoxes("distanceBoxIou", "boxes1", boxes1);
  requireBoxes("distanceBoxIou", "boxes2", boxes2);
  const call = named<EpsOption>("distanceBoxIou", { eps });
  return distances(wide(boxes1), wide(boxes2), call.eps ?? 1e-7).diou;
}

/** Less than {@link distanceBoxIou} by how the boxes' proportions differ. @see https://arxiv.org/abs/1911.08287 */
export function completeBoxIou(boxes1: Tensor, boxes2: Tensor, eps?: number | EpsOption): Tensor {
  requireBoxes("completeBoxIou", "boxes1", boxes1);
  requireBoxes("completeBoxIou", "boxes2", boxes2);
  const small = named<EpsOption>("completeBoxIou", { eps }).eps ?? 1e-7;
  const [first, second] = [wide(boxes1), wide(boxes2)];
  const { iou, diou } = distances(first, second, small);
  const angle = (boxes: Tensor): Tensor => {
    const [, , width, height] = boxConvert(boxes, "xyxy", "xywh").unbind(-1);
    return width.div(height).atan();
  };
  const differs = angle(first)
    .unsqueeze(-1)
    .sub(angle(second).unsqueeze(-2))
    .pow(2)
    .mul(4 / Math.PI ** 2);
  const weight = noGrad(() => differs.div(iou.neg().add(1).add(differs).add(small)));
  return diou.sub(weight.mul(differs));
}

/** Boxes cut to a picture of `[height, width]`. */
export function clipBoxesToImage(boxes: Tensor, size: readonly [height: number, width: number]): Tensor {
  requireBoxes("clipBoxesToImage", "boxes", boxes);
  const [height, width] = size;
  const [x1, y1, x2, y2] = boxes.unbind(-1);
  const cut = (tensor: Tensor, max: number): Tensor => tensor.clamp({ min: 0, max });
  return stack([cut(x1, width), cut(y1, height), cut(x2, width), cut(y2, height)], -1);
}

/** Indices of the boxes [N, 4] whose sides are both at least `minSize`. */
export function removeSmallBoxes(boxes: Tensor, minSize: number | { minSize: number }): Tensor {
  requireBoxes("removeSmallBoxes", "boxes", boxes);
  const { minSize: least } = named<{ minSize: number }>("removeSmallBoxes", { minSize });
  const [x1, y1, x2, y2] = boxes.unbind(-1);
  return x2.sub(x1).ge(least).logicalAnd(y2.sub(y1).ge(least)).nonzero().select(1, 0);
}

/** The smallest boxes around what is not 0 in masks [N, H, W]: float32 [N, 4], zeros for an empty mask. */
export function masksToBoxes(masks: Tensor): Tensor {
  if (masks.numel() === 0) return zeros(0, 4, { device: masks.device });
  if (masks.ndim !== 3)
    throw new RangeError(`masksToBoxes(): masks must be [N, H, W], got shape [${masks.shape.join(", ")}]`);
  const [, height, width] = masks.shape;
  const filled = masks.ne(0);
  const edges = (dim: number, size: number): [first: Tensor, last: Tensor, any: Tensor] => {
    const lines = filled.any(dim).to(float32);
    return [
      lines.argmax(1),
      lines
        .flip([1])
        .argmax(1)
        .neg()
        .add(size - 1),
      lines.sum(1).gt(0),
    ];
  };
  const [top, bottom, any] = edges(2, height);
  const [left, right] = edges(1, width);
  return stack([left, top, right, bottom], 1).to(float32).mul(any.unsqueeze(1).to(float32));
}
