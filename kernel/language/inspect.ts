/** What a name stands for, from its live value. */

import { inspect } from "node:util";
import { resolve, type Scope } from "./scope.ts";

const path = /(?:[\p{ID_Continue}$]|\??\.|\[\d+\])*$/u;
const rest = /^[\p{ID_Continue}$]*/u;

/** Text about the expression around `cursor` (an offset in UTF-16 units); undefined when nothing is known. */
export function describe(scope: Scope, code: string, cursor: number, detail: number): string | undefined {
  const before = code.slice(0, cursor).replace(/\(\s*$/, "");
  const tail = before.length === cursor ? (rest.exec(code.slice(cursor))?.[0] ?? "") : "";
  const name = (path.exec(before)?.[0] ?? "") + tail;
  const found = name ? resolve(scope, name) : undefined;
  if (!found) return undefined;
  const { value } = found;
  if (typeof value === "function") return aboutFunction(name, value, detail);
  return `${name}: ${typeName(value)}\n\n${inspect(value, { depth: detail > 0 ? 6 : 2 })}`;
}

function aboutFunction(name: string, value: object, detail: number): string {
  const source = Function.prototype.toString.call(value);
  const signature = source.split(/\s*\{|=>/)[0].trim();
  const isClass = source.startsWith("class");
  const head = `${name}: ${isClass ? "class" : "function"}`;
  if (source.includes("[native code]")) return `${head}\n\n${signature || name}`;
  return `${head}\n\n${detail > 0 || isClass ? source.slice(0, 20_000) : signature}`;
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  const maker: unknown = Object.getPrototypeOf(value)?.constructor;
  return typeof maker === "function" ? maker.name : "object";
}
