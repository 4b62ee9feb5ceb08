/** Files that are there whole or not at all. */

import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";

/** The most that one write asks of the system. */
const chunk = 2 ** 30;

/** Takes what is written, in order. */
type Sink = (bytes: Uint8Array) => void;

function sinkOf(descriptor: number): Sink {
  return (bytes) => {
    let done = 0;
    while (done < bytes.length) done += writeSync(descriptor, bytes, done, Math.min(bytes.length - done, chunk));
  };
}

/** Takes away what processes of this machine that are no more left beside `path`, where it may. */
function removeLeftovers(path: string): void {
  const start = `.${basename(path)}.saving-${hostname()}-`;
  try {
    for (const name of readdirSync(dirname(path))) {
      if (!name.startsWith(start)) continue;
      const process = Number.parseInt(name.slice(start.length), 10);
      if (!isAlive(process)) rmSync(join(dirname(path), name), { force: true });
    }
  } catch {
    // A folder that may be written to but not listed: what lies there does not hinder.
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function replace(path: string, before: Stats | undefined, write: (sink: Sink) => void): void {
  const beside = join(dirname(path), `.${basename(path)}.saving-${hostname()}-${process.pid}-${threadId}`);
  removeLeftovers(path);
  const descriptor = openSync(beside, "w");
  try {
    try {
      if (before !== undefined) fchmodSync(descriptor, before.mode & 0o7777);
      write(sinkOf(descriptor));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** What the system's codes mean, and what to do. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the device",
  EDQUOT: "the quota of disk space is used up",
  EFBIG: "the file would be larger than is allowed",
  EROFS: "its file system is read-only",
  EACCES: "its folder may not be written to",
  EPERM: "its folder may not be written to",
  ENOENT: "its folder does not exist",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "it is a folder",
  ENAMETOOLONG: "its name is too long",
};

/**
 * Writes a file beside `path` and renames it: whoever looks, also after a crash or on a full disk, finds the old file or the
 * new one. The old one's permissions stay, a link stays a link; pipes and devices are written to directly.
 *
 * @throws Error that names the file and why it could not be written; what was there is unchanged then.
 */
export function writeAtomically(path: string, write: (sink: Sink) => void): void {
  let refused: unknown;
  const refusing = (sink: Sink) => {
    try {
      write(sink);
    } catch (error) {
      // What cannot be saved is no fault of the file.
      if ((error as NodeJS.ErrnoException).syscall === undefined) refused = error;
      throw error;
    }
  };
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    if (before === undefined || before.isFile())
      replace(before === undefined ? path : realpathSync(path), before, refusing);
    else {
      const descriptor = openSync(path, "w");
      try {
        refusing(sinkOf(descriptor));
      } finally {
        closeSync(descriptor);
      }
    }
  } catch (error) {
    if (error === refused) throw error;
    const { code = "", message } = error as NodeJS.ErrnoException;
    const reason = reasons[code] ?? message;
    const wrapped = new Error(
      `cannot save ${path}: ${reason}${code === "" ? "" : ` (${code})`}; what was there is unchanged`,
      {
        cause: error,
      },
    );
    throw Object.assign(wrapped, { code });
  }
}
