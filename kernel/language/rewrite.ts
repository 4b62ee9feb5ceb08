/**
 * One pass over the syntax tree of a cell in JavaScript, which makes it fit for V8's REPL mode:
 * - every top-level declaration becomes `let` (functions and imports first), since REPL mode redeclares only that;
 * - `import` becomes an awaited call, since REPL mode knows no modules;
 * - loops look at the interrupt flag every 1,024th turn, and awaits go through a wait that an interrupt ends;
 * - the value of a last expression is handed over.
 */

import type * as acorn from "acorn";
import MagicString from "magic-string";

/** The global object whose methods rewritten code calls. */
export const helper = "__tangent__";

type Node = acorn.AnyNode;

/** An import statement of a cell: from where, and the names that it gives to which exports; `*` is all of them. */
export interface CellImport {
  readonly specifier: string;
  readonly names: readonly (readonly [name: string, imported: string])[];
}

export interface Rewritten {
  readonly imports: readonly CellImport[];
  readonly text: MagicString;
  /** Whether the cell ends with an expression whose value is handed over. */
  readonly hasResult: boolean;
  /** Whether the cell names nothing, but in imports, and loops nowhere. */
  readonly trivial: boolean;
}

/** @param showResult false where the cell ends with a semicolon */
export function rewrite(source: string, program: acorn.Program, showResult: boolean): Rewritten {
  const text = new MagicString(source);
  const rewriter = new Rewriter(source, text);
  rewriter.visit(program, undefined);
  for (const statement of program.body) rewriter.topLevel(statement);
  const hasResult = showResult && rewriter.result(program.body.at(-1));
  rewriter.finish();
  return { text, hasResult, trivial: rewriter.trivial, imports: rewriter.imports };
}

class Rewriter {
  readonly #source: string;
  readonly #text: MagicString;
  /** Names that `var` declares outside of functions, or that are imported. */
  readonly #hoisted = new Set<string>();
  readonly imports: CellImport[] = [];
  readonly #moved: [number, number][] = [];
  /** Names that occur anywhere but in imports. */
  readonly #identifiers = new Set<string>();
  #loops = false;

  constructor(source: string, text: MagicString) {
    this.#source = source;
    this.#text = text;
  }

  get trivial(): boolean {
    return this.#identifiers.size === 0 && !this.#loops;
  }

  /** Rewrites `node` and all that is in it. `scope`: the function around it; undefined at the cell's top level. */
  visit(node: Node, scope: Node | undefined, label?: Node): void {
    switch (node.type) {
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
      case "WhileStatement":
      case "DoWhileStatement":
        this.#loop(node, label ?? node);
        break;
      case "AwaitExpression":
        // A magic ends what it has begun before an interrupt ends the wait for it.
        if (!isOwnCall(node.argument)) this.#wrap(node.argument, `${helper}.wait(`, ")");
        break;
      case "ImportExpression":
        this.#text.update(node.start, node.start + "import".length, `${helper}.load`);
        break;
      case "MetaProperty":
        if (node.meta.name === "import") this.#text.update(node.start, node.end, `${helper}.meta`);
        break;
      case "Identifier":
        this.#identifiers.add(node.name);
        break;
      case "ImportDeclaration":
        return;
      case "MemberExpression":
        // A line that was no TypeScript; its names are nobody's.
        if (node.object.type === "Identifier" && node.object.name === helper) return;
        break;
      case "VariableDeclaration":
        if (node.kind === "var" && !scope) this.#hoistVariable(node);
        break;
    }
    if (node.type === "LabeledStatement") {
      this.visit(node.body, scope, label ?? node);
      return;
    }
    const inner = isFunction(node) ? node : scope;
    for (const child of children(node)) {
      if (child.type === "VariableDeclaration" && child.kind === "var" && !inner) this.#variable(child, node);
      this.visit(child, inner);
    }
  }

  #loop(
    node:
      | acorn.ForStatement
      | acorn.ForInStatement
      | acorn.ForOfStatement
      | acorn.WhileStatement
      | acorn.DoWhileStatement,
    outer: Node,
  ): void {
    this.#loops = true;
    const check = `if ((++$turn & 1023) === 0) ${helper}.check();`;
    this.#text.appendRight(outer.start, "{ let $turn = 0; ");
    this.#text.prependLeft(outer.end, " }");
    if (node.body.type === "BlockStatement") this.#text.appendRight(node.body.start + 1, check);
    else this.#wrap(node.body, `{ ${check} `, " }");
    if (node.type === "ForOfStatement" && node.await) this.#wrap(node.right, `${helper}.iterate(`, ")");
  }

  /** Called for the outer node first: what is inside comes closer to the node at both ends. */
  #wrap(node: Node, before: string, after: string): void {
    this.#text.appendRight(node.start, before);
    this.#text.prependLeft(node.end, after);
  }

  #hoistVariable(node: acorn.VariableDeclaration): void {
    for (const { id } of node.declarations) for (const name of boundNames(id)) this.#hoisted.add(name);
  }

  /** `var a = 1, b` outside of functions: the names are declared first, and this becomes an assignment. */
  #variable(node: acorn.VariableDeclaration, parent?: Node): void {
    const head =
      parent?.type === "ForStatement" || parent?.type === "ForInStatement" || parent?.type === "ForOfStatement";
    const first = node.declarations[0].start;
    const last = node.declarations.at(-1) as acorn.VariableDeclarator;
    if (head && (parent as { body: Node }).body !== node) {
      this.#text.remove(node.start, first);
      return;
    }
    this.#text.update(node.start, first, "void (");
    this.#text.prependLeft(last.end, ")");
  }

  topLevel(node: Node): void {
    switch (node.type) {
      case "VariableDeclaration":
        if (node.kind === "const") this.#text.update(node.start, node.start + "const".length, "let");
        else if (node.kind === "using" || node.kind === "await using") this.#using(node);
        return;
      case "FunctionDeclaration":
        this.#function(node, node.start);
        return;
      case "ClassDeclaration":
        this.#class(node, node.start);
        return;
      case "ImportDeclaration":
        this.#import(node);
        return;
      case "ExportNamedDeclaration":
        if (node.declaration?.type === "FunctionDeclaration") this.#function(node.declaration, node.start);
        else if (node.declaration?.type === "ClassDeclaration") this.#class(node.declaration, node.start);
        else if (node.declaration) {
          this.#text.remove(node.start, node.declaration.start);
          this.topLevel(node.declaration);
        } else this.#reexport(node);
        return;
      case "ExportAllDeclaration":
        this.#reexport(node);
        return;
      case "ExportDefaultDeclaration":
        if (node.declaration.type === "FunctionDeclaration" && node.declaration.id)
          this.#function(node.declaration, node.start);
        else if (node.declaration.type === "ClassDeclaration" && node.declaration.id)
          this.#class(node.declaration, node.start);
        else this.#text.update(node.start, node.declaration.start, "void ");
        return;
    }
  }

  /** `function f() {}` → `let f = function () {};`, moved to the front. The function takes its name from the binding. */
  #function(node: acorn.FunctionDeclaration | acorn.AnonymousFunctionDeclaration, start: number): void {
    const id = node.id as acorn.Identifier;
    if (start < node.start) this.#text.remove(start, node.start);
    this.#text.appendRight(node.start, `let ${id.name} = `);
    this.#text.remove(id.start, id.end);
    this.#text.appendLeft(node.end, ";");
    this.#moved.push([node.start, node.end]);
  }

  #class(node: acorn.ClassDeclaration | acorn.AnonymousClassDeclaration, start: number): void {
    if (start < node.start) this.#text.remove(start, node.start);
    this.#text.appendRight(node.start, `let ${(node.id as acorn.Identifier).name} = `);
    this.#text.appendLeft(node.end, ";");
  }

  /** What is used is disposed of when the cell ends; REPL mode would never do it. */
  #using(node: acorn.VariableDeclaration): void {
    const use = node.kind === "using" ? "use" : "useAsync";
    this.#text.update(node.start, node.declarations[0].start, "let ");
    for (const { init } of node.declarations) if (init) this.#wrap(init, `${helper}.${use}(`, ")");
  }

  #import(node: acorn.ImportDeclaration): void {
    const names: [string, string][] = [];
    const bindings: string[] = [];
    const used: string[] = [];
    const unused: string[] = [];
    let namespace = "";
    for (const specifier of node.specifiers) {
      const local = specifier.local.name;
      if (specifier.type === "ImportNamespaceSpecifier") {
        namespace = local;
        names.push([local, "*"]);
      } else {
        const imported = specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier.imported);
        (this.#identifiers.has(local) ? used : unused).push(imported);
        names.push([local, imported]);
        bindings.push(`${JSON.stringify(imported)}: ${local}`);
      }
    }
    this.imports.push({ specifier: String(node.source.value), names });
    const lists = unused.length > 0 ? [used, unused] : used.length > 0 ? [used] : [];
    const call = `await ${helper}.import(${[node.source.value, ...lists].map((part) => JSON.stringify(part)).join(", ")})`;
    const first = namespace ? `let ${namespace} = ${call};` : bindings.length > 0 ? "" : `${call};`;
    const from = namespace || call;
    this.#text.update(
      node.start,
      node.end,
      first + (bindings.length > 0 ? `let { ${bindings.join(", ")} } = ${from};` : ""),
    );
    this.#moved.push([node.start, node.end]);
  }

  #reexport(node: acorn.ExportNamedDeclaration | acorn.ExportAllDeclaration): void {
    const from = node.source ? `await ${helper}.import(${JSON.stringify(node.source.value)});` : ";";
    this.#text.update(node.start, node.end, from);
  }

  /** Hands over the value of a last statement that is an expression; an assignment's is not worth showing. */
  result(node: Node | undefined): boolean {
    if (node?.type !== "ExpressionStatement" || node.expression.type === "AssignmentExpression") return false;
    this.#text.prependRight(node.expression.start, `${helper}.result((`);
    this.#text.appendLeft(node.expression.end, "))");
    return true;
  }

  finish(): void {
    // Imports before functions, both in their order, and all of them before the rest.
    const imports = this.#moved.filter(([start]) => this.#source.startsWith("import", start));
    const functions = this.#moved.filter((range) => !imports.includes(range));
    for (const [start, end] of [...imports, ...functions]) if (start > 0) this.#text.move(start, end, 0);
    const names = [...this.#hoisted];
    this.#text.prepend(`"use strict"; ${names.length > 0 ? `let ${names.join(", ")}; ` : ""}`);
  }
}

/** Whether it is a call that stands for a line that is no TypeScript (see magic-lines.ts). */
function isOwnCall(node: Node): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false;
  return node.callee.object.type === "Identifier" && node.callee.object.name === helper;
}

function isFunction(node: Node): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression" ||
    node.type === "StaticBlock" ||
    node.type === "PropertyDefinition"
  );
}

function nameOf(node: acorn.Identifier | acorn.Literal): string {
  return node.type === "Identifier" ? node.name : String(node.value);
}

/** The names that a pattern binds. */
export function boundNames(pattern: acorn.Pattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((p) => boundNames(p.type === "RestElement" ? p.argument : p.value));
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case "RestElement":
      return boundNames(pattern.argument);
    case "AssignmentPattern":
      return boundNames(pattern.left);
    default:
      return [];
  }
}

/** The nodes directly inside of `node`, in the order of their fields. */
export function* children(node: Node): Generator<Node> {
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield item;
    } else if (isNode(value)) yield value;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
