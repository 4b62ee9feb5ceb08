/** Stack frames in the user's terms: cells by their name, with the line and column of their own TypeScript. */

import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Compiled, Position } from "../language/compile.ts";
import { Bundles } from "./bundles.ts";
import type { LocalModules } from "./local-modules.ts";

/** The source of a cell that was run, for as long as an error may name it. */
export interface CellSource {
  /** What people call it: `In[3]`. */
  readonly label: string;
  readonly source: string;
  readonly compiled: Compiled | undefined;
}

export interface Frame {
  /** `In[3]`, or a file's path; undefined for code without a place. */
  readonly place: string | undefined;
  readonly position: Position;
  readonly name: string;
  /** The source to show lines of; undefined for code that is not the user's. */
  readonly source: string | undefined;
  readonly user: boolean;
}

/** Cells that are remembered; older ones are named without their lines. */
const remembered = 5_000;

export class Frames {
  readonly #cells = new Map<string, CellSource>();
  readonly #ofErrors = new WeakMap<object, readonly Frame[]>();
  /** Folders whose frames nobody wants to see, from the sources and from the bundle. */
  readonly #kernel: readonly string[];
  /** The package's own folders. */
  readonly #own: readonly string[];
  readonly #modules: LocalModules;
  readonly #package: string;
  readonly #bundles = new Bundles();
  #serial = 0;

  /** @param packageFolder the address of the kernel's own package */
  constructor(packageFolder: string, modules: LocalModules) {
    this.#modules = modules;
    this.#package = packageFolder;
    const inside = (folder: string) => packageFolder + folder;
    this.#kernel = ["kernel/", "dist/"].map(inside);
    this.#own = ["runtime/", "node_modules/"].map(inside);
  }

  /** Remembers a cell and returns the name under which it is evaluated. */
  add(cell: CellSource): string {
    const name = `tangent:cell/${++this.#serial}`;
    this.#cells.set(name, cell);
    if (this.#cells.size > remembered) this.#cells.delete(this.#cells.keys().next().value as string);
    return name;
  }

  /** Has V8 tell this object about each stack it prints. */
  install(): void {
    Error.stackTraceLimit = 30;
    Error.prepareStackTrace = (error, sites) => {
      const frames = trim(sites.map((site) => this.#frame(site)).filter((frame) => frame !== undefined));
      this.#ofErrors.set(error, frames);
      const lines = frames.map(({ name, place, position }) => {
        const at = place ? `${place}:${position.line}:${position.column}` : "<anonymous>";
        return `\n    at ${name ? `${name} (${at})` : at}`;
      });
      return title(error) + lines.join("");
    };
  }

  /** Where code stands that V8 knows; undefined for the kernel's own and Node's. */
  place(script: string, position: Position): { readonly text: string; readonly user: boolean } | undefined {
    const cell = this.#cells.get(script);
    if (cell) return { text: `${cell.label}:${(cell.compiled?.original(position) ?? position).line}`, user: true };
    if (!script.startsWith("file:")) return undefined;
    if (script.startsWith(this.#package)) {
      const { source, line } = this.#bundles.original(script, position);
      const path = source.slice(this.#package.length);
      return path.startsWith("kernel/") ? undefined : { text: `${path}:${line}`, user: false };
    }
    const user = this.#modules.has(script);
    const { line } = user ? this.#modules.original(script, position) : position;
    return { text: `${fileURLToPath(script.split("?")[0])}:${line}`, user };
  }

  /** The TypeScript that a cell declared a function or a class with. @param code the code that it runs as */
  sourceOf(code: string): string | undefined {
    for (const { compiled, source } of [...this.#cells.values()].reverse()) {
      const at = compiled?.code.indexOf(code) ?? -1;
      if (!compiled || at < 0) continue;
      const start = compiled.original(positionAt(compiled.code, at));
      const end = compiled.original(positionAt(compiled.code, at + code.length - 1));
      return start && end && source.slice(offsetOf(source, start), offsetOf(source, end) + 1);
    }
    return undefined;
  }

  /** Says where an error is that no code threw: in the text of a cell. */
  locate(error: Error & { readonly position: Position | undefined }, place: string, source: string): void {
    void error.stack;
    const { position } = error;
    this.#ofErrors.set(error, position ? [{ place, position, name: "", source, user: true }] : []);
  }

  /** The frames of an error's stack, innermost first. */
  of(error: Error): readonly Frame[] {
    void error.stack;
    return this.#ofErrors.get(error) ?? [];
  }

  #frame(site: NodeJS.CallSite): Frame | undefined {
    const script = site.getScriptNameOrSourceURL() ?? "";
    const position = { line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0 };
    const name = [site.isAsync() ? "async " : "", site.isConstructor() ? "new " : "", callee(site)].join("");
    const cell = this.#cells.get(script);
    if (cell) {
      const original = cell.compiled?.original(position) ?? position;
      return { place: cell.label, position: original, name, source: cell.source, user: true };
    }
    const isIn = (folder: string) => script.startsWith(folder);
    if (this.#kernel.some(isIn) || script.startsWith("node:inspector")) return undefined;
    const path = script.startsWith("file:") ? fileURLToPath(script.split("?")[0]) : script;
    const inFolder = path.startsWith(process.cwd() + sep) && !path.includes(`${sep}node_modules${sep}`);
    const user = inFolder && !this.#own.some(isIn);
    const original = user ? this.#modules.original(script, position) : position;
    return { place: path || undefined, position: original, name, source: undefined, user };
  }
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

function offsetOf(text: string, { line, column }: Position): number {
  const lines = text.split("\n", line);
  return lines.slice(0, -1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}

/** The callee's name, without that of the global object and of the function that REPL mode adds. */
function callee(site: NodeJS.CallSite): string {
  const name = site.getFunctionName() ?? "";
  const method = site.getMethodName();
  const type = site.getTypeName();
  if (!name || site.isToplevel() || !type || type === "Object" || name.includes(".")) return name;
  return method && method !== name ? `${type}.${name} [as ${method}]` : `${type}.${name}`;
}

/** What called the outermost frame of the user's code is machinery. */
function trim(frames: readonly Frame[]): readonly Frame[] {
  const last = frames.findLastIndex((frame) => frame.user);
  return last < 0 ? frames : frames.slice(0, last + 1);
}

function title(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
