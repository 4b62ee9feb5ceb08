/** Completion from live values: names in scope, and members of what stands before the point. */

import { members, resolve, type Scope } from "./scope.ts";
import { type Completion, type CompletionItem, choose } from "./service/completion.ts";
import { completeImport, completePath, importsAnywhere } from "./service/paths.ts";

const keywords = (
  "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends " +
  "false finally for from function if implements import in instanceof interface let namespace new null of private protected " +
  "public readonly return satisfies static super switch this throw true try type typeof undefined using var void while yield"
).split(" ");

const word = /[\p{ID_Continue}$\u200c\u200d]*$/u;
const owner = /((?:[\p{ID_Continue}$]+)(?:\??\.[\p{ID_Continue}$]+|\[(?:\d+|"[^"]*"|'[^']*')\])*)\??\.$/u;

/** A string that is open at the end of a line, after strings that are closed. */
const openString =
  /^((?:[^"'`\\]|\\.|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)*)(["'`])((?:(?!\2)[^\\]|\\.)*)$/;
const beforeModule = /\b(?:from|import|require)\s*\(?\s*$/;

export interface Known {
  /** The magics' names, with their percent signs. */
  readonly magics: readonly CompletionItem[];
  /** Where the runtime's package is. */
  readonly packageFolder: string;
}

export function complete(scope: Scope, code: string, cursor: number, { magics, packageFolder }: Known): Completion {
  const before = code.slice(0, cursor);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const magic = /^\s*(%%?\w*)$/.exec(line);
  if (magic) return choose(magics, magic[1], cursor);
  const string = openString.exec(line);
  if (string) {
    const [, head, , text] = string;
    if (!beforeModule.test(head)) return completePath(text, cursor);
    return completeImport(text, cursor, packageFolder) ?? choose(importsAnywhere(packageFolder), text, cursor);
  }
  const prefix = word.exec(before)?.[0] ?? "";
  const head = before.slice(0, before.length - prefix.length);
  if (!head.endsWith(".")) return choose([...names(scope), ...items(keywords, "keyword")], prefix, cursor);
  const path = owner.exec(head);
  const found = path ? resolve(scope, path[1]) : literal(head);
  return choose(found ? members(found.value).map(({ name, type }) => ({ text: name, type })) : [], prefix, cursor);
}

/** The names that live values have: what cells declared, and what is on the global object. */
export function names(scope: Scope): CompletionItem[] {
  const globals = members(globalThis).map(({ name }) => name);
  return [...items(scope.names(), "variable"), ...items(globals, "variable")];
}

const items = (texts: readonly string[], type: string): CompletionItem[] => texts.map((text) => ({ text, type }));

function literal(head: string): { readonly value: unknown } | undefined {
  if (/["'`]\.$/.test(head)) return { value: "" };
  return head.endsWith("].") ? { value: [] } : undefined;
}
