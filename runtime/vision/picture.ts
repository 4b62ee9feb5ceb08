/** A picture in memory: what Pillow's Image is to torchvision. */

import { displaySymbol, type MimeBundle } from "../host.ts";
import { encodePng } from "./png.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");
const modes: Readonly<Record<number, string>> = { 1: "L", 2: "LA", 3: "RGB", 4: "RGBA" };

/** Smaller pictures are shown enlarged to this many CSS pixels, each pixel as a square. */
const comfortable = 112;

/** A picture of uint8 values, row by row, the channels of a pixel side by side. */
export class Picture {
  /** [height, width, channels], contiguous. */
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;

  /** @internal */
  constructor(data: Uint8Array, height: number, width: number, channels: number) {
    this.data = data;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /** A picture that shows `data`, without a copy; `shape` is [height, width] or [height, width, channels]. */
  static fromArray(data: Uint8Array, shape: readonly number[]): Picture {
    const [height, width, channels = 1] = shape;
    if (!(data instanceof Uint8Array)) throw new TypeError("Picture.fromArray(): data must be a Uint8Array");
    if (shape.length < 2 || shape.length > 3 || !(channels in modes))
      throw new RangeError(`Picture.fromArray(): cannot handle a picture of shape [${shape.join(", ")}]`);
    if (shape.some((size) => !Number.isInteger(size) || size < 1) || data.length !== height * width * channels)
      throw new RangeError(
        `Picture.fromArray(): ${data.length} values do not make a picture of shape [${shape.join(", ")}]`,
      );
    return new Picture(data, height, width, channels);
  }

  /** Pillow's name of the pixels' form: "L", "LA", "RGB", "RGBA". */
  get mode(): string {
    return modes[this.channels];
  }

  /** [width, height], in Pillow's order. */
  get size(): [number, number] {
    return [this.width, this.height];
  }

  /** The picture as PNG. */
  toPng(): Uint8Array<ArrayBuffer> {
    return encodePng(this.data, this.height, this.width, this.channels);
  }

  toString(): string {
    return `<Picture mode=${this.mode} size=${this.width}x${this.height}>`;
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
