/** The magics by their names: the kernel's own and the user's. */

import type { MagicWord } from "../language/service/link.ts";
import type { Option } from "./arguments.ts";
import { defineMagic, type Magic, type MagicContext, type MagicForm } from "./magic.ts";
import { nearest } from "./nearest.ts";
import { UsageError } from "./usage-error.ts";

export class MagicRegistry {
  readonly #magics: Map<string, Magic>;

  constructor(magics: readonly Magic[]) {
    this.#magics = new Map(magics.map((magic) => [magic.name, magic]));
  }

  get all(): readonly Magic[] {
    return [...this.#magics.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What completion offers: the spellings, and whether TypeScript follows them. */
  get words(): readonly MagicWord[] {
    return this.all.flatMap(({ name, line, cell, usage }) => {
      const takesCode = usage.some((form) => form.endsWith(" CODE"));
      const spellings = [...(line ? [`%${name}`] : []), ...(cell ? [`%%${name}`] : [])];
      return spellings.map((text) => ({ text, type: "magic", takesCode }));
    });
  }

  /**
   * `registerMagic` in cells: makes a magic of the user's, or replaces one.
   * @throws TypeError that names what is missing
   */
  readonly register = (form: MagicForm<Record<string, never>>): void => {
    const { name, line, cell } = (form ?? {}) as Partial<MagicForm<Record<string, never>>>;
    if (typeof name !== "string" || !/^[a-zA-Z]\w*$/.test(name))
      throw new TypeError(`registerMagic: name must be letters, digits and "_", a letter first, got ${String(name)}`);
    for (const [key, value] of Object.entries({ line, cell }))
      if (value !== undefined && typeof value !== "function")
        throw new TypeError(`registerMagic: ${key} must be a function, got ${typeof value}`);
    if (!line && !cell)
      throw new TypeError(
        `registerMagic: ${name} needs a function line(given, context), for %${name}, or cell(given, body, context), for %%${name}`,
      );
    checkOptions(form.options ?? {});
    const text = { usage: "[TEXT]", take: "text" } as const;
    const operands = form.operands ?? text;
    this.#magics.set(name, defineMagic({ ...form, summary: form.summary ?? "a magic of this notebook", operands }));
  };

  /** @throws UsageError for a magic that does not exist, with the name that is nearest */
  async runLine(name: string, text: string, context: MagicContext): Promise<unknown> {
    return this.#find(name, "line").line?.(text, context);
  }

  async runCell(name: string, text: string, body: string, context: MagicContext): Promise<unknown> {
    return this.#find(name, "cell").cell?.(text, body, context);
  }

  /** What `%name?` shows; undefined for a name that is none of a magic. */
  help(name: string): string | undefined {
    return this.#magics.get(name)?.help;
  }

  #find(name: string, form: "line" | "cell"): Magic {
    const sign = form === "line" ? "%" : "%%";
    const found = this.#magics.get(name);
    if (found?.[form]) return found;
    if (found) throw new UsageError(`there is no ${sign}${name}, only ${found.usage.join(" and ")}`);
    const candidates = this.all.filter((magic) => magic[form]).map((magic) => magic.name);
    const close = nearest(name, candidates);
    const hint = close === undefined ? "" : ` Did you mean ${sign}${close}?`;
    throw new UsageError(`there is no magic ${sign}${name}.${hint} %lsmagic lists them.`);
  }
}

/** @throws TypeError that names the option */
function checkOptions(options: unknown): void {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`registerMagic: options must be an object, got ${String(options)}`);
  for (const [name, option] of Object.entries(options as Partial<Record<string, Partial<Option>>>)) {
    const { kind, short } = option ?? {};
    if (!/^[a-zA-Z][\w-]*$/.test(name))
      throw new TypeError(`registerMagic: ${JSON.stringify(name)} is no name of an option`);
    if (kind !== "flag" && kind !== "text" && kind !== "integer")
      throw new TypeError(
        `registerMagic: the kind of option ${name} must be flag, text or integer, got ${String(kind)}`,
      );
    if (short !== undefined && !/^[a-zA-Z]$/.test(short))
      throw new TypeError(`registerMagic: short of option ${name} must be one letter, got ${String(short)}`);
  }
}
