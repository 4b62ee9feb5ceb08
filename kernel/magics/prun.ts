import { writeFileSync } from "node:fs";
import { type Profiler, Session } from "node:inspector";
import type { Arguments } from "./arguments.ts";
import { expandHome } from "./cd.ts";
import { duration } from "./duration.ts";
import { flameGraph } from "./flame-graph.ts";
import { defineMagic, type MagicContext, UsageError } from "./magic.ts";
import { byFunction, readProfile } from "./profile.ts";

const options = {
  l: { kind: "integer", value: "N", summary: "rows of the table; 15" },
  s: { kind: "text", value: "KEY", summary: "what the table is sorted by: self or total; self" },
  i: { kind: "integer", value: "MICROSECONDS", summary: "time between two samples; 200" },
  D: { kind: "text", value: "FILE", summary: "also write the profile into a file, for Chrome's developer tools" },
  q: { kind: "flag", summary: "show nothing" },
} as const;

type Given = Arguments<typeof options>;

async function profile({ options }: Given, code: string, line: number, context: MagicContext) {
  const { l: rows = 15, s: key = "self", i: interval = 200, D: file, q: quiet } = options;
  if (key !== "self" && key !== "total") throw new UsageError(`%prun: -s takes self or total, got ${key}`);
  if (rows < 1 || interval < 1) throw new UsageError("%prun: -l and -i must be 1 or more");
  // Through a session of this thread, what is posted is done at once.
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.setSamplingInterval", { interval });
  let begun = false;
  const started = () => {
    begun = true;
    session.post("Profiler.start");
  };
  try {
    return await context.evaluate(code, { line, started });
  } finally {
    const taken = begun ? stop(session) : undefined;
    session.disconnect();
    if (taken && file !== undefined) writeFileSync(expandHome(file), JSON.stringify(taken));
    if (taken && !quiet) show(taken, rows, key, context);
  }
}

function stop(session: Session): Profiler.Profile | undefined {
  let taken: Profiler.Profile | undefined;
  session.post("Profiler.stop", (_error, result) => {
    taken = result?.profile;
  });
  return taken;
}

function show(
  profile: Parameters<typeof readProfile>[0],
  rows: number,
  key: "self" | "total",
  context: MagicContext,
): void {
  const root = readProfile(profile, (script, line, column) => context.place(script, line, column));
  if (root.total === 0) {
    context.print("%prun: the code ended before the first sample was taken.\n");
    return;
  }
  const functions = byFunction(root).sort((a, b) => b[key] - a[key]);
  const lines = functions.slice(0, rows).map(({ name, place, self, total, samples }) => {
    const share = ((self / root.total) * 100).toFixed(1);
    return [samples, duration(self), `${share} %`, duration(total), `${name}${place ? ` (${place})` : ""}`];
  });
  const heads = ["samples", "self", "self %", "total", "function"];
  const widths = heads.map((head, i) => Math.max(head.length, ...lines.map((cells) => String(cells[i]).length)));
  const format = (cells: readonly unknown[]) =>
    cells.map((cell, i) => (i === heads.length - 1 ? String(cell) : String(cell).padStart(widths[i]))).join("  ");
  const more = functions.length - lines.length;
  const rest = more > 0 ? `… and ${more} more functions; -l shows more\n` : "";
  context.display(
    { "image/svg+xml": flameGraph(root), "text/plain": `<flame graph of ${duration(root.total)}>` },
    { raw: true },
  );
  context.print(
    `${duration(root.total)} in ${root.samples} samples\n\n${[heads, ...lines].map(format).join("\n")}\n${rest}`,
  );
}

export const prun = defineMagic({
  name: "prun",
  summary: "run code under V8's profiler, and show where its time goes: a flame graph and a table",
  description:
    "In the graph, width is time; what stands on a function is what it called. Point at a bar for its numbers.",
  options,
  operands: { usage: "CODE", take: "text" },
  line(given, context) {
    if (given.text === "") throw new UsageError("%prun needs CODE: %prun train(model)");
    return profile(given, given.text, 1, context);
  },
  cell(given, body, context) {
    if (given.text !== "") throw new UsageError("%%prun: the code stands below the line, not behind %%prun");
    return profile(given, body, 2, context);
  },
});
