/** Completion from live values: names in scope, and members of what stands before the point. */

import { members, resolve, type Scope } from "./scope.ts";

export interface Completion {
  readonly matches: string[];
  /** Offsets in UTF-16 units, between which a match is put. */
  readonly start: number;
  readonly end: number;
}

const keywords = (
  "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends " +
  "false finally for from function if implements import in instanceof interface let namespace new null of private protected " +
  "public readonly return satisfies static super switch this throw true try type typeof undefined using var void while yield"
).split(" ");

const word = /[\p{ID_Continue}$\u200c\u200d]*$/u;
const owner = /((?:[\p{ID_Continue}$]+)(?:\??\.[\p{ID_Continue}$]+|\[(?:\d+|"[^"]*"|'[^']*')\])*)\??\.$/u;

/** @param magics the magics' names, with their percent signs */
export function complete(scope: Scope, code: string, cursor: number, magics: readonly string[]): Completion {
  const before = code.slice(0, cursor);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const magic = /^\s*(%%?\w*)$/.exec(line);
  if (magic) return choose(magics, magic[1], cursor);
  const prefix = word.exec(before)?.[0] ?? "";
  const head = before.slice(0, before.length - prefix.length);
  if (head.endsWith(".")) {
    const path = owner.exec(head);
    const found = path ? resolve(scope, path[1]) : literal(head);
    return choose(found ? members(found.value) : [], prefix, cursor);
  }
  return choose([...scope.names(), ...keywords, ...members(globalThis)], prefix, cursor);
}

function literal(head: string): { readonly value: unknown } | undefined {
  if (/["'`]\.$/.test(head)) return { value: "" };
  return head.endsWith("].") ? { value: [] } : undefined;
}

function choose(names: Iterable<string>, prefix: string, end: number): Completion {
  const start = end - prefix.length;
  const hidden = (name: string) => name.startsWith("_") && !prefix.startsWith("_");
  const matches = [...new Set(names)].filter((name) => name.startsWith(prefix) && !hidden(name));
  if (matches.length > 0 || prefix === "") return { matches, start, end };
  const lower = prefix.toLowerCase();
  return { matches: [...new Set(names)].filter((name) => name.toLowerCase().startsWith(lower)), start, end };
}
