/** The user's Stop: long loops of the runtime look at the host's flag as kernels do. */

import { host } from "./host.ts";

/** Thrown where the user pressed Stop. */
export class InterruptError extends Error {
  override readonly name = "InterruptError";

  constructor() {
    super("interrupted");
  }
}

/** Throws an {@link InterruptError} when the host asks for one. */
export function checkInterrupt(): void {
  const flag = host()?.interruptFlag;
  if (flag !== undefined && Atomics.load(flag, 0) !== 0) throw new InterruptError();
}
