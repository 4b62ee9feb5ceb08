/** What a magic is, and what it is given. */

import type { Bundle, DisplayHandle } from "../../runtime/display/index.ts";
import type { HistoryEntry, HistoryRequest, Payload } from "../wire/messages.ts";
import {
  type Arguments,
  formatOptions,
  formatUsage,
  type Operands,
  type Options,
  parseArguments,
} from "./arguments.ts";

export { UsageError } from "./usage-error.ts";

/** What code printed and showed while it was captured. */
export interface Captured {
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: readonly Bundle[];
}

/** Which kinds of output a capture keeps from the page; the others are shown as ever. */
export interface CaptureKinds {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly display: boolean;
}

/** Where code stands that a magic runs. */
export interface CodePlace {
  /** Whether nobody wrote it as it stands: its types are not checked. */
  readonly generated?: boolean;
  /** The line of the cell or file at which it begins; 1. */
  readonly line?: number;
  /** What errors call it; the cell's own name. */
  readonly label?: string;
  /** The folder from which its relative imports start; the working folder. */
  readonly folder?: string;
  /** Code to put around it, in lines of its own, of which errors say nothing. */
  readonly around?: { readonly before: string; readonly after: string };
  /** Called once it is compiled, just before it runs. */
  readonly started?: () => void;
}

export interface KnownPlace {
  /** `In[3]:4`, or a file and its line. */
  readonly text: string;
  /** Whether it is in a cell or in a module of the user's. */
  readonly user: boolean;
}

/** What a magic can do to the notebook. */
export interface MagicContext {
  print(text: string): void;
  printError(text: string): void;
  /** Shows a value as `display` does; with `raw` it is a MIME bundle itself. */
  display(value: unknown, options?: { readonly raw?: boolean }): DisplayHandle;
  /** Runs code as a cell of the notebook, and shows its value. */
  run(code: string, place?: CodePlace): Promise<void>;
  /** Runs code as a cell of the notebook, and gives its value. */
  evaluate(code: string, place?: CodePlace): Promise<unknown>;
  /** Calls a function of the user's so that an interrupt can end it. */
  guard<T>(call: () => T): T;
  /** Waits so that an interrupt ends the wait with an `InterruptError`. */
  wait<T>(promise: Promise<T>): Promise<T>;
  /** Loads a module as the notebook's own `import()` does. */
  load(specifier: string): Promise<Record<string, unknown>>;
  /** Asks the person at the front end for a line. */
  input(prompt: string): Promise<string>;
  /** What the notebook's cells declared, by name. */
  variables(): Map<string, unknown>;
  /** @throws UsageError when `name` is no name for a variable */
  checkName(name: string): void;
  /** Gives a variable of the notebook a value, and declares it where it is new. */
  assign(name: string, value: unknown): Promise<void>;
  /** Sets variables to undefined, and takes them from all lists of variables. */
  forget(names: readonly string[]): Promise<void>;
  /** Runs `task` and keeps what it prints and shows. */
  capture(kinds: CaptureKinds, task: () => Promise<unknown>): Promise<Captured>;
  /** Asks the front end to page a text, or to put one into the next cell; the last of each kind counts. */
  addPayload(payload: Payload): void;
  /** Loads local modules again that have changed. @returns their specifiers */
  reload(): Promise<readonly string[]>;
  /** Where code stands that V8 knows; undefined for the kernel's own and Node's. Line and column are one-based. */
  place(script: string, line: number, column: number): KnownPlace | undefined;
  /** What was run, in this session and in earlier ones. */
  history(request: HistoryRequest): readonly HistoryEntry[];
  /** `In` and `Out`. */
  readonly inputs: string[];
  readonly outputs: Record<number, unknown>;
  /** All magics. */
  readonly magics: readonly Magic[];
}

/** How a magic is declared. */
export interface MagicForm<O extends Options> {
  /** Without percent signs. */
  readonly name: string;
  /** One line: what it does. */
  readonly summary: string;
  /** More, for `%name?`. */
  readonly description?: string;
  readonly options?: O;
  /** What stands after the options; nothing may where it is left out. */
  readonly operands?: Operands;
  /** `%name …`. What it gives is the value of `const x = %name …`. */
  readonly line?: (given: Arguments<O>, context: MagicContext) => unknown;
  /** `%%name …` at a cell's start; `body` is the lines below, as they stand. */
  readonly cell?: (given: Arguments<O>, body: string, context: MagicContext) => unknown;
}

export interface Magic {
  readonly name: string;
  readonly summary: string;
  /** Its forms, such as `%time CODE` and `%%time`. */
  readonly usage: readonly string[];
  /** What `%name?` shows. */
  readonly help: string;
  readonly line?: (text: string, context: MagicContext) => unknown;
  readonly cell?: (text: string, body: string, context: MagicContext) => unknown;
}

/** A magic whose line is parsed by its options and operands. */
export function defineMagic<const O extends Options = Record<never, never>>(form: MagicForm<O>): Magic {
  const { name, summary, line, cell } = form;
  const parse = (sign: string, text: string) => parseArguments<O>(`${sign}${name}`, form, text);
  const tail = formatUsage(form);
  const usage = [...(line ? [`%${name}${tail}`] : []), ...(cell ? [`%%${name}${tail}`] : [])];
  const paragraphs = [usage.join("\n"), summary, form.description?.trim(), formatOptions(form.options)];
  return {
    name,
    summary,
    usage,
    help: paragraphs.filter((paragraph) => paragraph).join("\n\n"),
    line: line && ((text, context) => line(parse("%", text), context)),
    cell: cell && ((text, body, context) => cell(parse("%%", text), body, context)),
  };
}
