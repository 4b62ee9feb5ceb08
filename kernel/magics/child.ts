/** Programs that a magic starts: what they print is the cell's, and an interrupt ends them. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";
import type { StreamName } from "../wire/ring.ts";
import type { MagicContext } from "./magic.ts";
import { UsageError } from "./usage-error.ts";

const { signals } = constants;

/** Milliseconds that a program has to end after an interrupt before it is killed. */
const patience = 500;
/** Milliseconds without output after which a program that has ended counts as silent. */
const quiet = 200;

/** The groups of processes that live: those of programs that have ended, too, where they left something behind. */
const groups = new Set<number>();

/** The kernel ends, and with it what its cells have started. */
export function endChildren(): void {
  for (const group of groups) tell(group, "SIGKILL");
}

export interface ChildOptions {
  /** What the program reads from its standard input; nothing where it is left out. */
  readonly input?: string;
  /** Takes what it prints; the cell shows it where this is left out. */
  readonly receive?: (stream: StreamName, text: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a program to its end.
 * @returns its exit status; the negative number of the signal that ended it, as IPython gives it
 * @throws UsageError where the program cannot be started
 */
export async function runChild(
  program: string,
  args: readonly string[],
  context: MagicContext,
  { input, receive, env = process.env }: ChildOptions = {},
): Promise<number> {
  const show = (stream: StreamName, text: string) =>
    stream === "stdout" ? context.print(text) : context.printError(text);
  const take = receive ?? show;
  // A group of its own, so that an interrupt reaches what the program has started, too.
  const child = spawn(program, args, {
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    detached: true,
    env,
  });
  const { pid } = child;
  if (pid !== undefined) groups.add(pid);
  let heard = performance.now();
  const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
  const pass = (name: StreamName, text: string) => {
    heard = performance.now();
    try {
      take(name, text);
    } catch (error) {
      // Such as a text of more letters than a string holds.
      refuse(error);
    }
  };
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new StringDecoder("utf8");
    child[name]?.on("data", (data: Buffer) => pass(name, decoder.write(data)));
    child[name]?.on("end", () => pass(name, decoder.end()));
  }
  // A program may end without reading all that it is given.
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  const closed = once(child, "close").then(
    () => true,
    () => true,
  );
  // A number may be another group's once nothing is left of this one.
  const forget = () => {
    if (pid !== undefined && !tell(pid, 0)) groups.delete(pid);
  };
  void closed.then(forget);
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  try {
    const [status, signal] = await context.wait(Promise.race([ended, refused]));
    // What the program has left in the background may hold its output open, and goes on printing into this cell.
    while (!(await Promise.race([closed, sleep(quiet, false)])) && performance.now() - heard < quiet);
    return status ?? -(signals[signal ?? "SIGKILL"] ?? 9);
  } catch (error) {
    if (pid === undefined) throw new UsageError(`${program} cannot be started: ${(error as Error).message}`);
    await endGroup(pid);
    forget();
    throw error;
  }
}

/** Ends a program and all that it has started: first as Ctrl-C does, and what does not hear that more firmly. */
async function endGroup(group: number): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
    if (!tell(group, signal)) return;
    const late = performance.now() + patience;
    while (performance.now() < late) {
      await sleep(10);
      if (!tell(group, 0)) return;
    }
  }
}

/** @returns whether anything of the group is left */
function tell(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
