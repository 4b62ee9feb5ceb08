/** Picture files as tensors: `torchvision.io`. */

import { readFileSync } from "node:fs";
import { writeAtomically } from "../files/atomic.ts";
import { backendFor } from "../tensor/device.ts";
import { uint8 } from "../tensor/dtype.ts";
import { describe, named } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { SaveOptions } from "./codecs/formats.ts";
import { encodePixels, readPixels, type Source } from "./codecs/index.ts";
import { Image } from "./image.ts";
import { pilToTensor } from "./transforms/functional/pil-to-tensor.ts";
import { toPilImage } from "./transforms/functional/to-pil-image.ts";

/** What a picture is made on reading; torchvision's ImageReadMode. */
export type ImageReadMode = "UNCHANGED" | "GRAY" | "GRAY_ALPHA" | "RGB" | "RGB_ALPHA";

const modes = { GRAY: "L", GRAY_ALPHA: "LA", RGB: "RGB", RGB_ALPHA: "RGBA" } as const;

interface DecodeOptions {
  /** "UNCHANGED". */
  mode?: ImageReadMode;
  /** Whether the picture is turned as its EXIF says; false. */
  applyExifOrientation?: boolean;
}

function requireBytes(data: Tensor, name: string): void {
  if (!(data instanceof Tensor) || data.dtype !== uint8)
    throw new TypeError(
      `${name}(): a uint8 tensor is needed, got ${data instanceof Tensor ? data.dtype : describe(data)}`,
    );
}

/** The bytes of a file as a uint8 tensor [size]. */
export function readFile(path: string | URL): Tensor {
  const bytes = readFileSync(path);
  const backend = backendFor("cpu");
  return new Tensor(backend.kernels.fromBytes(bytes, [bytes.length], uint8.code), backend);
}

/** Writes the bytes of a uint8 tensor [size] to a file. */
export function writeFile(filename: string, data: Tensor): void {
  requireBytes(data, "writeFile");
  if (data.ndim !== 1) throw new RangeError(`writeFile(): Input data should be 1-dimensional, got ${data.ndim} dims`);
  writeAtomically(filename, (sink) => sink(data.kernels.toBytes(data.handle)));
}

/**
 * The picture of a file, or of a file's bytes, as a uint8 tensor [C, H, W].
 * @param mode "UNCHANGED", "GRAY", "GRAY_ALPHA", "RGB" or "RGB_ALPHA"; "UNCHANGED".
 * @param applyExifOrientation whether it is turned as its EXIF says; false.
 */
export function decodeImage(
  input: Tensor | Source,
  mode?: ImageReadMode | DecodeOptions,
  applyExifOrientation?: boolean | DecodeOptions,
): Tensor {
  const call = named<DecodeOptions>("decodeImage", { mode, applyExifOrientation });
  const wanted = call.mode ?? "UNCHANGED";
  if (wanted !== "UNCHANGED" && !(wanted in modes))
    throw new RangeError(
      `decodeImage(): mode should be UNCHANGED or one of ${Object.keys(modes).join(", ")}, got ${wanted}`,
    );
  if (input instanceof Tensor) requireBytes(input, "decodeImage");
  const source = input instanceof Tensor ? input.kernels.toBytes(input.handle) : input;
  const image = new Image(readPixels(source, call.applyExifOrientation ?? false));
  return pilToTensor(wanted === "UNCHANGED" ? image : image.convert(modes[wanted]));
}

/** The same as {@link decodeImage}, of a file. */
export function readImage(
  path: string | URL,
  mode?: ImageReadMode | DecodeOptions,
  applyExifOrientation?: boolean | DecodeOptions,
): Tensor {
  return decodeImage(path, mode, applyExifOrientation);
}

function encoded(input: Tensor, format: "PNG" | "JPEG", options: SaveOptions, name: string): Tensor {
  requireBytes(input, name);
  if (input.ndim !== 3 || (input.size(0) !== 1 && input.size(0) !== 3))
    throw new RangeError(
      `${name}(): The number of channels should be 1 or 3, of a tensor [C, H, W], got [${input.shape.join(", ")}]`,
    );
  const bytes = encodePixels(toPilImage(input), format, options);
  const backend = backendFor("cpu");
  return new Tensor(backend.kernels.fromBytes(bytes, [bytes.length], uint8.code), backend);
}

/** The bytes of a PNG of a uint8 tensor [1 or 3, H, W]; `compressionLevel` is 0…9, 6. */
export function encodePng(input: Tensor, compressionLevel = 6): Tensor {
  return encoded(input, "PNG", { compressLevel: compressionLevel }, "encodePng");
}

/** The bytes of a JPEG of a uint8 tensor [1 or 3, H, W]; `quality` is 1…100, 75. */
export function encodeJpeg(input: Tensor, quality = 75): Tensor {
  return encoded(input, "JPEG", { quality }, "encodeJpeg");
}

/** Writes a uint8 tensor [1 or 3, H, W] to a PNG file. */
export function writePng(input: Tensor, filename: string, compressionLevel = 6): void {
  writeFile(filename, encodePng(input, compressionLevel));
}

/** Writes a uint8 tensor [1 or 3, H, W] to a JPEG file. */
export function writeJpeg(input: Tensor, filename: string, quality = 75): void {
  writeFile(filename, encodeJpeg(input, quality));
}
