/** Modules for cells: resolved from the notebook's folder, with the runtime that the kernel brings. */

import { createRequire, registerHooks } from "node:module";
import { join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { LocalModules } from "./local-modules.ts";

/** Marks what a cell imports, so that the hook resolves it from the notebook's folder instead of from the kernel. */
const fromCell = "tangent-cell:";
const runtime = /^tangent(?:\/|$)/;
const typescript = /\.[mc]?tsx?$/;
/** What may be left out of the name of a file of one's own, and what a compiler would make of it. */
const endings = [".ts", ".tsx", ".js", ".json", "/index.ts", "/index.js"];

/** Loads a module for a cell. @param folder where relative specifiers start; the working folder */
export type Load = (
  specifier: string,
  options?: ImportCallOptions,
  folder?: string,
) => Promise<Record<string, unknown>>;

/** A file that the notebook's folder would hold: what relative imports start from. */
function notebook(): string {
  return join(process.cwd(), "notebook.ts");
}

/**
 * @param packageUrl the kernel's own package: `tangent` and `tangent/*` are resolved from it, wherever they are imported
 */
export function makeLoader(packageUrl: string, modules: LocalModules): Load {
  let hooked = false;
  return async (specifier, options, folder = "") => {
    if (!hooked) hook(packageUrl, modules);
    hooked = true;
    return import(`${fromCell}${encodeURIComponent(folder)}:${specifier}`, options);
  };
}

function hook(packageUrl: string, modules: LocalModules): void {
  registerHooks({
    resolve(specifier, context, next) {
      let name = specifier;
      let { parentURL } = context;
      if (name.startsWith(fromCell)) {
        const end = name.indexOf(":", fromCell.length);
        const folder = decodeURIComponent(name.slice(fromCell.length, end));
        name = name.slice(end + 1);
        parentURL = pathToFileURL(folder ? join(folder, "notebook.ts") : notebook()).href;
      }
      if (runtime.test(name)) parentURL = packageUrl;
      try {
        const resolved = firstOf(spellings(name, parentURL, modules), (spelling) =>
          next(spelling, { ...context, parentURL }),
        );
        if (!modules.has(resolved.url)) return resolved;
        const result = { ...resolved, url: modules.versioned(resolved.url, context.parentURL) };
        if (fileURLToPath(resolved.url).endsWith(".json")) result.importAttributes = { type: "json" };
        return result;
      } catch (error) {
        modules.failed(context.parentURL);
        throw error;
      }
    },
    load(url, context, next) {
      const plain = url.split("?")[0];
      if (!modules.has(url) || !typescript.test(plain)) return next(url, context);
      const format = plain.endsWith(".cts") ? "commonjs" : "module";
      return { format, shortCircuit: true, source: modules.compile(url) };
    },
  });
}

/** The names that a file of the user's may have where it is imported as `name`, as TypeScript's compiler takes them. */
function spellings(name: string, parentURL: string | undefined, modules: LocalModules): string[] {
  if (!/^\.{0,2}\//.test(name) || !modules.has(parentURL ?? "")) return [name];
  const compiled = /\.([mc]?)js$/.exec(name);
  return [name, ...(compiled ? [name.replace(/js$/, "ts")] : endings.map((ending) => name + ending))];
}

/** What `attempt` gives for the first of `names` that it finds. @throws what it threw for the first, where it finds none */
function firstOf<T>(names: readonly string[], attempt: (name: string) => T): T {
  let first: unknown;
  for (const name of names) {
    try {
      return attempt(name);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ERR_MODULE_NOT_FOUND" && code !== "ERR_UNSUPPORTED_DIR_IMPORT" && code !== "MODULE_NOT_FOUND") {
        throw error;
      }
      first ??= error;
    }
  }
  throw first;
}

/**
 * What an import statement binds. Members of a CommonJS module are found although Node did not see their names ahead.
 * @param used names that the cell uses as values
 * @param unused names that it does not: they may be types, which are nowhere when the cell runs, and only earn a warning
 * @throws SyntaxError for a name that is used and missing
 */
export function bindNames(
  specifier: string,
  module: Record<string, unknown>,
  used: readonly string[],
  unused: readonly string[],
): { readonly bindings: Record<string, unknown>; readonly warning: string | undefined } {
  const missing = (name: string) => !(name in module);
  if (!used.some(missing) && !unused.some(missing)) return { bindings: module, warning: undefined };
  const members = (typeof module.default === "object" && module.default) || {};
  const bindings: Record<string, unknown> = { ...members, ...module };
  const absent = (name: string) => !(name in bindings);
  const name = used.find(absent) ?? unused.find((name) => name === "default" && absent(name));
  if (name === "default") {
    throw new SyntaxError(
      `module '${specifier}' has no default export; its names come with import * as name, or import { name }`,
    );
  }
  if (name !== undefined) throw new SyntaxError(`module '${specifier}' does not provide an export named '${name}'`);
  const types = unused.filter(absent);
  const warning = `module '${specifier}' exports no value named ${types.join(", ")}; where it is a type, write: import { type ${types[0]} }`;
  return { bindings, warning: types.length > 0 ? warning : undefined };
}

/** `import.meta` in cells. */
export function importMeta(): object {
  return {
    get url() {
      return pathToFileURL(process.cwd() + sep).href;
    },
    get dirname() {
      return process.cwd();
    },
    get filename() {
      return notebook();
    },
    resolve: (specifier: string) => pathToFileURL(createRequire(notebook()).resolve(specifier)).href,
  };
}

/** `require` in cells. */
export function notebookRequire(): NodeJS.Require {
  return createRequire(notebook());
}
