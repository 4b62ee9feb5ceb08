/** What a cell declares and what it uses, from its syntax tree alone. */

import type * as TypeScript from "typescript";

export interface Declared {
  /** Whether the name stands for a value, for a type, or for both. */
  readonly value: boolean;
  readonly type: boolean;
}

export interface CellNames {
  /** Names that later cells see. */
  readonly declared: ReadonlyMap<string, Declared>;
  /** Those among them that the cell does not export by itself. */
  readonly unexported: readonly string[];
  /** Every identifier that occurs. */
  readonly used: ReadonlySet<string>;
  /** Names that it gives to the global object. */
  readonly globals: readonly string[];
}

const both: Declared = { value: true, type: true };
const valueOnly: Declared = { value: true, type: false };
const typeOnly: Declared = { value: false, type: true };

export function namesOf(ts: typeof TypeScript, file: TypeScript.SourceFile): CellNames {
  const declared = new Map<string, Declared>();
  const exported = new Set<string>();
  const used = new Set<string>();
  const globals: string[] = [];

  const declare = (name: string, meaning: Declared, isExported = false): void => {
    const known = declared.get(name);
    declared.set(name, known ? { value: known.value || meaning.value, type: known.type || meaning.type } : meaning);
    if (isExported) exported.add(name);
  };
  const bind = (name: TypeScript.BindingName, isExported: boolean): void => {
    if (ts.isIdentifier(name)) declare(name.text, valueOnly, isExported);
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) bind(element.name, isExported);
  };
  const isExported = (node: TypeScript.Node): boolean => {
    const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
    const has = (kind: TypeScript.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
    return has(ts.SyntaxKind.ExportKeyword) && !has(ts.SyntaxKind.DefaultKeyword);
  };

  const topLevel = (node: TypeScript.Statement): void => {
    if (ts.isVariableStatement(node))
      for (const { name } of node.declarationList.declarations) bind(name, isExported(node));
    else if (ts.isFunctionDeclaration(node) && node.name) declare(node.name.text, valueOnly, isExported(node));
    else if ((ts.isClassDeclaration(node) || ts.isEnumDeclaration(node)) && node.name)
      declare(node.name.text, both, isExported(node));
    else if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name))
      declare(node.name.text, both, isExported(node));
    else if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      declare(node.name.text, typeOnly, isExported(node));
    else if (ts.isImportEqualsDeclaration(node)) declare(node.name.text, both, isExported(node));
    else if (ts.isImportDeclaration(node)) importNames(node);
    else if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause))
      for (const { name } of node.exportClause.elements) exported.add(name.text);
  };
  const importNames = ({ importClause }: TypeScript.ImportDeclaration): void => {
    if (importClause?.name) declare(importClause.name.text, both);
    const bindings = importClause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings)) declare(bindings.name.text, both);
    else if (bindings) for (const { name } of bindings.elements) declare(name.text, both);
  };
  /** `var` reaches the top level out of blocks, and names are used anywhere. */
  const visit = (node: TypeScript.Node, inFunction: boolean): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    if (!inFunction && ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped))
      for (const { name } of node.declarations) bind(name, false);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const name = globalName(ts, node.left);
      if (name !== undefined) globals.push(name);
    }
    const inner = inFunction || ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, inner));
  };

  for (const statement of file.statements) topLevel(statement);
  visit(file, false);
  return { declared, unexported: [...declared.keys()].filter((name) => !exported.has(name)), used, globals };
}

/** The name of `globalThis.name` and `globalThis["name"]`. */
function globalName(ts: typeof TypeScript, node: TypeScript.Expression): string | undefined {
  const access = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) ? node : undefined;
  if (!access || !/^(?:\(?globalThis\b|global$)/.test(access.expression.getText())) return undefined;
  if (ts.isPropertyAccessExpression(access)) return access.name.text;
  return ts.isStringLiteralLike(access.argumentExpression) ? access.argumentExpression.text : undefined;
}
