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

function unpack(packed: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(packed);
  } catch (error) {
    throw new Error(`${path} is cut or damaged: ${(error as Error).message}. Remove it, and get it again.`);
  }
}

/** The unpacked contents. @throws where they are not the published ones; the error names the file. */
export function readPublished(path: string, file: PublishedFile): Uint8Array {
  const bytes = readFileSync(path);
  const packed = path.endsWith(".gz");
  if (packed && md5(bytes) === file.md5) return unpack(bytes, path);
  const contents = packed ? unpack(bytes, path) : bytes;
  if (file.contents === undefined ? !packed : md5(contents) === file.contents) return contents;
  const found = packed
    ? `its MD5 is ${md5(bytes)}, not ${file.md5}`
    : `its MD5 is ${md5(contents)}, not ${file.contents}`;
  throw new Error(`${path} is not the published ${file.name}: ${found}. Remove it, and get it again.`);
}
