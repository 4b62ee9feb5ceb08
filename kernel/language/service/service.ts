/** The language service at work: cells are taken in at once, then questions are answered, then cells are checked. */

import { createRequire, enableCompileCache, flushCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type * as TypeScript from "typescript";
import { check, type TypeNote } from "./check.ts";
import { complete, type TypedCompletion } from "./complete.ts";
import { inspect, type TypedInspection } from "./inspect.ts";
import { completeLine, inTypeScript } from "./lines.ts";
import type { MagicWord, Place } from "./link.ts";
import { type Edited, NotebookProgram } from "./program.ts";
import { Recent } from "./recent.ts";

/** Milliseconds without a new cell after which TypeScript is loaded for a check, and after which it is in any case. */
const calm = 500;
const patience = 1_000;
/** Milliseconds without work after which garbage is collected: V8 lets that of a burst lie for ever. */
const rest = 10_000;

type Task = () => void;
type Checked = (notes: readonly TypeNote[]) => void;

export class LanguageService {
  readonly #packageUrl: string;
  readonly #report: (error: unknown) => void;
  readonly #loaded: () => void;
  #program: NotebookProgram | undefined;
  /** Cells that came before TypeScript was loaded. */
  #early: { readonly code: string; readonly checked: Checked | undefined }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #loadBy = 0;
  /** Collects garbage once there is nothing to do. */
  #rest: NodeJS.Timeout | undefined;
  readonly #questions: Task[] = [];
  readonly #checks: Task[] = [];
  readonly #completions = new Recent<TypedCompletion>();
  readonly #inspections = new Recent<TypedInspection | undefined>();
  #working = false;
  #words: readonly MagicWord[] = [];
  #globals: ReadonlySet<string> = new Set();

  /** @param report hears of errors of the compiler itself; `loaded`, once the compiler is loaded */
  constructor(packageUrl: string, report: (error: unknown) => void, loaded: () => void) {
    this.#packageUrl = packageUrl;
    this.#report = report;
    this.#loaded = loaded;
  }

  set magics(words: readonly MagicWord[]) {
    this.#words = words;
  }

  set globals(names: readonly string[]) {
    this.#globals = new Set(names);
  }

  /** A cell runs. @param checked is called with its type errors, soon */
  cell(code: string, checked?: Checked): void {
    if (this.#program) this.#add(this.#program, code, checked);
    else {
      this.#early.push({ code, checked });
      if (checked) this.#loadSoon();
    }
  }

  complete(place: Place, answer: (completion: TypedCompletion | undefined) => void): void {
    this.#ask(answer, (program) =>
      this.#completions.get(place, () => {
        const found = inTypeScript(place, this.#words);
        if (!found) return completeLine(place, this.#words);
        const completion = complete(program, found.code, found.cursor);
        const shift = place.cursor - found.cursor;
        return { ...completion, start: completion.start + shift, end: completion.end + shift };
      }),
    );
  }

  inspect(place: Place, answer: (inspection: TypedInspection | undefined) => void): void {
    this.#ask(answer, (program) =>
      this.#inspections.get(place, () => {
        const found = inTypeScript(place, this.#words);
        return found && inspect(program, found.code, found.cursor);
      }),
    );
  }

  /** The type errors of a cell before it runs, or while it does. */
  check(code: string, adds: boolean, answer: (notes: readonly TypeNote[] | undefined) => void): void {
    // One that runs takes its place among the others now, and is checked in its turn.
    if (adds) this.cell(code, answer);
    else this.#ask(answer, (program) => this.#check(program, program.edit(code)));
  }

  #add(program: NotebookProgram, code: string, checked: Checked | undefined): void {
    this.#completions.clear();
    this.#inspections.clear();
    let edited: Edited;
    try {
      edited = program.add(code);
    } catch (error) {
      // Nested too deep, say: the notebook goes on without what the cell declares.
      this.#report(error);
      checked?.([]);
      return;
    }
    if (!checked) return;
    this.#checks.push(() => {
      let notes: readonly TypeNote[] = [];
      try {
        notes = this.#check(program, edited);
      } finally {
        checked(notes);
      }
    });
    this.#work();
  }

  #check(program: NotebookProgram, edited: Edited): TypeNote[] {
    return check(program, edited, (name) => this.#globals.has(name));
  }

  #ask<T>(answer: (value: T | undefined) => void, question: (program: NotebookProgram) => T | undefined): void {
    this.#questions.push(() => {
      let value: T | undefined;
      try {
        value = question(this.#load());
      } finally {
        answer(value);
      }
    });
    this.#work();
  }

  /** One task at a turn of the event loop, so that a question that comes meanwhile goes ahead of checks. */
  #work(): void {
    if (this.#working) return;
    this.#working = true;
    setImmediate(() => {
      this.#working = false;
      const task = this.#questions.shift() ?? this.#checks.shift();
      if (!task) {
        this.#rest?.refresh();
        return;
      }
      try {
        task();
      } catch (error) {
        this.#report(error);
      }
      this.#work();
    });
  }

  /** Not at once: the first cells of a notebook often follow each other, and are to have the processor for themselves. */
  #loadSoon(): void {
    const now = performance.now();
    this.#loadBy ||= now + patience;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(), Math.min(calm, Math.max(0, this.#loadBy - now)));
  }

  #load(): NotebookProgram {
    if (this.#program) return this.#program;
    clearTimeout(this.#timer);
    enableCompileCache();
    const require = createRequire(import.meta.url);
    this.#program = new NotebookProgram(require("typescript") as typeof TypeScript, this.#packageUrl);
    flushCompileCache();
    this.#rest = setTimeout(collector(), rest);
    for (const { code, checked } of this.#early) this.#add(this.#program, code, checked);
    this.#early = [];
    this.#program.look(this.#program.edit(""));
    this.#loaded();
    return this.#program;
  }
}

/** Collects all garbage of this thread, and gives its memory back. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as NodeJS.GCFunction;
  setFlagsFromString("--no-expose-gc");
  return () => void collect({ type: "major", execution: "sync", flavor: "last-resort" });
}
