/** Training steps and forward passes of five small models, each side in a process of its own, in turns. */

import { join } from "node:path";
import { median, type Report, type Row } from "./report.ts";
import type { BenchOptions } from "./run.ts";
import { folder, pythonThatRuns, Side, tangent } from "./side.ts";

/** The models that both sides build: models.py has them in PyTorch's words. */
export const modelNames = ["mlp", "lenet5", "resnet18", "transformer", "lstm"] as const;

export type ModelName = (typeof modelNames)[number];

/** Medians in ms, or why this version cannot run the model. */
export type ModelTiming = { step: number; forward: number } | { missing: string };

const defaultRounds = 2;

export async function bench({ only, rounds = defaultRounds, progress }: BenchOptions): Promise<Report> {
  const other = "PyTorch";
  const python = pythonThatRuns("import torch");
  const ours = new Side(...tangent("models-side.ts"));
  const theirs = python === null ? null : new Side(python, [join(folder, "models.py")]);
  const rows: Row[] = [];
  for (const model of modelNames.filter((name) => name.includes(only))) {
    const [mine, its]: [{ step: number; forward: number }[], { step: number; forward: number }[]] = [[], []];
    let missing: string | undefined;
    for (let round = 0; round < rounds && missing === undefined; round++) {
      const answer = await ours.ask<ModelTiming>({ model });
      if ("missing" in answer) missing = answer.missing;
      else mine.push(answer);
      const reference = missing === undefined ? await theirs?.ask<ModelTiming>({ model }) : undefined;
      if (reference && "step" in reference) its.push(reference);
    }
    for (const part of ["step", "forward"] as const) {
      const row: Row = {
        name: `${model} ${part === "step" ? "training step" : "forward"}`,
        ours: mine.length > 0 ? median(mine.map((timing) => timing[part])) : null,
        theirs: its.length > 0 ? median(its.map((timing) => timing[part])) : null,
        unit: "ms",
        note: missing,
      };
      rows.push(row);
      progress(row, other);
    }
  }
  ours.close();
  theirs?.close();
  return { other, rows };
}
