/** Starting programs: quietly into a log, or in the foreground. */

import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, stateFolder } from "./root.mjs";

const lastLines = 30;

/** A failure that the user can do something about: its message is the whole story, no stack is printed. */
export class SetupError extends Error {}

/**
 * Runs a program with its output in `.setup/NAME.log`.
 * @throws {SetupError} with the last lines of the log and `advice` when it fails
 */
export async function runQuietly(name, command, args, { advice, cwd = root, env = process.env } = {}) {
  mkdirSync(stateFolder, { recursive: true });
  const log = join(stateFolder, `${name}.log`);
  const output = openSync(log, "w");
  try {
    const problem = await ended(spawn(command, args, { cwd, env, stdio: ["ignore", output, output] }));
    if (problem === undefined) return;
    const tail = readFileSync(log, "utf8").trimEnd().split("\n").slice(-lastLines).join("\n");
    throw new SetupError(
      `${tail}\n\n\`${[command, ...args].join(" ")}\` ${problem}. All it printed: ${log}\n${advice}`,
    );
  } finally {
    closeSync(output);
  }
}

/** Runs a program in the foreground. @returns its exit status */
export function runHere(command, args, { cwd = root, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: "inherit" });
    const pass = (signal) => child.kill(signal);
    process.on("SIGTERM", pass);
    // The terminal sends Ctrl-C to the child as well: only the child decides what it means.
    const ignore = () => {};
    process.on("SIGINT", ignore);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGTERM", pass);
      process.off("SIGINT", ignore);
      resolve(code ?? 1);
    });
  });
}

/** Whether a program runs and succeeds. */
export function succeeds(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function ended(child) {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(`did not start (${error.message})`));
    child.on("close", (code, signal) => {
      resolve(code === 0 ? undefined : `ended with ${signal ?? `status ${code}`}`);
    });
  });
}
