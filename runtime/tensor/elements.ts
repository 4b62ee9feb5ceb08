/** A tensor's elements as JavaScript values. */

import type { Handle, Kernels, Scalar } from "../backend/backend.ts";
import { bool, dtypes } from "./dtype.ts";

/** Where few elements pass through: a typed array that is made for each call costs more than they do. */
const scratch = new Float64Array(64);

/** The elements in row-major order: numbers, of a bool tensor booleans, beyond 2^53 bigints. */
export function elementsOf(kernels: Kernels, handle: Handle): Scalar[] {
  const count = kernels.numel(handle);
  const doubles = count <= scratch.length ? scratch : new Float64Array(count);
  if (dtypes[kernels.dtype(handle)] === bool || !kernels.toDoubles(handle, doubles)) return kernels.toNumbers(handle);
  const elements = new Array<Scalar>(count);
  for (let i = 0; i < count; i++) elements[i] = doubles[i];
  return elements;
}
