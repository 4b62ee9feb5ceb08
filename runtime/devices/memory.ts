/** Native memory: nobody frees it by hand, and here one sees how much there is. */

import type { MemoryStats } from "../backend/backend.ts";
import { cpu } from "../backend/cpu.ts";

export type { MemoryStats };

/** Bytes of the CPU's tensors: in use, held from the system, and the most that was in use at once. */
export function memoryStats(): MemoryStats {
  return cpu.kernels.memoryStats();
}

/** Gives the blocks that are kept for reuse back to the system. */
export function emptyCache(): void {
  cpu.kernels.emptyCache();
}
