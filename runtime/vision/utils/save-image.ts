/** `torchvision.utils.save_image`. */

import { noGrad } from "../../autograd/mode.ts";
import { uint8 } from "../../tensor/dtype.ts";
import { named } from "../../tensor/options.ts";
import { formats } from "../codecs/formats.ts";
import { Image } from "../image.ts";
import { type GridOptions, makeGrid, type Pictures } from "./make-grid.ts";

/** Options of {@link saveImage}. */
export interface SaveImageOptions extends GridOptions {
  /** "png", "jpeg", "webp", "gif", "bmp" or "tiff"; what the file's name says. */
  format?: string | null;
}

/** Writes pictures of values from 0 to 1 to a file, several as {@link makeGrid} puts them. */
export function saveImage(tensor: Pictures, fp: string, format?: string | null | SaveImageOptions): void {
  const keys = ["nrow", "padding", "normalize", "valueRange", "scaleEach", "padValue"] as const;
  const tail = typeof format === "object" && format !== null ? format : undefined;
  const positional = { format: tail === undefined ? format : undefined };
  const { format: given, ...grid } = named<SaveImageOptions>("saveImage", positional, tail, keys);
  const known = formats.find(
    (name) => name === given?.toUpperCase() || (name === "JPEG" && given?.toUpperCase() === "JPG"),
  );
  if (given != null && known === undefined)
    throw new RangeError(
      `saveImage(): the format '${given}' of ${fp} is not known; it is one of ${formats.join(", ")}`,
    );
  const [bytes, shape] = noGrad(() => {
    const picture = makeGrid(tensor, grid).mul(255).add(0.5).clamp({ min: 0, max: 255 }).permute(1, 2, 0).to(uint8);
    return [picture.kernels.toBytes(picture.handle), picture.shape];
  });
  Image.fromArray(bytes, shape).save(fp, known === undefined ? {} : { format: known });
}
