import type { Arguments } from "./arguments.ts";
import { duration } from "./duration.ts";
import { defineMagic, type MagicContext, UsageError } from "./magic.ts";

const options = {
  n: { kind: "integer", value: "N", summary: "loops of a run; by default so many that a run takes 0.2 s or more" },
  r: { kind: "integer", value: "R", summary: "runs; 7" },
  p: { kind: "integer", value: "P", summary: "digits of the result; 3" },
  q: { kind: "flag", summary: "print nothing" },
  o: { kind: "flag", summary: "give a TimeitResult" },
} as const;

type Given = Arguments<typeof options>;

/** What `%timeit -o` gives; times are in seconds. */
export class TimeitResult {
  readonly loops: number;
  readonly repeat: number;
  /** The time of each run, of all its loops. */
  readonly allRuns: readonly number[];
  /** The time of one loop in each run. */
  readonly timings: readonly number[];
  readonly best: number;
  readonly worst: number;
  readonly average: number;
  readonly stdev: number;
  readonly #precision: number;

  constructor(loops: number, allRuns: readonly number[], precision: number) {
    this.loops = loops;
    this.repeat = allRuns.length;
    this.allRuns = allRuns;
    this.timings = allRuns.map((seconds) => seconds / loops);
    this.best = Math.min(...this.timings);
    this.worst = Math.max(...this.timings);
    this.average = this.timings.reduce((sum, seconds) => sum + seconds, 0) / this.repeat;
    const squares = this.timings.reduce((sum, seconds) => sum + (seconds - this.average) ** 2, 0);
    this.stdev = Math.sqrt(squares / this.repeat);
    this.#precision = precision;
  }

  toString(): string {
    const plural = (count: number, what: string) => `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
    const [mean, deviation] = [this.average, this.stdev].map((seconds) => duration(seconds, this.#precision));
    const runs = `${plural(this.repeat, "run")}, ${plural(this.loops, "loop")} each`;
    return `${mean} ± ${deviation} per loop (mean ± std. dev. of ${runs})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `<TimeitResult : ${this}>`;
  }
}

type Loop = (loops: number) => number | Promise<number>;

/** A function that runs the code so many times, and gives the seconds that it took. */
async function loopOf(setup: string, code: string, line: number, context: MagicContext): Promise<Loop> {
  // A function that awaits costs more in each turn: only where the code does.
  const kind = /\bawait\b/.test(`${setup} ${code}`) ? "async " : "";
  const before = `(${kind}function ($loops) { ${setup}; const $start = performance.now(); for (let $i = 0; $i < $loops; $i++) {`;
  const after = "} return (performance.now() - $start) / 1e3; })";
  return (await context.evaluate(code, { line, around: { before, after }, generated: true })) as Loop;
}

async function measure(given: Given, setup: string, code: string, line: number, context: MagicContext) {
  const { n, r = 7, p = 3, q, o } = given.options;
  for (const [name, value, least] of [
    ["-n", n, 1],
    ["-r", r, 1],
    ["-p", p, 1],
  ] as const)
    if (value !== undefined && value < least)
      throw new UsageError(`%timeit: ${name} must be ${least} or more, got ${value}`);
  const loop = await loopOf(setup, code, line, context);
  const run = async (loops: number) => context.wait(Promise.resolve(context.guard(() => loop(loops))));
  let loops = n ?? 1;
  if (n === undefined) while ((await run(loops)) < 0.2 && loops < 1e9) loops *= 10;
  const allRuns: number[] = [];
  for (let i = 0; i < r; i++) allRuns.push(await run(loops));
  const result = new TimeitResult(loops, allRuns, p);
  if (!q) {
    // What takes less than a microsecond varies anyway.
    if (result.best > 0 && result.worst > 4 * result.best && result.worst > 1e-6)
      context.print(
        `The slowest run took ${(result.worst / result.best).toFixed(2)} times longer than the fastest. This could mean that an intermediate result is being cached.\n`,
      );
    context.print(`${result}\n`);
  }
  return o ? result : undefined;
}

export const timeit = defineMagic({
  name: "timeit",
  summary: "run code many times, and say how long one time takes",
  description:
    "As a cell, the line behind %%timeit is the setup, which is run once for each run and not measured.\n" +
    "Code that awaits is awaited in each turn.",
  options,
  operands: { usage: "CODE", take: "text" },
  line(given, context) {
    if (given.text === "") throw new UsageError("%timeit needs CODE: %timeit [-n N] [-r R] CODE");
    return measure(given, "", given.text, 1, context);
  },
  cell: (given, body, context) => measure(given, given.text, body, 2, context),
});
