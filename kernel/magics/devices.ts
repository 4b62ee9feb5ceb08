import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { formatBytes } from "./bytes.ts";
import { type Torch, whyNoCuda } from "./device.ts";
import { defineMagic } from "./magic.ts";

export const devices = defineMagic({
  name: "devices",
  summary: "list the devices with their memory, and why CUDA is not among them",
  async line(_given, context) {
    const torch = (await context.load("tangent")) as unknown as Torch;
    const { allocated, peak } = torch.memoryStats();
    const processors = `${cpus()[0]?.model.trim() || "processor"}, ${availableParallelism()} available, ${torch.getNumThreads()} in use`;
    context.print(
      `cpu     ${processors}\n        memory: ${formatBytes(freemem())} free of ${formatBytes(totalmem())}; ` +
        `tensors hold ${formatBytes(allocated)}, at most ${formatBytes(peak)} so far\n`,
    );
    const reason = whyNoCuda(torch);
    if (reason) context.print(`cuda    not available: ${reason}\n`);
    else for (let i = 0; i < torch.cuda.deviceCount(); i++) context.print(`cuda:${i}  available\n`);
    context.print(`new tensors are made on ${torch.getDefaultDevice()}; %device changes it\n`);
  },
});
