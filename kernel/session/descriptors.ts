/** Takes descriptors 1 and 2, and SIGINT, away from the process with the kernel's small addon. */

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { WireData } from "../wire/link.ts";

interface Addon {
  /** Puts a pipe in the place of a descriptor; the pipe's read end, and a copy of what the descriptor was. */
  capture(descriptor: number): { readonly pipe: number; readonly original: number };
  /** The read end of a pipe on which a byte arrives for each SIGINT, also while this thread is busy. */
  interruptPipe(): number;
}

/** Where the addon is not built, native writes are not captured, SIGINT ends the process, and the rest works. */
export function openPipes(packageUrl: URL): Pick<WireData, "pipes" | "log"> {
  const path = fileURLToPath(new URL("kernel/native/build/Release/descriptors.node", packageUrl));
  let addon: Addon;
  try {
    addon = createRequire(import.meta.url)(path);
  } catch {
    return { log: 2 };
  }
  const interrupt = addon.interruptPipe();
  const { pipe: stdout } = addon.capture(1);
  const { pipe: stderr, original } = addon.capture(2);
  return { pipes: { stdout, stderr, interrupt }, log: original };
}
