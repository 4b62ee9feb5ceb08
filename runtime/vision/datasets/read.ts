/** Reads a published file, packed or not, and makes sure that it is the one. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { PublishedFile } from "./published.ts";

const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

/** The file's path in `folder`, as it is or packed; undefined where it is not there. */
export function pathIn(folder: string, { name }: PublishedFile): string | undefined {
  return [join(folder, name), join(folder, `${name}.gz`)].find((path) => existsSync(path));
}

/** The most that a packed byte unpacks to. */
const mostPerByte = 1032;

/** One piece of the size that the file's end tells, as pieces that are joined take the memory twice. */
function unpack(packed: Buffer, path: string): Uint8Array {
  const told = packed.length < 4 ? 0 : packed.readUInt32LE(packed.length - 4);
  const chunkSize = Math.max(1 << 14, Math.min(told + 1, packed.length * mostPerByte));
  try {
    return gunzipSync(packed, { chunkSize });
  } catch (error) {
    throw new Error(`${path} is cut or damaged: ${(error as Error).message}. Remove it, and get it again.`);
  }
}

/** The unpacked contents. @throws where they are not the published ones; the error names the file. */
export function readPublished(path: string, file: PublishedFile): Uint8Array {
  const bytes = readFileSync(path);
  const packed = path.endsWith(".gz");
  const isPublished = packed && md5(bytes) === file.md5;
  const contents = packed ? unpack(bytes, path) : bytes;
  if (isPublished || (file.contents === undefined ? !packed : md5(contents) === file.contents)) {
    if (packed) giveBack(bytes);
    return contents;
  }
  const found = packed
    ? `its MD5 is ${md5(bytes)}, not ${file.md5}`
    : `its MD5 is ${md5(contents)}, not ${file.contents}`;
  throw new Error(`${path} is not the published ${file.name}: ${found}. Remove it, and get it again.`);
}

/** Bytes from which memory is worth giving back by hand; less may lie in a pool that others use. */
const worthGivingBack = 1 << 20;

/** Frees what held a file, of which nothing is used any more: the collector does not know how much memory that is. */
export function giveBack({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= worthGivingBack) buffer.transfer(0);
}
