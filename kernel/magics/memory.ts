import { getHeapStatistics } from "node:v8";
import { formatBytes } from "./bytes.ts";
import type { Torch } from "./device.ts";
import { defineMagic } from "./magic.ts";

export const memory = defineMagic({
  name: "memory",
  summary: "how much memory the kernel, JavaScript's heap and tensors hold",
  options: { gc: { kind: "flag", summary: "collect what nobody holds first" } },
  async line({ options }, context) {
    if (options.gc) await collect();
    const torch = (await context.load("tangent")) as unknown as Torch;
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const { heap_size_limit } = getHeapStatistics();
    const { allocated, reserved, peak } = torch.memoryStats();
    const rows = [
      ["process", `${formatBytes(rss)} resident`],
      ["heap", `${formatBytes(heapUsed)} of JavaScript's objects, at most ${formatBytes(heap_size_limit)}`],
      ["buffers", `${formatBytes(arrayBuffers)} in array buffers, ${formatBytes(external)} outside the heap in all`],
      [
        "tensors",
        `${formatBytes(allocated)} alive, ${formatBytes(peak)} at the peak, ${formatBytes(reserved)} held from the system`,
      ],
    ];
    for (const [name, text] of rows) context.print(`${name.padEnd(8)} ${text}\n`);
  },
});

/** The collector has no name that a script may call: V8's flag makes one for a moment. */
async function collect(): Promise<void> {
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([import("node:v8"), import("node:vm")]);
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  gc();
}
