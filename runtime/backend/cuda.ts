/** The absent backend: says why there is no CUDA, and what to do instead. */

import type { Backend } from "./backend.ts";

/** Why CUDA cannot be used. */
export const cudaUnavailable = "Tangent has no CUDA backend in this version. Use the device 'cpu'.";

/** Never throws. */
export function isCudaAvailable(): boolean {
  return false;
}

/** @throws always: an explicit request that cannot be met is an error, never a silent fallback to the CPU. */
export function cuda(): Backend {
  throw new Error(cudaUnavailable);
}
