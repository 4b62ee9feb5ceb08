/** Finds which sizes are the batch's: those that change with it. */

import type { Call } from "./record.ts";
import { mapShape, type Shape, tensorsOf } from "./shapes.ts";

/** How a batch is shown that has no size. */
export const anyBatch = -1;

/** Whether the first size is the batch's without a second look: a single tensor that begins with the batch of the run. */
export function isPlain({ output }: Call, batch: number): boolean {
  return output.kind === "other" || (output.kind === "tensor" && output.sizes[0] === batch);
}

/** `first`, whose runs had batches of `probe` and `probe + 1` inputs, as it is with a batch of `batch`. */
function resize(first: Shape, second: Shape, probe: number, batch: number): Shape {
  const others = tensorsOf(second);
  let next = 0;
  return mapShape(first, ({ sizes }) => {
    const other = others[next++]?.sizes;
    if (other?.length !== sizes.length) return sizes;
    return sizes.map((size, dim) => {
      const perInput = other[dim] - size;
      if (perInput === 0) return size;
      return batch === anyBatch ? anyBatch : size + perInput * (batch - probe);
    });
  });
}

/** The calls of a run with `probe` inputs as they are with `batch`; `again` are those of a run with one input more. */
export function withBatch(calls: readonly Call[], again: readonly Call[] | null, probe: number, batch: number): Call[] {
  const count = batch === anyBatch ? 1 : batch;
  return calls.map((call, i) => {
    const second = again?.[i];
    const known = second !== undefined && second.module === call.module;
    const output = known
      ? resize(call.output, second.output, probe, batch)
      : mapShape(call.output, ({ sizes }) => (sizes[0] === probe ? [batch, ...sizes.slice(1)] : sizes));
    return { module: call.module, output, multiplyAdds: Math.round((call.multiplyAdds / probe) * count) };
  });
}

/** Whether two runs made the same calls. */
export function sameCalls(a: readonly Call[], b: readonly Call[]): boolean {
  return a.length === b.length && a.every((call, i) => call.module === b[i].module);
}
