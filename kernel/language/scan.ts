/**
 * A light look over TypeScript source, good enough to tell code from comments, strings, templates and regular
 * expressions: where a line begins inside code, and what the last character of code is.
 */

export interface Scan {
  /** Offsets of lines that begin in code, outside of every bracket, string, template and comment. */
  readonly openLines: readonly number[];
  /** The last character that is neither white space nor comment; empty when there is none. */
  readonly last: string;
  /** Brackets, templates and comments that are open at the end. */
  readonly open: readonly string[];
}

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
/** After these a slash begins a regular expression. */
const beforeRegExp =
  /[(,=:[!&|?{};+\-*%<>~^]$|(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield|new)$/;

/** @param skip is asked at each line that begins in code: where that line ends, if it is no TypeScript */
export function scan(source: string, skip: (start: number) => number | undefined = () => undefined): Scan {
  const openLines: number[] = [];
  const open: string[] = [];
  let last = "";
  let code = "";
  let i = 0;
  let lineStart = true;
  while (i < source.length) {
    const character = source[i];
    if (lineStart && open.length === 0) {
      openLines.push(i);
      const end = skip(i);
      if (end !== undefined) {
        i = end;
        last = code = ";";
        lineStart = false;
        continue;
      }
    }
    lineStart = false;
    if (open.at(-1) === "`" || open.at(-1) === "/*") {
      i = skipText(source, i, open);
      lineStart = source[i - 1] === "\n";
      last = open.at(-1) === "/*" || source[i - 1] === "/" ? last : "`";
      continue;
    }
    if (character === "\n") {
      lineStart = true;
      i++;
      continue;
    }
    if (/\s/.test(character)) {
      i++;
      continue;
    }
    const next = source[i + 1];
    if (character === "/" && next === "/") {
      const end = source.indexOf("\n", i);
      i = end < 0 ? source.length : end;
      continue;
    }
    if (character === "/" && next === "*") {
      open.push("/*");
      i += 2;
      continue;
    }
    if (character === "`") {
      open.push("`");
      last = "`";
      i++;
      continue;
    }
    if (character === '"' || character === "'") {
      i = endOfString(source, i, character);
    } else if (character === "/" && (last === "" || beforeRegExp.test(code))) {
      i = endOfRegExp(source, i);
    } else {
      if (closers[character]) open.push(character);
      else if (closers[open.at(-1) ?? ""] === character) open.pop();
      else if (character === "}" && open.at(-1) === "${") open.pop();
      i++;
    }
    last = source[i - 1];
    code = source.slice(Math.max(0, i - 12), i);
  }
  return { openLines, last, open };
}

/** Goes on inside a template or a block comment, to its end or to the end of the line. */
function skipText(source: string, from: number, open: string[]): number {
  const template = open.at(-1) === "`";
  for (let i = from; i < source.length; i++) {
    if (source[i] === "\n") return i + 1;
    if (!template) {
      if (source.startsWith("*/", i)) {
        open.pop();
        return i + 2;
      }
    } else if (source[i] === "\\") i++;
    else if (source[i] === "`") {
      open.pop();
      return i + 1;
    } else if (source.startsWith("${", i)) {
      open.push("${");
      return i + 2;
    }
  }
  return source.length;
}

function endOfString(source: string, from: number, quote: string): number {
  for (let i = from + 1; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === quote) return i + 1;
    else if (source[i] === "\n") return i;
  }
  return source.length;
}

function endOfRegExp(source: string, from: number): number {
  let inClass = false;
  for (let i = from + 1; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === "\n") return from + 1;
    else if (source[i] === "[") inClass = true;
    else if (source[i] === "]") inClass = false;
    else if (source[i] === "/" && !inClass) return i + 1;
  }
  return from + 1;
}
