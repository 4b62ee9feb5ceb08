/** Where modules go, and as what. */

import { Device } from "../tensor/device.ts";
import { DType, dtypeFrom } from "../tensor/dtype.ts";
import type { MemoryFormat } from "../tensor/memory-format.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Where and as what `to` puts parameters and buffers. */
export interface ToOptions {
  device?: Device | string;
  /** A floating-point type; integer buffers keep theirs. */
  dtype?: DType;
  /** How parameters and buffers of a picture's 4 dims (a volume's 5) lie in memory from then on. */
  memoryFormat?: MemoryFormat;
}

/** What `to` was told, by name. */
export function toTarget(target: Device | string | DType | Tensor | ToOptions, dtype?: DType | ToOptions): ToOptions {
  const tail = dtype === undefined ? {} : dtype instanceof DType ? { dtype } : dtype;
  if (target instanceof Tensor) return { device: target.device, dtype: target.dtype };
  if (target instanceof DType) return { dtype: target };
  if (target instanceof Device) return { ...tail, device: target };
  if (typeof target === "string")
    return /^(cpu|cuda)/.test(target) ? { ...tail, device: target } : { dtype: dtypeFrom(target) };
  return target;
}
