/**
 * `tangent run NOTEBOOK [--output FILE | --inplace]`: runs a notebook's cells in order, in a kernel, and prints what they print.
 *
 * With `--output` the notebook is written there with its outputs, with `--inplace` where it is; otherwise nothing is written. Stops at the first
 * cell that fails, says which cell and line, and exits with 1; 2 for a wrong call.
 */

import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { KernelDied, KernelProcess } from "./client/kernel-process.ts";
import {
  type CodeCell,
  type DataOutput,
  type Notebook,
  readNotebook,
  sourceOf,
  writeNotebook,
} from "./client/notebook.ts";
import { Outputs } from "./client/outputs.ts";
import type { PublishTable, PublishType } from "./wire/messages.ts";

const main = new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url);

const usage = "usage: tangent run NOTEBOOK [--output FILE | --inplace]";

/** Shows on the terminal what a cell prints and gives. */
function echo(type: PublishType, content: unknown): void {
  if (type === "stream") {
    const { name, text } = content as PublishTable["stream"];
    process[name].write(text);
  } else if (type === "execute_result" || type === "display_data") {
    const text = (content as PublishTable["execute_result"]).data["text/plain"];
    if (text !== undefined) process.stdout.write(`${[text].flat().join("")}\n`);
  }
}

/** Runs one cell, and gives the error that it ended with, if any. */
async function runCell(
  kernel: KernelProcess,
  cell: CodeCell,
  displays: Map<string, DataOutput[]>,
): Promise<PublishTable["error"] | null> {
  const outputs = new Outputs(displays);
  cell.outputs = outputs.list;
  cell.execution_count = null;
  const reply = await kernel.request(
    "execute_request",
    {
      code: sourceOf(cell),
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    },
    (type, content) => {
      outputs.receive(type, content);
      echo(type, content);
    },
  );
  cell.execution_count = reply.execution_count;
  if (reply.status === "ok") return null;
  return reply.status === "error" ? reply : { ename: "Aborted", evalue: "the cell was not run", traceback: [] };
}

/** Runs all cells. Gives what to say about the first that failed, or null. */
async function runNotebook(kernel: KernelProcess, notebook: Notebook): Promise<string | null> {
  const displays = new Map<string, DataOutput[]>();
  await kernel.start();
  const { language_info } = await kernel.request("kernel_info_request", {}, () => {});
  notebook.metadata.language_info = language_info;
  for (const [i, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code" || sourceOf(cell).trim() === "") continue;
    const failure = await runCell(kernel, cell, displays);
    if (failure === null) continue;
    const traceback =
      failure.traceback.length > 0 ? failure.traceback.join("\n") : `${failure.ename}: ${failure.evalue}`;
    return `cell ${i + 1} failed:\n${traceback}`;
  }
  return null;
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { output: { type: "string" }, inplace: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (positionals.length !== 1) throw new TypeError(`one NOTEBOOK needed, got ${positionals.length}`);
  if (values.output !== undefined && values.inplace) throw new TypeError("give --output or --inplace, not both");
  const path = resolve(positionals[0]);
  const written = values.inplace ? path : values.output;
  const notebook = readNotebook(path);
  const kernel = new KernelProcess(main, dirname(path));
  const interrupt = () => kernel.interrupt();
  process.on("SIGINT", interrupt);
  try {
    const failure = await runNotebook(kernel, notebook);
    if (failure !== null) console.error(`${positionals[0]}: ${failure}`);
    return failure === null ? 0 : 1;
  } finally {
    process.off("SIGINT", interrupt);
    await kernel.close();
    if (written !== undefined) writeNotebook(resolve(written), notebook);
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const call = error instanceof TypeError;
  console.error(`tangent run: ${(error as Error).message}${call ? `\n${usage}` : ""}`);
  process.exitCode = error instanceof KernelDied || !call ? 1 : 2;
}
