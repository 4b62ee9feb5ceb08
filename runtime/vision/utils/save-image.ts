/** `torchvision.utils.save_image`. */

import { extname } from "node:path";
import { noGrad } from "../../autograd/mode.ts";
import { writeAtomically } from "../../files/atomic.ts";
import { uint8 } from "../../tensor/dtype.ts";
import { named } from "../../tensor/options.ts";
import { encodePng } from "../png.ts";
import { type GridOptions, makeGrid, type Pictures } from "./make-grid.ts";

/** Options of {@link saveImage}. */
export interface SaveImageOptions extends GridOptions {
  /** "png"; what the file's name says. */
  format?: string | null;
}

/** Writes pictures of values from 0 to 1 to a file, several as {@link makeGrid} puts them. */
export function saveImage(tensor: Pictures, fp: string, format?: string | null | SaveImageOptions): void {
  const keys = ["nrow", "padding", "normalize", "valueRange", "scaleEach", "padValue"] as const;
  const tail = typeof format === "object" && format !== null ? format : undefined;
  const positional = { format: tail === undefined ? format : undefined };
  const { format: given, ...grid } = named<SaveImageOptions>("saveImage", positional, tail, keys);
  const kind = (given ?? extname(fp).slice(1)).toLowerCase();
  if (kind !== "png") throw new RangeError(`saveImage(): the format '${kind}' of ${fp} is not known; "png" is`);
  const [bytes, shape] = noGrad(() => {
    const picture = makeGrid(tensor, grid).mul(255).add(0.5).clamp({ min: 0, max: 255 }).permute(1, 2, 0).to(uint8);
    return [picture.kernels.toBytes(picture.handle), picture.shape];
  });
  const [height, width, channels] = shape;
  const png = encodePng(bytes, height, width, channels);
  writeAtomically(fp, (sink) => sink(png));
}
