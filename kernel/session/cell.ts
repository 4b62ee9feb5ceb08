/** The cell that code belongs to, carried through awaits, timers and callbacks by AsyncLocalStorage. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestId } from "../wire/link.ts";
import type { Payload } from "../wire/messages.ts";

export interface Cell {
  readonly request: RequestId;
  /** The number in `In [3]`. */
  readonly count: number;
  readonly silent: boolean;
  readonly allowStdin: boolean;
  /** What an interrupt rejects: the awaits of this cell that are pending. */
  readonly waits: Set<(error: Error) => void>;
  /** Ends the cell although its code still waits for something that no interrupt reaches. */
  abandon: (error: Error) => void;
  /** How often it was interrupted. */
  interrupts: number;
  /** Set once its reply is on the way. */
  ended: boolean;
  /** The value of its last expression. */
  result: unknown;
  /** Checks of its types that are under way. */
  readonly notes: Promise<void>[];
  /** Whether it ended with an error. */
  failed: boolean;
  /** Where relative imports start, while a magic runs a file; the working folder otherwise. */
  folder: string | undefined;
  /** What its reply asks of the front end, by its source. */
  readonly payloads: Map<Payload["source"], Payload>;
  /** What it declared with `using`. */
  used: AsyncDisposableStack | undefined;
}

export const cells = new AsyncLocalStorage<Cell>();
