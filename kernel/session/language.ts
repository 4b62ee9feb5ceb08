/** What the session asks of the language service, and what it adds from live values. */

import { complete as completeLive, names } from "../language/complete.ts";
import { describe, pathAt } from "../language/inspect.ts";
import { type Inspection, toInspection } from "../language/inspection.ts";
import type { Scope } from "../language/scope.ts";
import type { TypeNote } from "../language/service/check.ts";
import { LanguageClient, type LanguageOptions } from "../language/service/client.ts";
import { type Completion, choose } from "../language/service/completion.ts";
import type { MagicWord, Noted, Place } from "../language/service/link.ts";
import { settings } from "../settings.ts";
import type { RequestId } from "../wire/link.ts";

/** Milliseconds that a question may take, the first of which loads the compiler. JupyterLab waits 1,000 for completions. */
const completePatience = 800;
const inspectPatience = 3_000;
const checkPatience = 15_000;

/** A cell, or a part of it, that is about to run. */
export interface Starting extends Noted {
  /** Its magic lines are calls by now. */
  readonly code: string;
  /** Whether it names nothing and loops nowhere: types have nothing to say. */
  readonly trivial: boolean;
  /** Whether type errors are looked for. */
  readonly checked: boolean;
  /**
   * Whether the client stops listening once the cell is done: it allows no input, so nobody sits there. Notes come before
   * the reply then, and whenever they are ready otherwise.
   */
  readonly batch: boolean;
}

/** Type errors of a cell that runs meanwhile. */
export interface Later {
  readonly notes: Promise<readonly TypeNote[]>;
}

/** A cell that does not run because of its types. */
export class TypeCheckError extends Error {
  override readonly name = "TypeCheckError";
  readonly position: { readonly line: number; readonly column: number };

  constructor(notes: readonly TypeNote[], label: string) {
    const [first, ...others] = notes;
    const more = others.map(({ line, column, message }) => `\n${label}:${line}:${column} ${message.split("\n")[0]}`);
    super(`${first.message}${more.join("")}\nThe cell did not run; %typecheck warn runs such cells.`);
    this.position = first;
  }
}

export class SessionLanguage {
  readonly #client: LanguageClient;
  readonly #scope: Scope;
  readonly #guard: <T>(call: () => T) => T;
  readonly #magics: () => readonly MagicWord[];

  /** @param guard runs what may run code of the user's */
  constructor(
    options: LanguageOptions,
    scope: Scope,
    guard: <T>(call: () => T) => T,
    magics: () => readonly MagicWord[],
  ) {
    this.#client = new LanguageClient(options);
    this.#scope = scope;
    this.#guard = guard;
    this.#magics = magics;
  }

  /**
   * To be called before code runs. Resolves to where type errors will be that are still to be shown, if any are.
   * @throws TypeCheckError where type errors keep the cell from running
   */
  async start(cell: Starting): Promise<Later | undefined> {
    const { code, label, source, request, trivial, checked, batch } = cell;
    const mode = settings.typecheck.value;
    this.#client.tellMagics(this.#magics());
    if (trivial || !checked || mode === "off") {
      this.#client.cell(code, !trivial);
      return undefined;
    }
    if (mode === "on") {
      const notes = (await this.#client.ask("check", { code, adds: false }, checkPatience)) ?? [];
      if (notes.length > 0) throw new TypeCheckError(notes, label);
      this.#client.cell(code, true);
      return undefined;
    }
    if (!batch) {
      this.#client.cell(code, true, { request, label, source });
      return undefined;
    }
    const asked = this.#client.ask("check", { code, adds: true }, checkPatience);
    return { notes: asked.then((notes) => notes ?? []) };
  }

  /** The cell of that request has failed. */
  failed(request: RequestId): void {
    this.#client.failed(request);
  }

  async complete(place: Place): Promise<Completion> {
    const { code, cursor } = place;
    const words = this.#magics();
    this.#client.tellMagics(words);
    const typed = await this.#client.ask("complete", place, completePatience);
    if (!typed || typed.missing === "members") return this.#guard(() => completeLive(this.#scope, code, cursor, words));
    const { items, start, end, missing } = typed;
    if (missing !== "names") return { items, start, end };
    const known = new Set(items.map(({ text }) => text));
    const others = choose(names(this.#scope), code.slice(start, cursor), cursor);
    return { items: [...items, ...others.items.filter(({ text }) => !known.has(text))], start, end };
  }

  /** @param detail 1 for the source of functions and more of values */
  async inspect(place: Place, detail: 0 | 1): Promise<Inspection | undefined> {
    this.#client.tellMagics(this.#magics());
    const typed = await this.#client.ask("inspect", place, inspectPatience);
    const name = typed?.expression || pathAt(place.code, place.cursor);
    const live = this.#guard(() => describe(this.#scope, name, { detail, typed: typed !== undefined }));
    return typed || live !== undefined ? toInspection(typed, live) : undefined;
  }
}
