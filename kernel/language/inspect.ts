/** What a name stands for, from its live value. */

import { inspect, types } from "node:util";
import { chain, resolve, type Scope } from "./scope.ts";

/** Objects with a method of this name say what they hold (see runtime/host.ts). */
const describeSymbol = Symbol.for("tangent.describe");
/** Letters that are shown of one value. */
const longest = 20_000;

const path = /(?:[\p{ID_Continue}$]|\??\.|\[\d+\])*$/u;
const rest = /^[\p{ID_Continue}$]*/u;

/** The path around `cursor` (an offset in UTF-16 units), such as `model.layers[0]`; empty where there is none. */
export function pathAt(code: string, cursor: number): string {
  const before = code.slice(0, cursor).replace(/\(\s*$/, "");
  const tail = before.length === cursor ? (rest.exec(code.slice(cursor))?.[0] ?? "") : "";
  return (path.exec(before)?.[0] ?? "") + tail;
}

export interface DescribeOptions {
  /** 1 for more of the value, and the source of functions. */
  readonly detail: 0 | 1;
  /** Whether its type is shown already. */
  readonly typed: boolean;
}

/** Text about what `name` stands for; undefined when nothing is known, or all is said by its type. */
export function describe(scope: Scope, name: string, { detail, typed }: DescribeOptions): string | undefined {
  const found = name ? resolve(scope, name) : undefined;
  if (!found) return undefined;
  const { value } = found;
  const describing = describingMethod(value);
  if (describing) return describing.call(value);
  if (typeof value === "function") return typed && detail === 0 ? undefined : aboutFunction(name, value, detail, scope);
  const text = inspect(value, { depth: detail > 0 ? 6 : 2 }).slice(0, longest);
  return typed ? text : `${name}: ${typeName(value)}\n\n${text}`;
}

function describingMethod(value: unknown): (() => string) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  for (const object of chain(value)) {
    const method: unknown = Object.getOwnPropertyDescriptor(object, describeSymbol)?.value;
    if (typeof method === "function") return method as () => string;
  }
  return undefined;
}

function aboutFunction(name: string, value: object, detail: number, scope: Scope): string {
  const source = types.isProxy(value) ? "" : (scope.sourceOf?.(value) ?? Function.prototype.toString.call(value));
  const signature = source.split(/\s*\{|=>/)[0].trim();
  const isClass = source.startsWith("class");
  const head = `${name}: ${isClass ? "class" : "function"}`;
  if (source.includes("[native code]")) return `${head}\n\n${signature || name}`;
  return `${head}\n\n${detail > 0 || isClass ? source.slice(0, longest) : signature}`;
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  const maker: unknown = Object.getPrototypeOf(value)?.constructor;
  return typeof maker === "function" ? maker.name : "object";
}
