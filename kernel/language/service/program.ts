/**
 * The notebook as TypeScript's language service sees it: each cell that was run is a module that imports the names it
 * uses from the latest cells that declared them, so that a name may be declared again; and one more file is the text that
 * is being looked at.
 */

import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type * as TypeScript from "typescript";
import { cellGlobals } from "./cell-globals.ts";
import { type CellNames, type Declared, namesOf } from "./declarations.ts";

type Compiler = typeof TypeScript;

/** What a cell imports earlier cells with: `cell:3`. */
const fromCell = "cell:";
const globalsFile = "/cell-globals.d.ts";
const runtime = /^tangent(?:\/|$)/;
/** Cells between two looks at which of them are still needed. */
const pruneEvery = 256;

interface CellModule {
  readonly file: string;
  readonly text: string;
  /** The cells that it imports from. */
  readonly imports: readonly number[];
}

/** A text in its place after the cells that were run. */
export interface Edited {
  readonly file: string;
  /** All of the file: the imports of earlier cells, and the text after them. */
  readonly text: string;
  /** Where the text begins in it. */
  readonly offset: number;
}

export class NotebookProgram {
  readonly ts: Compiler;
  readonly service: TypeScript.LanguageService;
  /** Where the runtime's package is. */
  readonly packageFolder: string;
  readonly #ownFolders: readonly string[];
  readonly #options: TypeScript.CompilerOptions;
  readonly #resolutions: TypeScript.ModuleResolutionCache;
  readonly #cells = new Map<number, CellModule>();
  readonly #files = new Map<string, string>();
  /** The latest cell that declared a name. */
  readonly #visible = new Map<string, Declared & { readonly cell: number }>();
  readonly #globals = new Set<string>();
  #serial = 0;
  #edited: Edited = { file: "/__tangent_cell__.ts", text: "", offset: 0 };
  #version = 0;

  /** @param packageUrl the address of the package's package.json */
  constructor(ts: Compiler, packageUrl: string) {
    this.ts = ts;
    this.packageFolder = dirname(fileURLToPath(packageUrl));
    this.#ownFolders = ["kernel", "runtime", "dist"].map((folder) => join(this.packageFolder, folder) + sep);
    this.#options = this.#makeOptions();
    this.#resolutions = ts.createModuleResolutionCache("/", (name) => name, this.#options);
    this.#files.set(globalsFile, cellGlobals);
    this.service = ts.createLanguageService(this.#makeHost(), this.#makeRegistry());
  }

  /** Whether a cell declared the name, or gave it to the global object. */
  declares(name: string): boolean {
    return this.#visible.has(name) || this.#globals.has(name);
  }

  /** A type as people would name it: without the files in which cells and the runtime are. */
  readonly tidy = (text: string): string => {
    const file = /(typeof )?import\("([^"]*)"\)(\.?)/g;
    return text.replace(file, (whole, typeOf: string | undefined, path: string, point: string) => {
      if (/__tangent_cell_\d+__$/.test(path)) return typeOf ?? "";
      const own = join(this.packageFolder, "/");
      // The compiler may count from the cell's folder.
      const full = path.startsWith(".") ? resolve(path) : path;
      if (!full.startsWith(own)) return whole;
      const name = full
        .slice(own.length)
        .replace(/^(?:dist\/types\/)?runtime\//, "")
        .replace(/(?:^|\/)index$/, "");
      return point && !typeOf ? "" : `${typeOf ?? ""}import("${name ? `tangent/${name}` : "tangent"}")${point}`;
    });
  };

  /** The types come from the sources in a checkout, from `dist/types` in the published package. */
  #makeOptions(): TypeScript.CompilerOptions {
    const { ts } = this;
    const source = existsSync(join(this.packageFolder, "runtime", "index.ts"));
    const nodeTypes = findNodeTypes(this.packageFolder);
    return {
      target: ts.ScriptTarget.ESNext,
      lib: ["lib.esnext.d.ts"],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      customConditions: [...(source ? ["tangent-source"] : []), "node"],
      types: nodeTypes ? ["node"] : [],
      typeRoots: nodeTypes ? [nodeTypes] : [],
      allowImportingTsExtensions: true,
      allowSyntheticDefaultImports: true,
      resolveJsonModule: true,
      jsx: ts.JsxEmit.React,
      strict: true,
      // What a notebook does all the time is no error in it.
      strictPropertyInitialization: false,
      useUnknownInCatchVariables: false,
      noEmit: true,
      skipLibCheck: true,
    };
  }

  /** Keeps what it parsed of packages: an import that comes and goes while a cell is typed costs nothing. */
  #makeRegistry(): TypeScript.DocumentRegistry {
    const registry = this.ts.createDocumentRegistry();
    const { releaseDocumentWithKey } = registry;
    const release = (
      path: TypeScript.Path,
      key: TypeScript.DocumentRegistryBucketKey,
      kind: TypeScript.ScriptKind,
      mode: TypeScript.ResolutionMode,
    ) => {
      if (!this.#isSettled(path)) releaseDocumentWithKey.call(registry, path, key, kind, mode);
    };
    return Object.assign(registry, { releaseDocumentWithKey: release });
  }

  #makeHost(): TypeScript.LanguageServiceHost {
    const { sys, ScriptSnapshot, getDefaultLibFilePath } = this.ts;
    const host: TypeScript.LanguageServiceHost = {
      getCompilationSettings: () => this.#options,
      getScriptFileNames: () => [globalsFile, this.#edited.file],
      getScriptVersion: (file) => (file === this.#edited.file ? String(this.#version) : this.#versionOf(file)),
      getScriptSnapshot: (file) => {
        const text = host.readFile(file);
        return text === undefined ? undefined : ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => "/",
      getDefaultLibFileName: (options) => getDefaultLibFilePath(options),
      fileExists: (file) => file === this.#edited.file || this.#files.has(file) || sys.fileExists(file),
      readFile: (file, encoding) =>
        file === this.#edited.file ? this.#edited.text : (this.#files.get(file) ?? sys.readFile(file, encoding)),
      readDirectory: sys.readDirectory,
      directoryExists: sys.directoryExists,
      getDirectories: sys.getDirectories,
      realpath: sys.realpath,
      useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
      resolveModuleNameLiterals: (literals, file, redirected, options) =>
        literals.map(({ text }) => this.#resolve(text, file, host, redirected, options)),
    };
    return host;
  }

  #resolve(
    specifier: string,
    file: string,
    host: TypeScript.ModuleResolutionHost,
    redirected: TypeScript.ResolvedProjectReference | undefined,
    options: TypeScript.CompilerOptions,
  ): TypeScript.ResolvedModuleWithFailedLookupLocations {
    const { ts } = this;
    if (specifier.startsWith(fromCell)) {
      const resolvedFileName = this.#cells.get(Number(specifier.slice(fromCell.length)))?.file;
      return { resolvedModule: resolvedFileName ? { resolvedFileName, extension: ts.Extension.Ts } : undefined };
    }
    const own = runtime.test(specifier);
    const from = own ? join(this.packageFolder, "package.ts") : file;
    // What a cell does not find now, it may find later.
    const cache = own || this.#isSettled(file) ? this.#resolutions : undefined;
    return ts.resolveModuleName(specifier, from, options, host, cache, redirected, ts.ModuleKind.ESNext);
  }

  /** Whether a file stays as it is: packages do, the user's own files may change between two cells. */
  #isSettled(file: string): boolean {
    if (file.includes("/node_modules/")) return true;
    return this.#ownFolders.some((folder) => file.startsWith(folder));
  }

  #versionOf(file: string): string {
    if (this.#files.has(file) || this.#isSettled(file)) return "1";
    return String(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  }

  /** Adds a cell that runs. Gives it as it stands after the cells before it. */
  add(code: string): Edited {
    const names = this.#namesOf(code);
    const imported = this.#importsOf(names, names.used);
    const edited = this.#edit(code, names);
    const cell = ++this.#serial;
    const file = join(process.cwd(), `__tangent_cell_${cell}__.${extension(code)}`);
    const text = `${imported.text}\n${code}\n;export { ${names.unexported.join(", ")} };`;
    this.#cells.set(cell, { file, text, imports: imported.cells });
    this.#files.set(file, text);
    for (const name of names.globals) this.#globals.add(name);
    for (const [name, meaning] of names.declared) {
      const earlier = imported.names.has(name) ? this.#visible.get(name) : undefined;
      const { value, type } = earlier ? { value: true, type: true } : meaning;
      this.#visible.set(name, { value, type, cell });
    }
    if (cell % pruneEvery === 0) this.#prune();
    return edited;
  }

  /** The text of a cell that is being edited, after all cells that were run. */
  edit(code: string): Edited {
    return this.#edit(code, this.#namesOf(code));
  }

  #edit(code: string, names: CellNames): Edited {
    const { text, cells } = this.#importsOf(names);
    const before = `${text} ${this.#others(cells)}\n`;
    return { file: editedFile(code), text: before + code, offset: before.length };
  }

  /** Imports of the other cells that anyone may still name, so that they and what they import stay in the program. */
  #others(cells: readonly number[]): string {
    const others = new Set([...this.#visible.values()].map(({ cell }) => cell));
    for (const cell of cells) others.delete(cell);
    return [...others].map((cell) => `import "${fromCell}${cell}";`).join(" ");
  }

  /** Makes the program one of `edited`. */
  look(edited: Edited): TypeScript.Program {
    if (edited.text !== this.#edited.text || edited.file !== this.#edited.file) this.#version++;
    this.#edited = edited;
    const program = this.service.getProgram();
    if (!program) throw new Error("the language service has no program");
    return program;
  }

  #namesOf(code: string): CellNames {
    const { ts } = this;
    const file = ts.createSourceFile(`cell.${extension(code)}`, code, ts.ScriptTarget.ESNext, true);
    return namesOf(ts, file);
  }

  /**
   * Imports, in one line, of what earlier cells declared and this one does not.
   * @param used the names that are wanted; all where it is left out
   */
  #importsOf({ declared }: CellNames, used?: ReadonlySet<string>) {
    const byCell = new Map<number, string[]>();
    const names = new Set<string>();
    for (const [name, { cell, value, type }] of this.#visible) {
      if (used && !used.has(name)) continue;
      const own = declared.get(name);
      // A type and a value of one name go together.
      if (own && ((own.value && value) || (own.type && type))) continue;
      names.add(name);
      const list = byCell.get(cell);
      if (list) list.push(name);
      else byCell.set(cell, [name]);
    }
    const imports = [...byCell].map(([cell, list]) => `import { ${list.join(", ")} } from "${fromCell}${cell}";`);
    return { text: imports.join(" "), cells: [...byCell.keys()], names };
  }

  /** Forgets cells whose names have all been declared again, and that no other cell needs. */
  #prune(): void {
    const needed = new Set<number>();
    const need = (cell: number): void => {
      if (needed.has(cell)) return;
      needed.add(cell);
      for (const other of this.#cells.get(cell)?.imports ?? []) need(other);
    };
    for (const { cell } of this.#visible.values()) need(cell);
    for (const [cell, { file }] of this.#cells) {
      if (needed.has(cell)) continue;
      this.#cells.delete(cell);
      this.#files.delete(file);
    }
  }
}

/** JSX where the pragma asks for it, as in the compilation of cells. */
function extension(code: string): "ts" | "tsx" {
  return code.includes("@jsx") ? "tsx" : "ts";
}

/** In the notebook's folder, from where imports are resolved. */
function editedFile(code: string): string {
  return join(process.cwd(), `__tangent_cell__.${extension(code)}`);
}

/** The folder that has `@types/node` in it: the notebook's own, or the one that came with the kernel. */
function findNodeTypes(packageFolder: string): string | undefined {
  for (const folder of [process.cwd(), packageFolder]) {
    try {
      const found = createRequire(join(folder, "package.json")).resolve("@types/node/package.json");
      return dirname(dirname(found));
    } catch {
      // The next one may have it.
    }
  }
  return undefined;
}
