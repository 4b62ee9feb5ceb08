/** Modules for cells: resolved from the notebook's folder, with the runtime that the kernel brings. */

import { readFileSync, statSync } from "node:fs";
import { createRequire, registerHooks, stripTypeScriptTypes } from "node:module";
import { join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as Esbuild from "esbuild";
import { withoutWarnings } from "../wire/warnings.ts";

/** Marks what a cell imports, so that the hook resolves it from the notebook's folder instead of from the kernel. */
const fromCell = "tangent-cell:";
const runtime = /^tangent(?:\/|$)/;
const typescript = /\.[mc]?tsx?$/;

const require = createRequire(import.meta.url);

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
export function makeLoader(packageUrl: string): Load {
  let hooked = false;
  return async (specifier, options, folder = "") => {
    if (!hooked) hook(packageUrl);
    hooked = true;
    return import(`${fromCell}${encodeURIComponent(folder)}:${specifier}`, options);
  };
}

function hook(packageUrl: string): void {
  const loadedAt = new Map<string, number>();
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
      const resolved = next(name, { ...context, parentURL });
      if (!isLocal(resolved.url, packageUrl)) return resolved;
      const result = { ...resolved, url: fresh(resolved.url, loadedAt) };
      if (fileURLToPath(resolved.url).endsWith(".json")) result.importAttributes = { type: "json" };
      return result;
    },
    load(url, context, next) {
      const plain = url.split("?")[0];
      if (!isLocal(url, packageUrl) || !typescript.test(plain)) return next(url, context);
      const format = plain.endsWith(".cts") ? "commonjs" : "module";
      return { format, shortCircuit: true, source: compileFile(fileURLToPath(plain)) };
    },
  });
}

/** Whether a module is the user's own: a file that no package holds. */
function isLocal(url: string, packageUrl: string): boolean {
  if (!url.startsWith("file:") || url.includes("/node_modules/")) return false;
  const root = new URL(".", packageUrl).href;
  return !["kernel/", "runtime/", "dist/"].some((folder) => url.startsWith(root + folder));
}

/** A file that has changed since it was loaded gets an address of its own, so that it is loaded again. */
function fresh(url: string, loadedAt: Map<string, number>): string {
  const modified = statSync(fileURLToPath(url), { throwIfNoEntry: false })?.mtimeMs;
  if (modified === undefined) return url;
  const first = loadedAt.get(url) ?? modified;
  loadedAt.set(url, first);
  return first === modified ? url : `${url}?modified=${modified}`;
}

/** Types are blanked out, which keeps every position; what Node cannot blank out (enum, namespace, JSX) is compiled. */
function compileFile(path: string): string {
  const source = readFileSync(path, "utf8");
  try {
    if (!path.endsWith("x")) return withoutWarnings(() => stripTypeScriptTypes(source, { mode: "strip" }));
  } catch {
    // The compiler below also says what is wrong with a file that is no TypeScript.
  }
  const { transformSync } = require("esbuild") as typeof Esbuild;
  return transformSync(source, {
    loader: path.endsWith("x") ? "tsx" : "ts",
    format: path.endsWith(".cts") ? "cjs" : "esm",
    target: "node24",
    sourcefile: path,
    logLevel: "silent",
  }).code;
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
