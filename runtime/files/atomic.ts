/** Files that are there whole or not at all. */

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";

/**
 * Writes a file beside `path` and renames it: whoever looks, also after a crash or on a full disk, finds the old file
 * or the new one. What a killed process left beside is overwritten by the next of its number, and is never read.
 */
export function writeAtomically(path: string, write: (sink: (bytes: Uint8Array) => void) => void): void {
  const beside = join(dirname(path), `.${basename(path)}.saving-${process.pid}-${threadId}`);
  const descriptor = openSync(beside, "w");
  try {
    try {
      write((bytes) => {
        let done = 0;
        while (done < bytes.length) done += writeSync(descriptor, bytes, done, Math.min(bytes.length - done, 2 ** 30));
      });
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
