/** Which names a function or class takes from around it. */

import { type AnyNode, parseExpressionAt } from "acorn";

interface Loose {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Loose =>
  typeof value === "object" && value !== null && typeof (value as Loose).type === "string";

/** The nodes right below a node. */
function below(node: Loose): Loose[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** The names that a pattern binds. */
function bound(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  if (pattern.type === "Identifier") return [pattern.name as string];
  if (pattern.type === "AssignmentPattern") return bound(pattern.left);
  if (pattern.type === "RestElement") return bound(pattern.argument);
  if (pattern.type === "ArrayPattern") return (pattern.elements as unknown[]).flatMap(bound);
  if (pattern.type === "ObjectPattern")
    return (pattern.properties as Loose[]).flatMap((property) =>
      bound(property.type === "RestElement" ? property.argument : property.value),
    );
  return [];
}

const isFunction = ({ type }: Loose): boolean =>
  /^(Function(Expression|Declaration)|ArrowFunctionExpression)$/.test(type);

/** The names that `var` declares in a function, however deep. */
function hoisted(node: Loose): string[] {
  return below(node).flatMap((child) => {
    if (isFunction(child) || child.type.startsWith("Class")) return [];
    const own = child.type === "VariableDeclaration" && child.kind === "var" ? declared(child) : [];
    return [...own, ...hoisted(child)];
  });
}

function declared(node: Loose): string[] {
  if (node.type === "VariableDeclaration") return (node.declarations as Loose[]).flatMap(({ id }) => bound(id));
  if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") return bound(node.id);
  return [];
}

/** The names that a function or class takes from around it; `privates` are the places of its private names. */
export interface Outline {
  readonly free: ReadonlySet<string>;
  readonly privates: readonly { readonly start: number; readonly end: number }[];
  /** The place of what a class extends. */
  readonly extends: { readonly start: number; readonly end: number } | null;
  /** Whether it is an arrow function that uses the `this` of what is around it. */
  readonly takesThis: boolean;
}

/** @throws SyntaxError where `source` is no expression. */
export function outline(source: string): Outline {
  const root = parseExpressionAt(source, 0, {
    ecmaVersion: "latest",
    sourceType: "module",
  }) as AnyNode as unknown as Loose;
  // A method's source begins as a call does.
  if (source.slice(root.end as number).trim() !== "") throw new SyntaxError("more than one expression");
  const free = new Set<string>();
  const privates: { start: number; end: number }[] = [];
  let takesThis = false;
  const heritage = root.type === "ClassExpression" && isNode(root.superClass) ? root.superClass : null;
  const visit = (node: Loose, scope: readonly ReadonlySet<string>[], ownThis: boolean): void => {
    const inside = (names: readonly string[], self = ownThis, nodes = below(node)): void => {
      for (const child of nodes) visit(child, [...scope, new Set(names)], self);
    };
    const { type } = node;
    if (node === heritage) return;
    if (type === "Identifier") {
      const name = node.name as string;
      if (!scope.some((names) => names.has(name))) free.add(name);
    } else if (type === "PrivateIdentifier") privates.push({ start: node.start as number, end: node.end as number });
    else if (type === "ThisExpression" || type === "Super") takesThis ||= !ownThis;
    else if (isFunction(node)) {
      const arrow = type === "ArrowFunctionExpression";
      const names = [...(node.params as Loose[]).flatMap(bound), ...hoisted(node), ...bound(node.id)];
      inside(arrow ? names : [...names, "arguments"], !arrow || ownThis);
    } else if (type.startsWith("Class") && type !== "ClassBody") inside(bound(node.id), true);
    else if (
      type === "MemberExpression" ||
      type === "PropertyDefinition" ||
      type === "MethodDefinition" ||
      type === "Property"
    ) {
      const name = (type === "MemberExpression" ? node.property : node.key) as Loose;
      const skips = !node.computed && name.type !== "PrivateIdentifier";
      inside(
        [],
        type === "PropertyDefinition" || ownThis,
        below(node).filter((child) => !skips || child !== name || node.shorthand),
      );
    } else if (type === "LabeledStatement") inside([], ownThis, [node.body as Loose]);
    else if (type === "BreakStatement" || type === "ContinueStatement" || type === "MetaProperty") return;
    else if (type === "CatchClause") inside(bound(node.param));
    else if (/^(BlockStatement|StaticBlock|SwitchStatement|For(In|Of)?Statement)$/.test(type)) {
      const parts = type === "SwitchStatement" ? below(node).flatMap(below) : below(node);
      inside(parts.flatMap(declared));
    } else inside([]);
  };
  visit(root, [], false);
  const place = heritage === null ? null : { start: heritage.start as number, end: heritage.end as number };
  return { free, privates, extends: place, takesThis };
}
