/** CUDA: `torch.cuda`. */

import { isCudaAvailable } from "../backend/cuda.ts";

/** Whether a GPU can be used; never throws. */
export function isAvailable(): boolean {
  return isCudaAvailable();
}

/** How many GPUs can be used. */
export function deviceCount(): number {
  return isAvailable() ? 1 : 0;
}
