/** The kernel's own log: a direct write, because console in a worker waits for the main thread. */

import { writeSync } from "node:fs";

let descriptor = 2;

export function logTo(fd: number): void {
  descriptor = fd;
}

export function log(text: string): void {
  try {
    writeSync(descriptor, `[tangent] ${text}\n`);
  } catch {
    // The reader of the log is gone; the kernel goes on.
  }
}
