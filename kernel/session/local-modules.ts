/** The user's own modules: compiled where they are TypeScript, and loaded again when they or what they import have changed. */

import { readFileSync, statSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import type { TraceMap } from "@jridgewell/trace-mapping";
import type * as Esbuild from "esbuild";
import type { Position } from "../language/compile.ts";
import { withoutWarnings } from "../wire/warnings.ts";

const require = createRequire(import.meta.url);

interface Module {
  /** What the file was like when this version of it was loaded. */
  stamp: string;
  version: number;
  /** The versions of the user's modules that it imports. */
  readonly imports: Map<string, number>;
}

/** Addresses have no query here but where they are called versioned. */
export class LocalModules {
  readonly #modules = new Map<string, Module>();
  /** Source maps of what was compiled, by versioned address. */
  readonly #maps = new Map<string, string | TraceMap>();
  readonly #own: readonly string[];

  /** @param packageUrl the address of the kernel's own package.json: what belongs to the package is not the user's */
  constructor(packageUrl: string) {
    this.#own = ["kernel/", "runtime/", "dist/"].map((folder) => new URL(folder, packageUrl).href);
  }

  /** Whether a module is the user's own: a file that no package holds. */
  has(url: string): boolean {
    return url.startsWith("file:") && !url.includes("/node_modules/") && !this.#own.some((own) => url.startsWith(own));
  }

  /**
   * The versioned address under which `url` is to be loaded: another one each time that it, or what it imports, changed.
   * @param importer the versioned address of the module that imports it
   */
  versioned(url: string, importer: string | undefined): string {
    const version = this.#refresh(url);
    this.#modules.get(plain(importer))?.imports.set(url, version);
    return version === 0 ? url : `${url}?version=${version}`;
  }

  /** `importer` could not be loaded because of what it imports: next time is another attempt. */
  failed(importer: string | undefined): void {
    const module = this.#modules.get(plain(importer));
    if (module) module.stamp = "";
  }

  /** JavaScript of a TypeScript file. Types are blanked out; what cannot be blanked out (enum, namespace, JSX) is compiled. */
  compile(versioned: string): string {
    const path = fileURLToPath(plain(versioned));
    const source = readFileSync(path, "utf8");
    try {
      if (!path.endsWith("x")) return withoutWarnings(() => stripTypeScriptTypes(source, { mode: "strip" }));
    } catch {
      // The compiler below also says what is wrong with a file that is no TypeScript.
    }
    const { code, map } = compileFile(path, source);
    this.#maps.set(versioned, map);
    return code;
  }

  /** The place in the file that `position` of a loaded module came from. */
  original(versioned: string, position: Position): Position {
    const map = this.#maps.get(versioned);
    if (map === undefined) return position;
    const { TraceMap, originalPositionFor } =
      require("@jridgewell/trace-mapping") as typeof import("@jridgewell/trace-mapping");
    const traced = typeof map === "string" ? new TraceMap(map) : map;
    this.#maps.set(versioned, traced);
    const { line, column } = originalPositionFor(traced, { line: position.line, column: position.column - 1 });
    return line === null ? position : { line, column: column + 1 };
  }

  /** The version of `url` that is to be loaded by now. */
  #refresh(url: string, visiting = new Set<string>()): number {
    const stamp = stampOf(url);
    const module = this.#modules.get(url);
    if (!module) {
      this.#modules.set(url, { stamp, version: 0, imports: new Map() });
      return 0;
    }
    if (visiting.has(url)) return module.version;
    visiting.add(url);
    let changed = stamp !== module.stamp;
    for (const [imported, version] of module.imports)
      changed = this.#refresh(imported, visiting) !== version || changed;
    if (changed) {
      module.stamp = stamp;
      module.version++;
      module.imports.clear();
    }
    return module.version;
  }
}

/** @throws SyntaxError that names the place in the file */
function compileFile(path: string, source: string): { readonly code: string; readonly map: string } {
  const { transformSync } = require("esbuild") as typeof Esbuild;
  try {
    return transformSync(source, {
      loader: path.endsWith("x") ? "tsx" : "ts",
      format: path.endsWith(".cts") ? "cjs" : "esm",
      target: "node24",
      sourcefile: path,
      sourcemap: "external",
      sourcesContent: false,
      logLevel: "silent",
    });
  } catch (error) {
    const [failure] = (error as Partial<Esbuild.TransformFailure>).errors ?? [];
    if (!failure) throw error;
    const { location } = failure;
    const place = location ? `${path}:${location.line}:${location.column + 1}` : path;
    throw new SyntaxError(`${failure.text} (${place})`);
  }
}

const plain = (versioned = ""): string => versioned.split("?")[0];

function stampOf(url: string): string {
  const status = statSync(fileURLToPath(url), { throwIfNoEntry: false });
  return status ? `${status.mtimeMs} ${status.size}` : "";
}
