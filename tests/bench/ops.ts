/** The operators of ops.json, each side in a process of its own, in turns. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { median, type Report, type Row } from "./report.ts";
import type { BenchOptions } from "./run.ts";
import { folder, pythonThatRuns, Side, tangent } from "./side.ts";

/** A tensor that is made once, before the clock runs. */
export interface Input {
  shape: number[];
  dtype?: "int64" | "bool";
  fill?: "randn" | "randint" | "bernoulli";
  /** Of randint, exclusive. */
  high?: number;
  view?: "t";
  grad?: boolean;
}

/** An entry of ops.json; its `rules` say what one iteration is. */
export interface OperatorBenchmark {
  name: string;
  op: string;
  in: Input[];
  args?: Record<string, unknown>;
  mode?: "fwd" | "fwd_bwd" | "step";
}

/** What a side answers to a benchmark: the median over its samples, in µs, or why it cannot run it. */
export type Timing = { us: number } | { missing: string };

const defaultRounds = 3;

export async function bench({ only, rounds = defaultRounds, progress }: BenchOptions): Promise<Report> {
  const other = "PyTorch";
  const { benchmarks } = JSON.parse(readFileSync(join(folder, "ops.json"), "utf8")) as {
    benchmarks: OperatorBenchmark[];
  };
  const python = pythonThatRuns("import torch");
  const ours = new Side(...tangent("ops-side.ts"));
  const theirs = python === null ? null : new Side(python, [join(folder, "ops.py")]);
  const rows: Row[] = [];
  for (const benchmark of benchmarks.filter(({ name }) => name.includes(only))) {
    const [mine, its]: [number[], number[]] = [[], []];
    let missing: string | undefined;
    for (let round = 0; round < rounds; round++) {
      const answer = await ours.ask<Timing>(benchmark);
      if ("missing" in answer) missing = answer.missing;
      else mine.push(answer.us);
      if (missing !== undefined) break;
      const reference = await theirs?.ask<Timing>(benchmark);
      if (reference && "us" in reference) its.push(reference.us);
    }
    const row: Row = {
      name: benchmark.name,
      ours: missing === undefined ? median(mine) : null,
      theirs: its.length > 0 ? median(its) : null,
      unit: "µs",
      note: missing,
    };
    rows.push(row);
    progress(row, other);
  }
  ours.close();
  theirs?.close();
  return { other, rows };
}
