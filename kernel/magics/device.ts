import { defineMagic, UsageError } from "./magic.ts";

/** What the magics about devices use of the runtime. */
export interface Torch {
  setDefaultDevice(device: string): void;
  getDefaultDevice(): unknown;
  empty(size: number, options: { device: string }): unknown;
  getNumThreads(): number;
  setNumThreads(count: number): void;
  memoryStats(): { readonly allocated: number; readonly reserved: number; readonly peak: number };
  readonly cuda: { isAvailable(): boolean; deviceCount(): number };
}

/** Why there is no CUDA: what the runtime says to a tensor there; empty where there is one. */
export function whyNoCuda(torch: Torch): string {
  if (torch.cuda.isAvailable()) return "";
  try {
    torch.empty(0, { device: "cuda" });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

export const device = defineMagic({
  name: "device",
  summary: "say or choose the device on which new tensors are made",
  options: { threads: { kind: "integer", value: "N", summary: "threads for arithmetic on the CPU" } },
  operands: { usage: "[cpu|cuda|cuda:N]", take: "words", most: 1 },
  async line({ words: [name], options: { threads } }, context) {
    if (name !== undefined && !/^(cpu|cuda(:\d+)?)$/.test(name))
      throw new UsageError(`%device takes cpu, cuda or cuda:N, got ${name}`);
    if (threads !== undefined && threads < 1)
      throw new UsageError(`%device: --threads must be 1 or more, got ${threads}`);
    const torch = (await context.load("tangent")) as unknown as Torch;
    if (name !== undefined) torch.setDefaultDevice(name);
    if (threads !== undefined) torch.setNumThreads(threads);
    const reason = whyNoCuda(torch);
    const count = torch.getNumThreads();
    context.print(
      `device: ${torch.getDefaultDevice()}, ${count} ${count === 1 ? "thread" : "threads"}${reason && ` (no cuda: ${reason})`}\n`,
    );
  },
});
