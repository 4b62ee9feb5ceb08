/** The pool of threads that kernels share. */

import { cpu } from "../backend/cpu.ts";

/** How many threads a kernel uses at most. */
export function getNumThreads(): number {
  return cpu.threads();
}

/** Sets how many threads a kernel uses at most; from 1 on. */
export function setNumThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`setNumThreads(): expected a positive integer, got ${String(count)}`);
  cpu.threads(count);
}
