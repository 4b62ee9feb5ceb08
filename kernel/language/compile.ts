/** A cell's TypeScript to the JavaScript that V8's REPL mode evaluates, and positions back again. */

import { createRequire } from "node:module";
import type { TraceMap } from "@jridgewell/trace-mapping";
import type * as Acorn from "acorn";
import type * as Esbuild from "esbuild";
import { type CellImport, rewrite } from "./rewrite.ts";
import { scan } from "./scan.ts";

const require = createRequire(import.meta.url);

/** One-based line and column of a cell's own source. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Compiled {
  readonly code: string;
  readonly imports: readonly CellImport[];
  readonly hasResult: boolean;
  /** Whether the cell names nothing, but in imports, and loops nowhere. */
  readonly trivial: boolean;
  /** Where `position` of the code came from, if from the cell at all. */
  original(position: Position): Position | undefined;
}

/** A cell that is no TypeScript. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = "SyntaxError";
  readonly position: Position | undefined;
  /** Whether more lines could mend it. */
  readonly incomplete: boolean;

  constructor(message: string, position: Position | undefined, incomplete: boolean) {
    super(message);
    this.position = position;
    this.incomplete = incomplete;
  }
}

/** @throws CellSyntaxError */
export async function compile(source: string): Promise<Compiled> {
  const showResult = scan(source).last !== ";";
  const text = asExpression(source) ?? source.replace(/^#!/, "//");
  const plain = ambiguous(text) ? undefined : parse(text);
  if (plain) return finish(text, plain, showResult);
  const typed = await strip(text);
  const program = parse(typed.code);
  if (!program) throw parseFailure(typed.code);
  return finish(typed.code, program, showResult, typed.map);
}

/**
 * Compiles code with other code around it, in lines of its own. Places are those of the code alone.
 * @throws CellSyntaxError for what is wrong with the code alone
 */
export async function compileWithin(source: string, before: string, after: string): Promise<Compiled> {
  await compile(source);
  const compiled = await compile(`${before}\n${source}\n${after}`);
  const original = (position: Position): Position | undefined => {
    const found = compiled.original(position);
    return found && { line: Math.max(1, found.line - 1), column: found.column };
  };
  return { ...compiled, original };
}

function finish(source: string, program: Acorn.Program, showResult: boolean, typeMap?: string): Compiled {
  const { text, hasResult, trivial, imports } = rewrite(source, program, showResult);
  let map: TraceMap | undefined;
  return {
    code: text.toString(),
    hasResult,
    trivial,
    imports,
    original(position) {
      const { TraceMap, originalPositionFor } =
        require("@jridgewell/trace-mapping") as typeof import("@jridgewell/trace-mapping");
      map ??= new TraceMap(joined(text.generateMap({ hires: "boundary", source: "cell" }).toString(), typeMap));
      const { line, column } = originalPositionFor(map, { line: position.line, column: position.column - 1 });
      return line === null ? undefined : { line, column: column + 1 };
    },
  };
}

/** The rewriter's source map carried through to the TypeScript, where a compiler came before it. */
function joined(rewriteMap: string, typeMap: string | undefined): string {
  if (!typeMap) return rewriteMap;
  const remapping = require("@jridgewell/remapping") as typeof import("@jridgewell/remapping").default & {
    default?: typeof import("@jridgewell/remapping").default;
  };
  return (remapping.default ?? remapping)([rewriteMap, typeMap], () => null).toString();
}

function acornParse(source: string): Acorn.Program {
  const { parse } = require("acorn") as typeof Acorn;
  return parse(source, { ecmaVersion: "latest", sourceType: "module", preserveParens: true, allowHashBang: true });
}

/** The syntax tree of plain JavaScript; undefined for anything else, TypeScript among it. */
export function parse(source: string): Acorn.Program | undefined {
  try {
    return acornParse(source);
  } catch {
    return undefined;
  }
}

function parseFailure(source: string): CellSyntaxError {
  try {
    acornParse(source);
  } catch (error) {
    return new CellSyntaxError((error as Error).message.replace(/ \(\d+:\d+\)$/, ""), undefined, false);
  }
  return new CellSyntaxError("this cell cannot be parsed", undefined, false);
}

/** `f<T>(x)` is a call in TypeScript and two comparisons in JavaScript: the compiler decides. JSX needs it, too. */
function ambiguous(source: string): boolean {
  const first = source.indexOf("<");
  return (first >= 0 && />\s*[(`]/.test(source.slice(first))) || /@jsx/.test(source);
}

/** A cell that is one object literal is meant as a value, where JavaScript would see a block. */
function asExpression(source: string): string | undefined {
  const trimmed = source.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) return undefined;
  const expression = `(${source}\n)`;
  const program = parse(expression);
  return program?.body.length === 1 && program.body[0].type === "ExpressionStatement" ? expression : undefined;
}

async function strip(source: string): Promise<{ code: string; map: string }> {
  const esbuild = require("esbuild") as typeof Esbuild;
  const options = {
    loader: /@jsx/.test(source) ? "tsx" : "ts",
    format: undefined,
    target: "node24",
    sourcemap: "external",
    sourcefile: "cell",
    sourcesContent: false,
    logLevel: "silent",
    supported: { "top-level-await": true },
    // Without it, imports that only a later cell uses would be dropped.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, experimentalDecorators: false } },
  } as const satisfies Esbuild.TransformOptions;
  try {
    return await esbuild.transform(source, options);
  } catch (error) {
    if (isFailure(error)) throw syntaxError(error.errors[0]);
    // The compiler's process was killed from outside: once more with a new one.
    await esbuild.stop();
    return esbuild.transform(source, options).catch((failure) => {
      throw isFailure(failure) ? syntaxError(failure.errors[0]) : failure;
    });
  }
}

function isFailure(error: unknown): error is Esbuild.TransformFailure {
  const errors = (error as Partial<Esbuild.TransformFailure>).errors;
  return Array.isArray(errors) && errors.length > 0;
}

function syntaxError({ text, location }: Esbuild.Message): CellSyntaxError {
  const incomplete = /end of file/.test(text);
  if (!location) return new CellSyntaxError(text, undefined, incomplete);
  // esbuild counts columns in bytes of UTF-8.
  const column = Buffer.from(location.lineText).subarray(0, location.column).toString().length + 1;
  return new CellSyntaxError(text, { line: location.line, column }, incomplete);
}
