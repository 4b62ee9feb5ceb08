/** A notebook's program with the real compiler, and the package of this checkout. */

import { createRequire } from "node:module";
import type * as TypeScript from "typescript";
import { expandMagics } from "../../../../kernel/language/magic-lines.ts";
import { check } from "../../../../kernel/language/service/check.ts";
import { complete } from "../../../../kernel/language/service/complete.ts";
import { inspect } from "../../../../kernel/language/service/inspect.ts";
import { NotebookProgram } from "../../../../kernel/language/service/program.ts";

const compiler = createRequire(import.meta.url)("typescript") as typeof TypeScript;

export class Notebook {
  readonly program = new NotebookProgram(compiler, new URL("../../../../package.json", import.meta.url).href);

  /** Runs a cell, as far as types go. Gives its notes: `2:7 Type 'string' is not …`. */
  run(code: string): string[] {
    const cell = this.program.add(expandMagics(code));
    const notes = check(this.program, cell, (name) => name in globalThis);
    return notes.map(({ line, column, message }) => `${line}:${column} ${message.split("\n")[0]}`);
  }

  /** What completes the code at its `|`. */
  complete(marked: string) {
    const cursor = marked.indexOf("|");
    return complete(this.program, marked.replace("|", ""), cursor);
  }

  texts(marked: string): string[] {
    return this.complete(marked).items.map(({ text }) => text);
  }

  inspect(marked: string) {
    return inspect(this.program, marked.replace("|", ""), marked.indexOf("|"));
  }
}
