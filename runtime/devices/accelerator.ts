/** Whatever is faster than the CPU: `torch.accelerator`. */

import { isCudaAvailable } from "../backend/cuda.ts";
import { type Device, device } from "../tensor/device.ts";

/** Whether there is an accelerator. */
export function isAvailable(): boolean {
  return isCudaAvailable();
}

/** The accelerator's device, or null where there is none. */
export function currentAccelerator(): Device | null {
  return isAvailable() ? device("cuda") : null;
}
