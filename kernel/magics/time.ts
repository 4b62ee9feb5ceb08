import type { Magic, MagicContext } from "./magic.ts";

export const time: Magic = {
  name: "time",
  usage: "CODE",
  summary: "run a line or a cell, and say how long it took",
  line: (rest, context) => timed(rest, context),
  cell: (rest, body, context) => timed(`${rest}\n${body}`, context),
};

async function timed(code: string, context: MagicContext): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await context.run(code);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  context.print(
    `CPU times: user ${duration(user / 1e3)}, sys: ${duration(system / 1e3)}\nWall time: ${duration(wall)}\n`,
  );
}

/** @param milliseconds shown in the unit that suits it */
export function duration(milliseconds: number): string {
  if (milliseconds >= 60_000)
    return `${Math.floor(milliseconds / 60_000)}min ${Math.round((milliseconds % 60_000) / 1e3)}s`;
  if (milliseconds >= 1e3) return `${(milliseconds / 1e3).toPrecision(3)} s`;
  return milliseconds >= 1 ? `${milliseconds.toPrecision(3)} ms` : `${(milliseconds * 1e3).toPrecision(3)} µs`;
}
