/** What a magic is given, and what it is. */

import type { Payload } from "../wire/messages.ts";

export interface MagicContext {
  print(text: string): void;
  printError(text: string): void;
  /** Runs code as a cell of the notebook, and shows its value. */
  run(code: string): Promise<void>;
  /** Loads a module as the notebook's own `import()` does. */
  load(specifier: string): Promise<Record<string, unknown>>;
  /** Asks the front end to page a text, or to put one into the next cell; the last of each kind counts. */
  addPayload(payload: Payload): void;
  /** What the notebook's cells declared, by name. */
  variables(): Map<string, unknown>;
  /** All magics. */
  readonly magics: readonly Magic[];
}

export interface Magic {
  /** Without percent signs. */
  readonly name: string;
  /** After the name, as `%lsmagic` prints it. */
  readonly usage: string;
  readonly summary: string;
  /** `%name` with the rest of its line. */
  readonly line?: (rest: string, context: MagicContext) => void | Promise<void>;
  /** `%%name` at a cell's start, with the rest of its line and the lines below it. */
  readonly cell?: (rest: string, body: string, context: MagicContext) => void | Promise<void>;
}

/** A magic that was asked for what it cannot do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
