import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { Representation } from "../representation.ts";

export interface ImageOptions {
  /** In pixels of the page. */
  readonly width?: number;
  readonly height?: number;
  /** What the picture shows, for those who do not see it. */
  readonly alt?: string;
}

type Image = (source: Uint8Array | string | URL, options?: ImageOptions) => Representation;

/** The first bytes of each kind of file. */
const signatures = {
  png: [0x89, 0x50, 0x4e, 0x47],
  jpeg: [0xff, 0xd8, 0xff],
  gif: [0x47, 0x49, 0x46],
  webp: [0x52, 0x49, 0x46, 0x46],
} as const;

function image(kind: keyof typeof signatures): Image {
  const mime = `image/${kind}`;
  return (source, { width, height, alt } = {}) => {
    const bytes = bytesOf(kind, source);
    if (!signatures[kind].every((byte, i) => bytes[i] === byte))
      throw new TypeError(
        `${kind}: what was given is no ${kind.toUpperCase()} file: it begins with ${inspect(Buffer.from(bytes.subarray(0, 4)))}`,
      );
    const sizes = Object.entries({ width, height, alt }).filter(([, value]) => value !== undefined);
    const metadata = sizes.length > 0 ? { [mime]: Object.fromEntries(sizes) } : {};
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
    const text = alt ?? `<${kind.toUpperCase()} picture, ${bytes.byteLength.toLocaleString("en")} bytes>`;
    return new Representation({ [mime]: base64, "text/plain": text }, metadata);
  };
}

function bytesOf(kind: string, source: unknown): Uint8Array {
  if (source instanceof Uint8Array) return source;
  if (typeof source === "string" || source instanceof URL) return readFileSync(source);
  throw new TypeError(
    `${kind}: give the bytes of a ${kind.toUpperCase()} file, or its path, got ${inspect(source, { depth: 0 })}`,
  );
}

/** A PNG picture, from its bytes or the path of its file. */
export const png: Image = image("png");
/** A JPEG picture, from its bytes or the path of its file. */
export const jpeg: Image = image("jpeg");
/** A GIF picture, from its bytes or the path of its file. */
export const gif: Image = image("gif");
/** A WebP picture, from its bytes or the path of its file. */
export const webp: Image = image("webp");
