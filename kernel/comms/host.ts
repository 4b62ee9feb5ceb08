/** What the session lends to comms and widgets. A plain script has no host: comms then speak to nobody. */

import type { DisplayUpdate } from "../display/capture.ts";
import type { Report } from "../display/traceback.ts";
import type { CommTable, CommType, Dictionary } from "../wire/messages.ts";

export type Buffers = readonly Uint8Array[];

export interface CommHost {
  publish<T extends CommType>(type: T, content: CommTable[T], metadata: Dictionary, buffers: Buffers): void;
  /**
   * Ties handlers to the cell that runs now. Each call of what it gives runs a handler that the front end set off: what
   * it prints and throws goes to that cell's output, and an interrupt ends it and nothing else.
   */
  bind(): (handler: () => unknown) => void;
  /** Shows a MIME bundle in the output of the cell that runs now. */
  display(data: Dictionary): void;
  /** Updates displays of cells. */
  update(update: DisplayUpdate): void;
  /** Shows what is drawn and not shown yet, as the end of a cell does: at once, where nothing has to be awaited. */
  finishOutput(): Promise<void>;
  /** How many interrupts there were: code that waited then may never go on. */
  readonly interrupts: number;
  report(error: unknown): Report;
}

let host: CommHost | undefined;

export function setHost(next: CommHost): void {
  host = next;
}

/** The kernel's session, or undefined in a plain script. */
export function currentHost(): CommHost | undefined {
  return host;
}
