/**
 * npm run bench [ops | quickstart | …] [-- --only TEXT --rounds N --json FILE]
 *
 * Tangent beside what a person would use instead, measured in turns in one run at two threads each; one ratio a row, below
 * 1 where Tangent is faster. Without a name all of them run.
 */

import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { formatRow, formatSummary, type Report, type Row, ratioOf } from "./report.ts";

/** What a benchmark takes, and how it shows a row that is done. */
export interface BenchOptions {
  /** Rows whose name holds this text. */
  only: string;
  /** How often each side is measured; undefined: as the benchmark has it. */
  rounds: number | undefined;
  progress(row: Row, other: string): void;
}

const names = ["ops", "quickstart", "models", "kernel"] as const;
const folder = dirname(fileURLToPath(import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, only: { type: "string" }, rounds: { type: "string" } },
});

const unknown = positionals.filter((name) => !names.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}: there are ${names.join(", ")}.`);
  process.exit(2);
}

const reports: Record<string, Report> = {};
let separator = "";
for (const name of names) {
  const file = join(folder, `${name}.ts`);
  if (!existsSync(file) || (positionals.length > 0 && !positionals.includes(name))) continue;
  const { bench } = (await import(file)) as { bench(options: BenchOptions): Promise<Report> };
  console.log(`${separator}${name}:`);
  separator = "\n";
  try {
    reports[name] = await bench({
      only: values.only ?? "",
      rounds: values.rounds === undefined ? undefined : Number(values.rounds),
      progress: (row, other) => console.log(formatRow(row, other)),
    });
    console.log(formatSummary(reports[name]));
  } catch (error) {
    console.log(`not measured: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

if (values.json !== undefined) {
  const list = Object.entries(reports).map(([name, { other, rows }]) => ({
    name,
    other,
    rows: rows.map((row) => ({ ...row, ratio: ratioOf(row) })),
  }));
  writeFileSync(values.json, `${JSON.stringify(list, null, 1)}\n`);
}
