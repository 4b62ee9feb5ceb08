/** Where things are in a syntax tree. */

import type * as TypeScript from "typescript";

/** The innermost node around `position`, or ending there. */
export function nodeAt(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  position: number,
): TypeScript.Node | undefined {
  let found: TypeScript.Node | undefined;
  const visit = (node: TypeScript.Node): void => {
    if (node.getStart(file) > position || node.end < position || node.kind === ts.SyntaxKind.EndOfFileToken) return;
    found = node;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return found;
}
