/** The kernel beside ipykernel (and tslab, where it is installed), over the wire: fresh processes each round, in turns. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kernelName, writeKernelspec } from "../protocol/kernelspec.ts";
import { median, type Report, type Row } from "./report.ts";
import type { BenchOptions } from "./run.ts";
import { folder, pythonThatRuns } from "./side.ts";

const defaultRounds = 3;

/** The built kernel, where there is one: it is what is installed. */
const built = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));

/** What kernel.py prints of a kernel; a figure is null where the kernel cannot do it, and a note says why. */
interface Measured {
  figures: Record<string, { median: number } | boolean | null>;
  note: Record<string, string>;
}

const figures: readonly [name: string, figure: string, unit: Row["unit"], scale?: number][] = [
  ["start to first idle", "start_s", "ms", 1e3],
  ["first 1 + 1", "first_execute_ms", "ms"],
  ["1 + 1 to reply", "execute_reply_median_ms", "ms"],
  ["1 + 1 to idle", "execute_idle_median_ms", "ms"],
  ["1 + 1 to idle, 99th of 100", "execute_idle_p99_ms", "ms"],
  ["kernel_info to idle", "kernel_info_median_ms", "ms"],
  ["100,000 lines printed in a loop", "print_lines_s", "ms", 1e3],
  ["100,000 lines printed at once", "print_bulk_s", "ms", 1e3],
  ["a display of 10 MB", "display_s", "ms", 1e3],
  ["first completion", "complete_first_ms", "ms"],
  ["completion", "complete_median_ms", "ms"],
  ["first inspection", "inspect_first_ms", "ms"],
  ["inspection", "inspect_median_ms", "ms"],
  ["a comm's echo", "comm_echo_median_ms", "ms"],
  ["interrupt of an endless loop", "interrupt_ms", "ms"],
  ["shutdown", "shutdown_s", "ms", 1e3],
  ["idle memory", "idle_rss_mb", "MB"],
  ["memory at the end", "end_rss_mb", "MB"],
  ["memory with the runtime loaded", "runtime_rss_mb", "MB"],
];

function measure(python: string, kernelspec: string, env: NodeJS.ProcessEnv): Measured {
  const args = [join(folder, "kernel.py"), kernelspec, "--repeat", "1"];
  const { stdout, stderr, status } = spawnSync(python, args, { encoding: "utf8", env, maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${kernelspec}: kernel.py ended with status ${status}:\n${stderr.slice(-2000)}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Measured;
}

export async function bench({ only, rounds = defaultRounds, progress }: BenchOptions): Promise<Report> {
  const python = pythonThatRuns("import jupyter_client, ipykernel, psutil");
  if (python === null)
    throw new Error("no Python with jupyter_client, ipykernel and psutil: run `npm run setup` first");
  const scratch = mkdtempSync(join(tmpdir(), "tangent-bench-"));
  const env = { ...process.env, JUPYTER_PATH: scratch, PYTHONUNBUFFERED: "1" };
  const sides: Record<string, Measured[]> = { [kernelName]: [], python3: [] };
  const notes: Record<string, string> = {};
  try {
    const command = [process.execPath, "--no-node-snapshot", built, "-f", "{connection_file}"];
    writeKernelspec(scratch, existsSync(built) ? command : undefined);
    for (let round = 0; round < rounds; round++)
      for (const [kernelspec, measured] of Object.entries(sides)) {
        measured.push(measure(python, kernelspec, env));
        if (kernelspec === kernelName) Object.assign(notes, measured.at(-1)?.note);
      }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const of = (kernelspec: string, figure: string, scale: number): number | null => {
    const values = sides[kernelspec].flatMap(({ figures: measured }) => {
      const value = measured[figure];
      return value && typeof value === "object" ? [value.median * scale] : [];
    });
    return values.length > 0 ? median(values) : null;
  };
  const other = "ipykernel";
  const rows = figures
    .map(([name, figure, unit, scale = 1]): Row => {
      const ours = of(kernelName, figure, scale);
      return {
        name,
        ours,
        theirs: of("python3", figure, scale),
        unit,
        note: ours === null ? "not measured" : undefined,
      };
    })
    .filter(({ name }) => name.includes(only));
  for (const row of rows) progress(row, other);
  for (const [what, note] of Object.entries(notes)) console.log(`note: ${what}: ${note}`);
  return { other, rows };
}
