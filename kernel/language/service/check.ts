/** Type errors of a cell, without those that a notebook's reader would call false alarms. */

import type * as TypeScript from "typescript";
import type { Edited, NotebookProgram } from "./program.ts";
import { nodeAt } from "./syntax.ts";

export interface TypeNote {
  /** One-based, in the cell. */
  readonly line: number;
  readonly column: number;
  /** TypeScript's number: 2345. */
  readonly code: number;
  readonly message: string;
}

/** Names that no declaration is known for; JavaScript may know one. */
const unknownName = new Set([2304, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2868, 18004]);
/** A value used as a type or the other way round: an earlier cell may have declared the other one. */
const otherMeaning = new Set([2693, 2749]);
const assignedImport = 2632;
const assignedConstant = 2588;

const ignored = new Set([
  // Modules that come without types, or are found by other rules than the compiler's.
  2307, 2732, 2792, 7016, 1192, 1259, 2497, 2691,
  // JSX without its types.
  2602, 2604, 2607, 2608, 2686, 2786, 2874, 2875, 2879,
  // Constants of one cell that another compares: people change them and run the cells again.
  2367, 2678,
  // A variable that a callback has set by then.
  2454,
  // `this` without a type.
  2683,
  // A cell's own declaration beside what it imports.
  2440,
]);

/** Errors of grammar are the parser's to find; implicit `any` is nobody's business in a notebook. */
const isIgnored = (code: number): boolean =>
  ignored.has(code) || (code >= 1000 && code < 2000) || (code >= 7000 && code < 8000);

/** @param isLive whether the name stands for something on the global object */
export function check(program: NotebookProgram, cell: Edited, isLive: (name: string) => boolean): TypeNote[] {
  const { ts, service } = program;
  const checker = program.look(cell).getTypeChecker();
  const file = service.getProgram()?.getSourceFile(cell.file);
  // Where JavaScript's parser was content and TypeScript's is not, types would be read out of a wrong tree.
  if (!file || service.getSyntacticDiagnostics(cell.file).length > 0) return [];
  const notes: TypeNote[] = [];
  for (const { start, code, messageText } of service.getSemanticDiagnostics(cell.file)) {
    if (start === undefined || start < cell.offset || isIgnored(code)) continue;
    const node = nodeAt(ts, file, start);
    const name = node && ts.isIdentifier(node) ? node.text : undefined;
    if (name !== undefined && unknownName.has(code) && (isLive(name) || program.declares(name))) continue;
    if (name !== undefined && otherMeaning.has(code) && (isLive(name) || program.declares(name))) continue;
    let [number, message] = [code, program.tidy(ts.flattenDiagnosticMessageText(messageText, "\n"))];
    // What is left of a type that the compiler has narrowed too far.
    if (message.includes("on type 'never'")) continue;
    if (code === assignedImport) {
      if (!node || !isConstant(ts, checker, node)) continue;
      [number, message] = [assignedConstant, `Cannot assign to '${name}' because it is a constant.`];
    }
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    // The imports of earlier cells are one line.
    notes.push({ line, column: character + 1, code: number, message });
  }
  return notes;
}

/** Whether what an import leads to was declared with `const`. */
function isConstant(ts: typeof TypeScript, checker: TypeScript.TypeChecker, node: TypeScript.Node): boolean {
  let symbol = checker.getSymbolAtLocation(node);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const declaration = symbol?.valueDeclaration;
  return declaration !== undefined && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Constant) !== 0;
}
