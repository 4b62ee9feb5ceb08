/**
 * Kernel start to first idle, and the round trip of `1 + 1` from request to reply and idle, beside ipykernel's; and what
 * 10 MB of prints take. Both kernels speak to the same client over the same kind of sockets, in turns.
 */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { kernelCommand } from "../protocol/kernelspec.ts";
import { RawKernel } from "../protocol/raw-kernel.ts";
import { median, type Report, type Row } from "./report.ts";
import type { BenchOptions } from "./run.ts";
import { pythonThatRuns } from "./side.ts";

const starts = 7;
const roundTrips = 200;

/** The built kernel, where there is one: it is what is installed. */
const built = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));
const ours = existsSync(built)
  ? [process.execPath, "--no-node-snapshot", built, "-f", "{connection_file}"]
  : kernelCommand;

/** Waits for the idle that ends the request `id`. */
async function untilIdle(kernel: RawKernel, id: string): Promise<void> {
  for (;;) {
    const { header, parent_header, content } = await kernel.published();
    if (header.msg_type === "status" && content.execution_state === "idle" && parent_header.msg_id === id) return;
  }
}

/** Asks again while what the kernel publishes does not arrive: a subscription takes a moment, as Jupyter's servers know. */
async function firstIdle(kernel: RawKernel): Promise<void> {
  const { receiveTimeout } = kernel.iopub;
  for (;;) {
    const reply = await kernel.request("kernel_info_request", {});
    kernel.iopub.receiveTimeout = 10;
    try {
      await untilIdle(kernel, reply.parent_header.msg_id as string);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    } finally {
      kernel.iopub.receiveTimeout = receiveTimeout;
    }
  }
}

/** Milliseconds from sending a request to its reply and idle. */
async function roundTrip(kernel: RawKernel, type: string, content: object): Promise<number> {
  const start = performance.now();
  const reply = await kernel.request(type, content);
  await untilIdle(kernel, reply.parent_header.msg_id as string);
  return performance.now() - start;
}

const cell = (code: string) => ({ code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false });

interface Figures {
  readonly start: number;
  readonly firstCell: number;
  readonly trip: number;
  readonly prints: number;
}

async function measure(command: readonly string[], prints: string): Promise<Figures> {
  const begin = performance.now();
  const kernel = new RawKernel({ command });
  try {
    await firstIdle(kernel);
    const start = performance.now() - begin;
    const firstCell = await roundTrip(kernel, "execute_request", cell("1 + 1"));
    const trips: number[] = [];
    for (let i = 0; i < roundTrips; i++) trips.push(await roundTrip(kernel, "execute_request", cell("1 + 1")));
    const printing = await roundTrip(kernel, "execute_request", cell(prints));
    return { start, firstCell, trip: median(trips), prints: printing };
  } finally {
    await kernel.close();
  }
}

export async function bench({ only, rounds = starts, progress }: BenchOptions): Promise<Report> {
  const other = "ipykernel";
  const python = pythonThatRuns("import ipykernel");
  const theirs = python ? [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"] : null;
  const oursPrints = "for (let i = 0; i < 100_000; i++) console.log('x'.repeat(99));";
  const theirsPrints = "for i in range(100_000): print('x' * 99)";
  const sides: { ours: Figures[]; theirs: Figures[] } = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    sides.ours.push(await measure(ours, oursPrints));
    if (theirs) sides.theirs.push(await measure(theirs, theirsPrints));
  }
  const row = (name: string, figure: keyof Figures): Row => {
    const of = (list: readonly Figures[]) => (list.length > 0 ? median(list.map((figures) => figures[figure])) : null);
    return { name, ours: of(sides.ours), theirs: of(sides.theirs), unit: "ms" };
  };
  const rows = [
    row("start to first idle", "start"),
    row("first 1 + 1", "firstCell"),
    row("1 + 1, request to idle", "trip"),
    row("10 MB of prints in 100,000 lines", "prints"),
  ].filter(({ name }) => name.includes(only));
  for (const done of rows) progress(done, other);
  return { other, rows };
}
