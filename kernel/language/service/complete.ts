/** Completion from types: members, names, imports, options, paths. */

import type * as TypeScript from "typescript";
import { helper } from "../rewrite.ts";
import { type Completion, choose, noCompletion } from "./completion.ts";
import { completeImport, completePath, importsAnywhere } from "./paths.ts";
import type { NotebookProgram } from "./program.ts";
import { nodeAt } from "./syntax.ts";

export interface TypedCompletion extends Completion {
  /** What live values may know of and types do not: members of what has no type, or names in scope. */
  readonly missing?: "members" | "names";
}

/** Milliseconds for the types of the items; finding one may mean to infer it from a function's body. */
const patience = 15;
/** Letters of a type that are worth sending. */
const longest = 200;

const word = /[\p{ID_Continue}$\u200c\u200d]*$/u;

const kinds: Readonly<Record<string, string>> = {
  var: "variable",
  let: "variable",
  const: "constant",
  "local var": "variable",
  "local function": "function",
  getter: "property",
  setter: "property",
  accessor: "property",
  "enum member": "enum",
  "primitive type": "type",
  "type parameter": "type",
  "external module name": "module",
  string: "value",
  script: "path",
  directory: "path",
};

/** @param cursor an offset in UTF-16 units */
export function complete(program: NotebookProgram, code: string, cursor: number): TypedCompletion {
  const { ts, service } = program;
  const edited = program.edit(code);
  const position = edited.offset + cursor;
  const file = program.look(edited).getSourceFile(edited.file);
  if (!file) return noCompletion(cursor);
  const node = nodeAt(ts, file, position);
  const text =
    node && isInText(ts, node, file, position) ? edited.text.slice(node.getStart(file) + 1, position) : undefined;
  const isImport = text !== undefined && node !== undefined && namesModule(ts, node);
  if (isImport) {
    const found = completeImport(text, cursor, program.packageFolder);
    if (found) return found;
  }
  const preferences = { includeSymbol: true, includeCompletionsForModuleExports: false };
  const info = service.getCompletionsAtPosition(edited.file, position, preferences);
  const entries = info?.entries ?? [];
  if (text !== undefined) {
    const items = entries.map(({ name, kind }) => ({ text: name, type: isImport ? "module" : (kinds[kind] ?? kind) }));
    if (isImport) items.push(...importsAnywhere(program.packageFolder));
    if (items.length === 0) return completePath(text, cursor);
    return choose(items, text, cursor);
  }
  const prefix = word.exec(code.slice(0, cursor))?.[0] ?? "";
  const checker = service.getProgram()?.getTypeChecker();
  const isMember = /\.\s*$/.test(code.slice(0, cursor - prefix.length));
  const untyped = isMember && entries.every(({ kind }) => kind === "keyword" || kind === "warning");
  const known = entries.filter(({ name, kind }) => kind !== "warning" && !name.startsWith(helper) && !untyped);
  const isCallable = (entry: TypeScript.CompletionEntry) => (ofFunctions(ts, entry.symbol) ? 1 : 0);
  known.sort(
    (a, b) =>
      isCallable(a) - isCallable(b) ||
      (a.sortText < b.sortText ? -1 : a.sortText > b.sortText ? 1 : a.name < b.name ? -1 : 1),
  );
  const byName = new Map(known.map((entry) => [entry.name, entry]));
  const chosen = choose(
    [...byName.keys()].map((name) => ({ text: name, type: "" })),
    prefix,
    cursor,
  );
  const end = performance.now() + patience;
  const items = chosen.items.map(({ text }) => {
    const entry = byName.get(text) as TypeScript.CompletionEntry;
    const symbol = entry.symbol && aliased(ts, checker, entry.symbol);
    const type = typeOf(ts, entry, symbol);
    if (!checker || !symbol || performance.now() > end) return { text, type };
    const { signature, isMethod } = signatureOf(program, checker, symbol, node ?? file);
    return { text, type: isMethod && type === "property" ? "method" : type, ...(signature && { signature }) };
  });
  if (untyped) return { ...chosen, items, missing: "members" };
  return info?.isGlobalCompletion ? { ...chosen, items, missing: "names" } : { ...chosen, items };
}

function isInText(
  ts: typeof TypeScript,
  node: TypeScript.Node,
  file: TypeScript.SourceFile,
  position: number,
): node is TypeScript.StringLiteralLike {
  if (!ts.isStringLiteralLike(node) || position <= node.getStart(file)) return false;
  const text = node.getText(file);
  return position < node.end || text.length === 1 || text.at(-1) !== text[0];
}

function namesModule(ts: typeof TypeScript, { parent }: TypeScript.Node): boolean {
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isExternalModuleReference(parent))
    return true;
  if (!ts.isCallExpression(parent)) return false;
  const { expression } = parent;
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isIdentifier(expression) && expression.text === "require";
}

function aliased(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker | undefined,
  symbol: TypeScript.Symbol,
): TypeScript.Symbol {
  return checker && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Whether it is a member that every function has: of a callable module it is the last that anybody looks for. */
function ofFunctions(ts: typeof TypeScript, symbol: TypeScript.Symbol | undefined): boolean {
  const parent = symbol?.declarations?.[0]?.parent;
  return parent !== undefined && ts.isInterfaceDeclaration(parent) && /^(?:Callable)?Function$/.test(parent.name.text);
}

/** What the item is: what an import stands for, where it is one. */
function typeOf(
  ts: typeof TypeScript,
  { kind }: TypeScript.CompletionEntry,
  symbol: TypeScript.Symbol | undefined,
): string {
  // Operators are methods by a mapped type, which the compiler calls properties.
  if (kind === "property" && symbol?.declarations?.some(ts.isFunctionDeclaration)) return "method";
  if (kind !== "alias" || !symbol) return kinds[kind] ?? kind;
  const { SymbolFlags } = ts;
  if (symbol.flags & SymbolFlags.Class) return "class";
  if (symbol.flags & SymbolFlags.Function) return "function";
  if (symbol.flags & SymbolFlags.Enum) return "enum";
  if (symbol.flags & SymbolFlags.Module) return "module";
  if (symbol.flags & SymbolFlags.Variable) {
    const { valueDeclaration } = symbol;
    const constant = valueDeclaration && ts.getCombinedNodeFlags(valueDeclaration) & ts.NodeFlags.Const;
    return constant ? "constant" : "variable";
  }
  return symbol.flags & SymbolFlags.Interface ? "interface" : "type";
}

/** The type in one line: of a function its parameters and what it gives. */
function signatureOf(
  program: NotebookProgram,
  checker: TypeScript.TypeChecker,
  symbol: TypeScript.Symbol,
  node: TypeScript.Node,
): { readonly signature?: string; readonly isMethod?: boolean } {
  const { SymbolFlags } = program.ts;
  if (
    !(
      symbol.flags &
      (SymbolFlags.Variable | SymbolFlags.Property | SymbolFlags.Accessor | SymbolFlags.Function | SymbolFlags.Method)
    )
  )
    return {};
  const type = checker.getTypeOfSymbolAtLocation(symbol, node);
  const [first, ...others] = type.getCallSignatures();
  // A type with members of its own is no mere function: a module that can be called.
  const isMethod = first !== undefined && type.getProperties().length === 0;
  const isFunction = isMethod || (symbol.flags & (SymbolFlags.Function | SymbolFlags.Method)) !== 0;
  const text = isFunction && first ? checker.signatureToString(first, node) : checker.typeToString(type, node);
  const more = isFunction && others.length > 0 ? ` (+${others.length})` : "";
  return { signature: (program.tidy(text) + more).slice(0, longest), isMethod };
}
