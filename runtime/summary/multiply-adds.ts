/** Counts multiply-adds where they happen: in the kernels that multiply matrices, convolve, recur and attend. */

import type { Handle, Kernels } from "../backend/backend.ts";

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

/** The multiply-adds of each such kernel by its arguments and its result. */
function counters(kernels: Kernels) {
  const sizes = (handle: Handle): number[] => kernels.sizes(handle);
  const inner = (a: Handle): number => sizes(a).at(-1) ?? 1;
  return {
    matmul: (args: Parameters<Kernels["matmul"]>, out: Handle) => product(sizes(out)) * inner(args[0]),
    linear: (args: Parameters<Kernels["linear"]>, out: Handle) => product(sizes(out)) * inner(args[0]),
    addmm: (args: Parameters<Kernels["addmm"]>, out: Handle) => product(sizes(out)) * inner(args[1]),
    convolution: ([input, weight, , options]: Parameters<Kernels["convolution"]>, out: Handle) => {
      // Each element of the larger side meets the weights of one channel of the other.
      const [first, ...rest] = sizes(weight);
      return first === 0 ? 0 : product(sizes(options.transposed ? input : out)) * product(rest);
    },
    recurrent: ([gates, weight]: Parameters<Kernels["recurrent"]>) => (sizes(gates)[0] ?? 0) * product(sizes(weight)),
    attention: ([q, k, v]: Parameters<Kernels["attention"]>) => {
      const [batch, heads, queries, width] = sizes(q);
      return batch * heads * queries * (sizes(k).at(-2) ?? 0) * (width + (sizes(v).at(-1) ?? 0));
    },
  };
}

/** Runs `run`, and tells `count` the multiply-adds of every kernel that it calls. */
export function countMultiplyAdds<T>(kernels: Kernels, count: (multiplyAdds: number) => void, run: () => T): T {
  const table = kernels as unknown as Record<string, (...args: never[]) => unknown>;
  const originals: Record<string, (...args: never[]) => unknown> = {};
  for (const [name, counter] of Object.entries(counters(kernels))) {
    const original = table[name];
    originals[name] = original;
    table[name] = (...args) => {
      const result = original.apply(kernels, args);
      count((counter as (args: unknown, out: unknown) => number)(args, result));
      return result;
    };
  }
  try {
    return run();
  } finally {
    Object.assign(table, originals);
  }
}
