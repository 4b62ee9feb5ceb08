import { type Magic, UsageError } from "./magic.ts";

interface Torch {
  setDefaultDevice(device: string): void;
  getDefaultDevice(): unknown;
  cuda?: { isAvailable(): boolean; reason?: () => string };
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
    const unavailable = torch.cuda && !torch.cuda.isAvailable() ? torch.cuda.reason?.() : undefined;
    context.print(`device: ${String(torch.getDefaultDevice())}${unavailable ? ` (no cuda: ${unavailable})` : ""}\n`);
  },
};
