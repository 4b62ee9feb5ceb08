import { type Magic, UsageError } from "./magic.ts";

interface Torch {
  setDefaultDevice(device: string): void;
  getDefaultDevice(): unknown;
  empty(size: number, options: { device: string }): unknown;
  readonly cuda: { isAvailable(): boolean };
}

export const device: Magic = {
  name: "device",
  usage: "[cpu|cuda|cuda:N]",
  summary: "say or choose the device on which new tensors are made",
  async line(rest, context) {
    const torch = (await context.load("tangent")) as unknown as Torch;
    if (rest !== "") {
      if (!/^(cpu|cuda(:\d+)?)$/.test(rest)) throw new UsageError(`%device takes cpu, cuda or cuda:N, got ${rest}`);
      torch.setDefaultDevice(rest);
    }
    const reason = torch.cuda.isAvailable() ? "" : ` (no cuda: ${whyNot(torch)})`;
    context.print(`device: ${String(torch.getDefaultDevice())}${reason}\n`);
  },
};

/** What the runtime says to a tensor on cuda. */
function whyNot(torch: Torch): string {
  try {
    torch.empty(0, { device: "cuda" });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}
