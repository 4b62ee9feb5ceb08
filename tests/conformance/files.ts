/** The files of PyTorch's answers: gzip, one JSON object a line or one object in all. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

function text(path: string): string {
  const bytes = readFileSync(path);
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** The objects of a `.jsonl.gz` file. */
export function lines<T>(path: string): T[] {
  return text(path)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}

/** The object of a `.json.gz` file. */
export function whole<T>(path: string): T {
  return JSON.parse(text(path)) as T;
}
