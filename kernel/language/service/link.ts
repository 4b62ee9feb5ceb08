/** What the user's thread and the language thread say to each other. */

import type { MessagePort } from "node:worker_threads";
import type { RequestId } from "../../wire/link.ts";
import type { TypeNote } from "./check.ts";
import type { TypedCompletion } from "./complete.ts";
import type { CompletionItem } from "./completion.ts";
import type { TypedInspection } from "./inspect.ts";

export interface LanguageData {
  /** The address of the package's package.json. */
  readonly packageUrl: string;
  /** To the user's thread. */
  readonly user: MessagePort;
  /** From the wire thread: requests that arrive while the user's thread is busy. */
  readonly requests: MessagePort;
  /** The process's own stderr, for the kernel's log. */
  readonly log: number;
}

/** A magic as completion offers it. */
export interface MagicWord extends CompletionItem {
  /** Whether what stands behind it is TypeScript. */
  readonly takesCode: boolean;
}

/** A cell whose errors are published, as text on its stderr. */
export interface Noted {
  readonly request: RequestId;
  /** What people call it: `In[3]`. */
  readonly label: string;
  /** Its text as it was typed. */
  readonly source: string;
}

/** A place in a cell that is being edited. */
export interface Place {
  readonly code: string;
  /** An offset in UTF-16 units. */
  readonly cursor: number;
}

/** Questions, and what each of them is answered with. */
export interface Questions {
  complete: { readonly question: Place; readonly answer: TypedCompletion };
  inspect: { readonly question: Place; readonly answer: TypedInspection | undefined };
  /** The type errors of a cell, whose magic lines are calls by now; with `adds`, later cells see what it declares. */
  check: { readonly question: { readonly code: string; readonly adds: boolean }; readonly answer: readonly TypeNote[] };
}

export type QuestionKind = keyof Questions;

export type ToLanguage =
  | { readonly [K in QuestionKind]: { readonly kind: K; readonly id: number } & Questions[K]["question"] }[QuestionKind]
  /** A cell runs. */
  | { readonly kind: "cell"; readonly code: string; readonly note?: Noted }
  /** The cell of that request has ended; the error of one that failed stands for itself. */
  | { readonly kind: "ended"; readonly request: RequestId; readonly failed: boolean }
  | { readonly kind: "magics"; readonly words: readonly MagicWord[] }
  /** All names on the global object. */
  | { readonly kind: "globals"; readonly names: readonly string[] };

export type FromLanguage =
  /** Undefined when there is no answer. */
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  /** The compiler is loaded: answers come within milliseconds from now on. */
  | { readonly kind: "loaded" };
