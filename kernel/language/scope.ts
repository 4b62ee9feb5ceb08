/** Live values by name, without running anybody's code: getters that compute and proxies are never asked. */

import { types } from "node:util";

export interface Scope {
  /** Names that cells declared. */
  names(): string[];
  /** The value of a declared name or of a property of the global object. */
  lookUp(name: string): { readonly value: unknown } | undefined;
  /** A function's or a class's own TypeScript, where a cell declared it. */
  sourceOf?(value: object): string | undefined;
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** The value of a path such as `model.layers[0].weight`; undefined where a getter or a proxy is in the way. */
export function resolve(scope: Scope, path: string): { readonly value: unknown } | undefined {
  const [first, ...rest] = path.split(/\??\.|\[|\]\.?/).filter((part) => part !== "");
  if (!first || !identifier.test(first)) return undefined;
  let found = scope.lookUp(first);
  for (const part of rest) {
    if (!found) return undefined;
    found = property(found.value, part.replace(/^(["'])(.*)\1$/, "$2"));
  }
  return found;
}

function property(value: unknown, key: string): { readonly value: unknown } | undefined {
  for (const object of chain(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (!descriptor) continue;
    if ("value" in descriptor) return { value: descriptor.value };
    return isBareName(descriptor.get) ? { value: descriptor.get.call(object) } : undefined;
  }
  return undefined;
}

/** A getter that only names a variable, as bundlers make them for the members of a namespace: it runs nobody's code. */
function isBareName(getter: (() => unknown) | undefined): getter is () => unknown {
  return getter !== undefined && /^\(\) => [\w$]+$/.test(Function.prototype.toString.call(getter));
}

export interface Member {
  readonly name: string;
  readonly type: "class" | "method" | "property";
}

/** Members, own ones first, then up the prototype chain to where a proxy begins. */
export function members(value: unknown): Member[] {
  const found = new Map<string, Member>();
  for (const object of chain(value)) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(object)))
      if (identifier.test(name) && !found.has(name)) found.set(name, { name, type: typeOf(descriptor.value) });
  }
  return [...found.values()];
}

function typeOf(value: unknown): Member["type"] {
  if (typeof value !== "function") return "property";
  return !types.isProxy(value) && /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "method";
}

/** An object and its prototypes, to where a proxy begins. */
export function* chain(value: unknown): Generator<object> {
  if (value === null || value === undefined) return;
  let object: object | null = Object(value);
  while (object && !types.isProxy(object)) {
    yield object;
    object = Object.getPrototypeOf(object);
  }
}
