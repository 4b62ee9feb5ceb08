/** `%autoreload`: names that cells imported from local modules get the modules' new values once their files have changed. */

import type { CellImport } from "../language/rewrite.ts";
import type { Load } from "./loader.ts";

type Module = Record<string, unknown>;

interface Bound extends CellImport {
  readonly folder: string | undefined;
}

export interface Notebook {
  readonly load: Load;
  lookUp(name: string): { readonly value: unknown } | undefined;
  /** Gives a variable that is there another value. */
  assign(name: string, value: unknown): Promise<void>;
}

const local = /^(?:\.{0,2}\/|file:)/;
const keyOf = ({ specifier, folder }: Pick<Bound, "specifier" | "folder">): string => `${folder ?? ""}\0${specifier}`;

export class Autoreload {
  /** What was loaded last, by folder and specifier. */
  readonly #modules = new Map<string, Module>();
  #bound: Bound[] = [];
  readonly #failures = new Map<string, string>();

  /** A cell is about to run that imports so. */
  bind(imports: readonly CellImport[], folder: string | undefined): void {
    for (const entry of imports) {
      if (!local.test(entry.specifier)) continue;
      const bound = { ...entry, folder };
      const isSame = (other: Bound) => JSON.stringify(other) === JSON.stringify(bound);
      if (!this.#bound.some(isSame)) this.#bound.push(bound);
    }
  }

  loaded(specifier: string, folder: string | undefined, module: Module): void {
    if (local.test(specifier)) this.#modules.set(keyOf({ specifier, folder }), module);
  }

  /**
   * Loads again what has changed. A name that the notebook has given another value since is left alone.
   * @param failed is told of a module that cannot be loaded: its old values stay
   * @returns the specifiers of modules that are new
   */
  async refresh(notebook: Notebook, failed: (specifier: string, error: unknown) => void): Promise<string[]> {
    const before = new Map(this.#modules);
    const changed = new Set<string>();
    for (const { specifier, folder } of new Map(this.#bound.map((bound) => [keyOf(bound), bound])).values()) {
      const key = keyOf({ specifier, folder });
      try {
        const module = await notebook.load(specifier, undefined, folder);
        if (module === before.get(key)) continue;
        this.#modules.set(key, module);
        changed.add(key);
        this.#failures.delete(key);
      } catch (error) {
        // Once, and not before each cell.
        if (this.#failures.get(key) !== String(error)) failed(specifier, error);
        this.#failures.set(key, String(error));
      }
    }
    for (const bound of this.#bound.filter((entry) => changed.has(keyOf(entry)))) {
      const [old, now] = [before.get(keyOf(bound)), this.#modules.get(keyOf(bound))];
      if (!old || !now) continue;
      for (const [name, imported] of bound.names) {
        const [was, is] = imported === "*" ? [old, now] : [old[imported], now[imported]];
        if (notebook.lookUp(name)?.value === was && was !== is) await notebook.assign(name, is);
      }
    }
    return [...new Set(this.#bound.filter((entry) => changed.has(keyOf(entry))).map(({ specifier }) => specifier))];
  }
}
