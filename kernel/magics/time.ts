import { duration } from "./duration.ts";
import { defineMagic, type MagicContext, UsageError } from "./magic.ts";

async function timed(code: string, line: number, context: MagicContext): Promise<unknown> {
  let cpu = process.cpuUsage();
  let start = performance.now();
  const started = () => {
    cpu = process.cpuUsage();
    start = performance.now();
  };
  let value: unknown;
  try {
    value = await context.evaluate(code, { line, started });
  } finally {
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const parts = [
      `user ${duration(user / 1e6)}`,
      `sys: ${duration(system / 1e6)}`,
      `total: ${duration((user + system) / 1e6)}`,
    ];
    context.print(`CPU times: ${parts.join(", ")}\nWall time: ${duration(wall / 1e3)}\n`);
  }
  return value;
}

export const time = defineMagic({
  name: "time",
  summary: "run a line or a cell, and say how long it took",
  description:
    "CPU times are those of all threads, so that a training step may take more of them than the clock on the wall.\n" +
    "The value is that of the code: const loss = %time step()",
  operands: { usage: "CODE", take: "text" },
  line: ({ text }, context) => timed(text, 1, context),
  cell({ text }, body, context) {
    if (text !== "") throw new UsageError("%%time: the code stands below the line, not behind %%time");
    return timed(body, 2, context);
  },
});
