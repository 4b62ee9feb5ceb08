/** A picture in memory: Pillow's Image. */

import { writeAtomically } from "../files/atomic.ts";
import { displaySymbol, type MimeBundle } from "../host.ts";
import { named } from "../tensor/options.ts";
import { formatOfName, type SaveOptions } from "./codecs/formats.ts";
import { encodePixels, readPixels, readPixelsLater, type Source } from "./codecs/index.ts";
import { channelsOf, converted, type Mode, modeOf } from "./pillow/convert.ts";
import { cropped } from "./pillow/edges.ts";
import type { Pixels } from "./pillow/pixels.ts";
import { type Box, type Resampling, resized } from "./pillow/resize.ts";
import { type RotateOptions, rotated, turned } from "./pillow/warp.ts";
import { encodePng } from "./png.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Smaller pictures are shown enlarged to this many CSS pixels, each pixel as a square. */
const comfortable = 112;

interface ResizeOptions {
  /** [width, height]. */
  size?: readonly number[];
  /** "bicubic". */
  resample?: Resampling;
  /** The part of the picture that is taken: left, upper, right, lower. */
  box?: Box | null;
}

const resamplings: readonly Resampling[] = ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"];

/** A picture of uint8 values, row by row, the channels of a pixel side by side. */
export class Image implements Pixels {
  /** [height, width, channels], contiguous. */
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;

  /** @internal */
  constructor({ data, height, width, channels }: Pixels) {
    this.data = data;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /** A picture that shows `data`, without a copy; `shape` is [height, width] or [height, width, channels]. */
  static fromArray(data: Uint8Array, shape: readonly number[]): Image {
    const [height, width, channels = 1] = shape;
    if (!(data instanceof Uint8Array)) throw new TypeError("Image.fromArray(): data must be a Uint8Array");
    if (shape.length < 2 || shape.length > 3 || !(channels in modeOf))
      throw new RangeError(`Image.fromArray(): cannot handle a picture of shape [${shape.join(", ")}]`);
    if (shape.some((size) => !Number.isInteger(size) || size < 1) || data.length !== height * width * channels)
      throw new RangeError(
        `Image.fromArray(): ${data.length} values do not make a picture of shape [${shape.join(", ")}]`,
      );
    return new Image({ data, height, width, channels });
  }

  /**
   * The picture in a file, or in a file's bytes: PNG, JPEG, WebP, GIF (its first picture), BMP or TIFF, turned as its
   * EXIF says. Palettes become colours, 16 bits 8.
   */
  static open(source: Source): Image {
    return new Image(readPixels(source));
  }

  /** The same as {@link Image.open} without waiting: many files are read at once. */
  static async openAsync(source: Source): Promise<Image> {
    return new Image(await readPixelsLater(source));
  }

  /** @internal A picture of other pixels. */
  with(pixels: Pixels): Image {
    return new Image(pixels);
  }

  /** Pillow's name of the pixels' form: "L", "LA", "RGB", "RGBA". */
  get mode(): Mode {
    return modeOf[this.channels];
  }

  /** [width, height], in Pillow's order. */
  get size(): [width: number, height: number] {
    return [this.width, this.height];
  }

  /** The picture in another mode; the weights of grey are ITU-R 601-2's. */
  convert(mode: Mode): Image {
    if (!(mode in channelsOf))
      throw new RangeError(
        `convert(): mode should be one of ${Object.keys(channelsOf).join(", ")}, got ${String(mode)}`,
      );
    return this.with(converted(this, mode));
  }

  /** The part between left, upper, right and lower; 0 where it lies outside. */
  crop(box: Box): Image {
    if (!Array.isArray(box) || box.length !== 4 || box.some((value) => !Number.isFinite(value)))
      throw new TypeError("crop(): box should be [left, upper, right, lower]");
    const [left, upper, right, lower] = box.map(Math.round);
    if (right <= left) throw new RangeError(`crop(): 'right' (${right}) should be more than 'left' (${left})`);
    if (lower <= upper) throw new RangeError(`crop(): 'lower' (${lower}) should be more than 'upper' (${upper})`);
    return this.with(cropped(this, upper, left, lower - upper, right - left));
  }

  /**
   * The picture as [width, height] pixels, filtered as Pillow filters.
   * @param resample "nearest", "box", "bilinear", "hamming", "bicubic" or "lanczos"; "bicubic".
   * @param box the part that is taken: left, upper, right, lower.
   */
  resize(
    size: readonly number[] | ResizeOptions,
    resample?: Resampling | ResizeOptions,
    box?: Box | null | ResizeOptions,
  ): Image {
    const call = named<ResizeOptions>("resize", { size, resample, box });
    const filter = call.resample ?? "bicubic";
    const [width, height] = call.size ?? [];
    if (![width, height].every((length) => Number.isInteger(length) && length > 0))
      throw new RangeError(
        `resize(): size should be [width, height], two positive ints, got [${call.size?.join(", ")}]`,
      );
    if (!resamplings.includes(filter))
      throw new RangeError(`resize(): resample should be one of ${resamplings.join(", ")}, got ${String(filter)}`);
    if (call.box != null) {
      const [left, upper, right, lower] = call.box;
      if (left < 0 || upper < 0 || right > this.width || lower > this.height)
        throw new RangeError("resize(): Box can't exceed original image size");
      if (!(right > left && lower > upper)) throw new RangeError("resize(): Box can't be empty");
    }
    return this.with(resized(this, height, width, filter, call.box ?? undefined));
  }

  /** The picture turned counter-clockwise by degrees. */
  rotate(degrees: number, options: RotateOptions = {}): Image {
    return this.with(rotated(this, degrees, options));
  }

  /** The picture mirrored: "leftRight" or "topBottom"; or turned counter-clockwise: "turn90", "turn180", "turn270". */
  transpose(method: "leftRight" | "topBottom" | "turn90" | "turn180" | "turn270"): Image {
    return this.with(turned(this, method));
  }

  /** The same pixels, in memory of their own. */
  copy(): Image {
    return this.with({ data: this.data.slice(), height: this.height, width: this.width, channels: this.channels });
  }

  /** Writes the picture to a file, whole or not at all; the format is what the name says, or `options.format`. */
  save(path: string, options: SaveOptions = {}): void {
    named<SaveOptions>("save", {}, options, ["format", "quality", "lossless", "progressive", "compressLevel"]);
    const bytes = encodePixels(this, options.format ?? formatOfName(path), options);
    writeAtomically(path, (sink) => sink(bytes));
  }

  /** The picture as PNG. */
  toPng(): Uint8Array<ArrayBuffer> {
    return encodePng(this.data, this.height, this.width, this.channels);
  }

  toString(): string {
    return `<Image mode=${this.mode} size=${this.width}x${this.height}>`;
  }

  [inspect](): string {
    return this.toString();
  }

  [displaySymbol](): MimeBundle {
    const png = Buffer.from(this.toPng()).toString("base64");
    const scale = Math.max(1, Math.floor(comfortable / Math.max(this.width, this.height)));
    const [width, height] = this.size.map((length) => length * scale);
    return {
      "text/plain": this.toString(),
      "text/html": `<img alt="${this.mode}, ${this.width}×${this.height}" width="${width}" height="${height}" style="image-rendering: pixelated" src="data:image/png;base64,${png}">`,
      "image/png": png,
    };
  }
}
