/** One set-up at a time: a lock file that names the process, so that one left by a dead process is no obstacle. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stateFolder } from "./root.mjs";

/** Runs `work` while no other process holds the lock; waits, and says for whom, when one does. */
export async function withLock(
  work,
  { path = join(stateFolder, "lock"), say = console.log, pollMilliseconds = 500 } = {},
) {
  mkdirSync(dirname(path), { recursive: true });
  let announced = false;
  while (!take(path)) {
    const holder = holderOf(path);
    if (holder === undefined || !isAlive(holder)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!announced)
      say(`Another set-up of this folder is running (process ${holder}): waiting for it. Its lock is ${path}`);
    announced = true;
    await sleep(pollMilliseconds);
  }
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function holderOf(path) {
  try {
    const holder = Number.parseInt(readFileSync(path, "utf8"), 10);
    return Number.isNaN(holder) ? undefined : holder;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
