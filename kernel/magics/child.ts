/** Programs that a magic starts: what they print is the cell's, and an interrupt ends them. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { StringDecoder } from "node:string_decoder";
import type { StreamName } from "../wire/ring.ts";
import type { MagicContext } from "./magic.ts";
import { UsageError } from "./usage-error.ts";

const { signals } = constants;

/** Milliseconds that a program has to end after an interrupt before it is killed. */
const patience = 500;

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
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new StringDecoder("utf8");
    child[name]?.on("data", (data: Buffer) => take(name, decoder.write(data)));
    child[name]?.on("end", () => take(name, decoder.end()));
  }
  // A program may end without reading all that it is given.
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  try {
    const [status, signal] = await context.wait(ended);
    return status ?? -(signals[signal ?? "SIGKILL"] ?? 9);
  } catch (error) {
    if (child.pid === undefined) throw new UsageError(`${program} cannot be started: ${(error as Error).message}`);
    await endGroup(child.pid, ended);
    throw error;
  }
}

async function endGroup(group: number, ended: Promise<unknown>): Promise<void> {
  const exited = ended.then(
    () => true,
    () => true,
  );
  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
    try {
      process.kill(-group, signal);
    } catch {
      return;
    }
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, patience, false));
    if (await Promise.race([exited, late])) return;
  }
}
