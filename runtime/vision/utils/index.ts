/** Pictures side by side, saved, and drawn over: `torchvision.utils`. */

export type { Color, Colors, RGB } from "./colors.ts";
export { type BoundingBoxOptions, drawBoundingBoxes } from "./draw-bounding-boxes.ts";
export { drawSegmentationMasks, type SegmentationMaskOptions } from "./draw-segmentation-masks.ts";
export { type GridOptions, makeGrid, type Pictures } from "./make-grid.ts";
export { type SaveImageOptions, saveImage } from "./save-image.ts";
