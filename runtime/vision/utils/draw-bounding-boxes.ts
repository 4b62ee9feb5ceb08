/** `torchvision.utils.draw_bounding_boxes`. */

import { noGrad } from "../../autograd/mode.ts";
import { tensor } from "../../ops/create.ts";
import { cat } from "../../ops/join.ts";
import { int64, uint8 } from "../../tensor/dtype.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { ConvertImageDtype } from "../transforms/convert-image-dtype.ts";
import { type Box, Bytes } from "./canvas.ts";
import { type Colors, colorsOf } from "./colors.ts";
import { requirePicture } from "./picture.ts";

/** Options of {@link drawBoundingBoxes}. */
export interface BoundingBoxOptions {
  /** What is written into each box; null: nothing. */
  labels?: readonly (string | null)[] | null;
  /** One for all boxes, or a list with one for each; a palette. */
  colors?: Colors | null;
  /** Whether boxes are filled, so that what is below is seen through; false. */
  fill?: boolean;
  /** Of the outline, in pixels; 1. */
  width?: number;
  /** A font's name as in CSS; sans-serif. */
  font?: string | null;
  /** In pixels; 10. */
  fontSize?: number | null;
  /** Of the texts; the boxes' colours, or black where labels are filled. */
  labelColors?: Colors | null;
  /** Behind the texts where labels are filled; the boxes' colours. */
  labelBackgroundColors?: Colors | null;
  /** Whether texts have a background; false. */
  fillLabels?: boolean;
}

const names = [
  ...["labels", "colors", "fill", "width", "font", "fontSize", "labelColors", "labelBackgroundColors", "fillLabels"],
] as (keyof BoundingBoxOptions)[];

/** How much of a filled box is seen, of 255. */
const filled = 100;

/**
 * The picture with boxes over it: uint8 or floating point [3, H, W] or [1, H, W], and boxes [N, 4] by their corners
 * ("xyxy"; `vision.ops.boxConvert` brings others to it).
 */
export function drawBoundingBoxes(
  image: Tensor,
  boxes: Tensor,
  labels?: readonly (string | null)[] | null | BoundingBoxOptions,
  colors?: Colors | null | BoundingBoxOptions,
  options?: BoundingBoxOptions,
): Tensor {
  const call = named<BoundingBoxOptions>("drawBoundingBoxes", { labels, colors }, options, names.slice(2));
  const { fill = false, width = 1, fillLabels = false, font, fontSize } = call;
  requirePicture(image);
  const [channels, height, across] = image.shape;
  if (channels !== 1 && channels !== 3) throw new RangeError("Only grayscale and RGB images are supported");
  if (boxes.ndim !== 2 || boxes.shape[1] !== 4)
    throw new RangeError(`drawBoundingBoxes(): boxes must be [N, 4], got shape [${boxes.shape.join(", ")}]`);
  if (!Number.isInteger(width) || width < 0)
    throw new RangeError(`drawBoundingBoxes(): 'width' must be a whole number of pixels, got ${width}`);
  const corners = (boxes.to(int64).tolist() as number[][]).map((box) => box.map(Number) as unknown as Box);
  const precise = boxes.tolist() as number[][];
  if (precise.some(([x1, y1, x2, y2]) => x1 > x2 || y1 > y2))
    throw new RangeError(
      "Boxes need to be in (xmin, ymin, xmax, ymax) format. Use vision.ops.boxConvert to convert them",
    );
  const count = corners.length;
  if (count === 0) {
    console.warn("boxes doesn't contain any box. No box was drawn");
    return image;
  }
  const texts = call.labels ?? new Array<null>(count).fill(null);
  if (texts.length !== count)
    throw new RangeError(
      `Number of boxes (${count}) and labels (${texts.length}) mismatch. Please specify labels for each box.`,
    );
  const outlines = colorsOf(call.colors, count);
  const inks = call.labelColors || fillLabels ? colorsOf(call.labelColors ?? "black", count) : outlines;
  const backgrounds = fillLabels && call.labelBackgroundColors ? colorsOf(call.labelBackgroundColors, count) : outlines;
  return noGrad(() => {
    const grey = channels === 1 ? cat([image, image, image], 0) : image;
    const bytes: Tensor = image.dtype === uint8 ? grey : new ConvertImageDtype(uint8)(grey);
    const canvas = new Bytes(Uint8Array.from(bytes.kernels.toBytes(bytes.handle)), height, across);
    corners.forEach((box, i) => {
      if (fill) canvas.fill(box, outlines[i], filled);
      if (width > 0) canvas.outline(box, outlines[i], width);
      const label = texts[i];
      if (label === null) return;
      const [x, y] = [box[0] + width + 1, box[1] + width + 1];
      const background = fillLabels ? backgrounds[i] : null;
      canvas.text(label, x, y, inks[i], fontSize ?? 10, font ?? Bytes.font, background);
    });
    const drawn = tensor(canvas.data, { device: image.device }).reshape(3, height, across);
    return image.dtype === uint8 ? drawn : new ConvertImageDtype(image.dtype)(drawn);
  });
}
