/** What the session asks of the language service, and what it adds from live values. */

import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
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

/**
 * Milliseconds after which live values answer a question if they know an answer, and after which there is none from types:
 * the compiler is loaded at first, and later what a cell imports. JupyterLab waits 1,000 for completions.
 */
const patience = { complete: { first: 250, all: 800 }, inspect: { first: 1_000, all: 3_000 } } as const;
const checkPatience = 30_000;

/** A cell, or a part of it, that is about to run. */
export interface Starting extends Noted {
  /** Its magic lines are calls by now. */
  readonly code: string;
  /** Whether it names nothing and loops nowhere: types have nothing to say. */
  readonly trivial: boolean;
  /** Whether type errors are looked for. */
  readonly checked: boolean;
  /**
   * Whether the client stops listening once the cell is done: it allows no input, so nobody sits there. Otherwise notes
   * come whenever they are ready.
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
  readonly #packageFolder: string;
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
    this.#packageFolder = fileURLToPath(new URL(".", options.packageUrl));
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

  /** Whether a check takes milliseconds. */
  get isQuick(): boolean {
    return this.#client.loaded;
  }

  /** The cell of that request has ended. */
  ended(request: RequestId, failed: boolean): void {
    this.#client.ended(request, failed);
  }

  async complete(place: Place): Promise<Completion> {
    const { code, cursor } = place;
    const magics = this.#magics();
    this.#client.tellMagics(magics);
    const live = () =>
      this.#guard(() => completeLive(this.#scope, code, cursor, { magics, packageFolder: this.#packageFolder }));
    const asked = this.#client.ask("complete", place, patience.complete.all);
    if (await this.#takesLong(asked, patience.complete.first)) {
      const known = live();
      if (known.items.length > 0) return known;
    }
    const typed = await asked;
    if (!typed || typed.missing === "members") return live();
    const { items, start, end, missing } = typed;
    if (missing !== "names") return { items, start, end };
    const known = new Set(items.map(({ text }) => text));
    const others = choose(names(this.#scope), code.slice(start, cursor), cursor);
    return { items: [...items, ...others.items.filter(({ text }) => !known.has(text))], start, end };
  }

  /** @param detail 1 for the source of functions and more of values */
  async inspect(place: Place, detail: 0 | 1): Promise<Inspection | undefined> {
    this.#client.tellMagics(this.#magics());
    const live = (name: string, typed: boolean) => this.#guard(() => describe(this.#scope, name, { detail, typed }));
    const asked = this.#client.ask("inspect", place, patience.inspect.all);
    const path = pathAt(place.code, place.cursor);
    if (await this.#takesLong(asked, patience.inspect.first)) {
      const known = live(path, false);
      if (known !== undefined) return toInspection(undefined, known);
    }
    const typed = await asked;
    const value = live(typed?.expression || path, typed !== undefined);
    return typed || value !== undefined ? toInspection(typed, value) : undefined;
  }

  /** Whether what live values know is better than to wait. */
  async #takesLong(asked: Promise<unknown>, milliseconds: number): Promise<boolean> {
    if (!this.#client.loaded) return true;
    const late = Symbol("late");
    return (await Promise.race([asked, sleep(milliseconds, late, { ref: false })])) === late;
  }
}
