/** Calls that block until a child process has ended: an interrupt ends the child, and the cell learns of it here. */

import { createRequire, syncBuiltinESMExports } from "node:module";
import { Word } from "../wire/link.ts";

type Call = (...args: unknown[]) => unknown;

/**
 * @param check throws when an interrupt was asked for
 * @param settle waits until what the child wrote is read
 */
export function guardChildren(words: Int32Array<SharedArrayBuffer>, check: () => void, settle: () => void): void {
  const childProcess = createRequire(import.meta.url)("node:child_process") as Record<string, Call>;
  for (const name of ["spawnSync", "execSync", "execFileSync"]) {
    const native = childProcess[name];
    const guarded = function (this: unknown, ...args: unknown[]): unknown {
      Atomics.store(words, Word.child, 1);
      try {
        check();
        return native.apply(this, args);
      } finally {
        Atomics.store(words, Word.child, 0);
        settle();
        check();
      }
    };
    Object.defineProperty(guarded, "name", { value: name });
    childProcess[name] = guarded;
  }
  syncBuiltinESMExports();
}
