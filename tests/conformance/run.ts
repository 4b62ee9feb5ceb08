/**
 * How much of PyTorch the runtime answers as PyTorch does.
 *
 *     npm run conformance -- [--operators FILE] [--dtypes FILE] [--errors FILE] [--modules FILE] [--optimizers FILE]
 *       [--training FILE] [--vision FILE] [--models FILE] [--reference FILE] [--device cpu] [--floors] [--raise]
 *
 * Without a file's flag, all files of tests/conformance/data. Prints each failing entry in a line, then the counts.
 * `--floors` compares the counts with floors.json, and fails when one went down; `--raise` writes those that went up.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { dtypes } from "./dtypes.ts";
import { errors } from "./errors.ts";
import { models } from "./models.ts";
import { modules } from "./modules.ts";
import { operators } from "./operators.ts";
import { optimizers } from "./optimizers.ts";
import { reference } from "./reference.ts";
import { closing, passed, type Tally } from "./report.ts";
import { Runtime } from "./runtime.ts";
import { training } from "./training.ts";
import { vision } from "./vision.ts";

type Kind = (runtime: Runtime, file: string) => Promise<Tally | Tally[]>;

const kinds: Record<string, [file: string, run: Kind]> = {
  operators: ["operators.jsonl.gz", operators],
  dtypes: ["dtypes.jsonl.gz", dtypes],
  errors: ["errors.jsonl.gz", errors],
  modules: ["modules.jsonl.gz", modules],
  optimizers: ["optimizers.jsonl.gz", optimizers],
  training: ["training.json.gz", training],
  vision: ["vision.jsonl.gz", vision],
  models: ["models.jsonl.gz", models],
  reference: ["reference.json.gz", reference],
};

const path = (name: string): string => new URL(name, import.meta.url).pathname;

const readFloors = (): Record<string, number> => JSON.parse(readFileSync(path("floors.json"), "utf8"));

/** Kinds whose count is below its floor, each in a line. */
function belowFloors(tallies: readonly Tally[]): string[] {
  const floors = readFloors();
  return Object.entries(floors).flatMap(([kind, floor]) => {
    const found = tallies.find((entry) => entry.kind === kind);
    const count = found === undefined ? 0 : passed(found);
    return count < floor ? [`${kind}: ${count}, the floor is ${floor}`] : [];
  });
}

function raiseFloors(tallies: readonly Tally[]): void {
  const floors = readFloors();
  for (const tally of tallies) floors[tally.kind] = Math.max(floors[tally.kind] ?? 0, passed(tally));
  writeFileSync(path("floors.json"), `${JSON.stringify(floors, null, 2)}\n`);
}

const string = { type: "string" } as const;
const { values: flags } = parseArgs({
  options: {
    ...Object.fromEntries(Object.keys(kinds).map((kind) => [kind, string])),
    device: { type: "string", default: "cpu" },
    floors: { type: "boolean", default: false },
    raise: { type: "boolean", default: false },
  },
});
const given = flags as Record<string, string | boolean | undefined>;
const asked = Object.keys(kinds).filter((kind) => given[kind] !== undefined);
const runtime = await Runtime.open(String(given.device));
const tallies: Tally[] = [];
for (const kind of asked.length > 0 ? asked : Object.keys(kinds)) {
  const [file, run] = kinds[kind];
  const result = await run(runtime, String(given[kind] ?? path(`data/${file}`)));
  for (const tally of [result].flat()) {
    for (const { name, reason } of tally.failures)
      console.log(`${tally.kind} ${name}: ${reason.replaceAll("\n", " ")}`);
    tallies.push(tally);
  }
}
console.log("");
for (const tally of tallies) console.log(closing(tally));
if (given.raise === true) raiseFloors(tallies);
if (given.floors === true) {
  const down = belowFloors(tallies);
  for (const line of down) console.error(`went down: ${line}`);
  if (down.length > 0) process.exitCode = 1;
}
