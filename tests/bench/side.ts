/** One side of a comparison: a process of its own that answers a line of JSON with a line of JSON. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Threads of each side. */
export const threads = 2;

export const folder = dirname(fileURLToPath(import.meta.url));
const environment = { ...process.env, OMP_NUM_THREADS: String(threads), PYTHONUNBUFFERED: "1" };

export class Side {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, { cwd: folder, env: environment, stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    this.answers = lines[Symbol.asyncIterator]();
  }

  /** @throws when the process ended instead of answering. */
  async ask<Answer>(question: object): Promise<Answer> {
    this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`${this.child.spawnargs.join(" ")} ended (status ${this.child.exitCode})`);
    return JSON.parse(value) as Answer;
  }

  close(): void {
    this.child.stdin?.end();
  }
}

/** Runs a side once and gives what it printed last, a line of JSON. */
export function runOnce<Answer>(command: string, args: readonly string[]): Answer {
  const { stdout, stderr, status } = spawnSync(command, args, {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with status ${status}:\n${stderr.slice(-2000)}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Answer;
}

/** Runs a file of this folder with the Node that runs this one, from the sources, started as the kernel is. */
export const tangent = (file: string): readonly [string, readonly string[]] => [
  process.execPath,
  ["--no-warnings", "--no-node-snapshot", "--conditions=tangent-source", join(folder, file)],
];

const built = existsSync(join(folder, "..", "..", "dist", "runtime", "index.js"));

/** The same with the built package, where there is one: it is what is installed, and starts in half the time. */
export const installed = (file: string): readonly [string, readonly string[]] =>
  built ? [process.execPath, ["--no-warnings", "--no-node-snapshot", join(folder, file)]] : tangent(file);

/** The Python of the project's `.venv` or of the PATH that can run `program`; null when none can. */
export function pythonThatRuns(program: string): string | null {
  const candidates = [join(folder, "..", "..", ".venv", "bin", "python3"), "python3"];
  const found = candidates.find(
    (python) =>
      (python === "python3" || existsSync(python)) &&
      spawnSync(python, ["-c", program], { cwd: folder, stdio: "ignore" }).status === 0,
  );
  return found ?? null;
}
