/** The kernel's own log: a direct write, because console in a worker waits for the main thread. */

import { writeSync } from "node:fs";

let descriptor = 2;

export function logTo(fd: number): void {
  descriptor = fd;
}

/** Characters that a line has at most: some of them come from clients. */
const longest = 2_000;

export function log(text: string): void {
  const line = text.length > longest ? `${text.slice(0, longest)}…` : text;
  try {
    writeSync(descriptor, `[tangent] ${line}\n`);
  } catch {
    // The reader of the log is gone; the kernel goes on.
  }
}
