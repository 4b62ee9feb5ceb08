/**
 * Lines that are no TypeScript, turned into calls in the same place, so that every line keeps its number:
 * `%name …`, `!command`, `const x = %name …`, `const lines = !command`, `name?` and `name??`; and cells that begin with
 * `%%name`, whose body is nobody's TypeScript but the magic's.
 */

import { helper } from "./rewrite.ts";
import { scan } from "./scan.ts";

/** Whether a name means something in the notebook: what follows a `!` may be TypeScript's "not". */
export type IsBound = (name: string) => boolean;

const cellMagic = /^\s*%%(\w+)[^\S\n]*([^\n]*)\n?(.*)$/s;
/** Goes on after a backslash at a line's end. */
const line = String.raw`((?:\\\n|[^\n])*)`;
const target = String.raw`^[^\S\n]*((?:(?:export\s+)?(?:const|let|var)\s+)?[\p{ID_Start}$_{[][^=\n;()]*=\s*)?`;
const lineMagic = new RegExp(`${target}%([a-zA-Z]\\w*)${line}`, "u");
const command = new RegExp(`${target}!(!?)(?![!=])${line}`, "u");
const name = String.raw`(%{0,2}[\p{ID_Start}$_][\p{ID_Continue}$.\[\]]*)`;
const help = new RegExp(String.raw`^[^\S\n]*${name}(\?{1,2})[^\S\n]*;?[^\S\n]*(?=\n|$)`, "u");
const helpFirst = new RegExp(String.raw`^\s*(\?{1,2})${name}\s*$`, "u");

export function expandMagics(source: string, isBound: IsBound = () => false): string {
  if (!/[%!?]/.test(source)) return source;
  const whole = cellMagic.exec(source);
  if (whole && !help.test(source)) {
    const above = (/^\s*/.exec(source)?.[0] ?? "").replace(/[^\n]/g, "");
    return above + call("cellMagic", [whole[1], whole[2].trim(), whole[3]]);
  }
  const asked = helpFirst.exec(source);
  if (asked) return call("help", [asked[2], asked[1]]);
  let output = "";
  let from = 0;
  scan(source, (start) => {
    const found = expandLine(source, start, isBound);
    if (!found) return undefined;
    output += source.slice(from, start) + found.code + "\n".repeat(found.text.split("\n").length - 1);
    from = start + found.text.length;
    return from;
  });
  return output + source.slice(from);
}

/** The line at `start` as a call; undefined for TypeScript. */
function expandLine(source: string, start: number, isBound: IsBound): { text: string; code: string } | undefined {
  const rest = source.slice(start);
  const asked = help.exec(rest);
  // A line that ends with a question mark may also be the beginning of `a ? b : c`.
  if (asked && (asked[1].startsWith("%") || onlyHelp(rest.slice(asked[0].length))))
    return made(rest, asked[0], call("help", [asked[1], asked[2]]));
  const magic = lineMagic.exec(rest);
  if (magic) return made(rest, magic[0], (magic[1] ?? "") + call("lineMagic", [magic[2], joined(magic[3])]));
  const shell = command.exec(rest);
  if (shell && isCommand(shell[3], source, isBound)) {
    const text = joined(shell[3]);
    // `!!command` gives its lines, as in IPython.
    const kept = shell[1] !== undefined || shell[2] !== "";
    const code = (shell[1] ?? "") + call(kept ? "shellLines" : "shell", [text]);
    return made(rest, shell[0], code);
  }
  return undefined;
}

/** A call at the cell's end stays open: its value is the cell's. */
function made(rest: string, text: string, code: string): { text: string; code: string } {
  return { text, code: rest.slice(text.length).trim() === "" ? code : `${code};` };
}

const onlyHelp = (rest: string): boolean => rest.split("\n").every((text) => text.trim() === "" || help.test(text));

const joined = (text: string): string => text.replace(/\\\n/g, " ").trim();

function call(method: string, parts: readonly string[]): string {
  return `await ${helper}.${method}(${parts.map((part) => JSON.stringify(part)).join(", ")})`;
}

/** What begins an expression, and no command. */
const keyword = /^(?:await|new|typeof|void|this|super|function|class|async|true|false|null|undefined|NaN|import)\b/;
/** After a name that is bound: more words make it a command, unless an operator is one of them. */
const word = /^[^\S\n]+(?!(?:in|instanceof|as|satisfies)\b)(?:["'\w$/.~]|--?[a-z])/i;

/** Whether a command follows the `!`, and not what is to be negated: TypeScript keeps what would run as TypeScript. */
function isCommand(text: string, cell: string, isBound: IsBound): boolean {
  if (keyword.test(text)) return false;
  if (text.startsWith("(")) return isCommand(text.slice(1).trimStart(), cell, isBound);
  const first = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(text)?.[0];
  if (first === undefined) return /^(?:\.{1,2}\/|~\/|(?:\/[\w.-]+){2,}(?:\s|$))/.test(text);
  if (word.test(text.slice(first.length))) return true;
  return !isBound(first) && !declares(cell, first);
}

function declares(cell: string, name: string): boolean {
  const declaration = /\b(?:const|let|var|function|class|enum|namespace|import)\b[^=;!'"`%]*/g;
  const words = new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`);
  return [...cell.matchAll(declaration)].some(([text]) => words.test(text));
}
