/** Seeds that the loader's parts draw from a stream, as PyTorch's do. */

import { int64 } from "../tensor/dtype.ts";
import { defaultGenerator, type Generator } from "../tensor/generator.ts";

/** `torch.empty((), dtype=torch.int64).random_(generator=generator).item()`; the default stream where there is none. */
export function drawSeed(generator: Generator | null = null): bigint {
  const { native, backend } = generator ?? defaultGenerator;
  const { kernels } = backend;
  return BigInt(kernels.item(kernels.random_(kernels.empty([], int64.code), 0n, null, native)));
}
