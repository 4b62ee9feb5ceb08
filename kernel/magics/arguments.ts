/** The one parser of what stands after a magic's name: options with one dash or two, then words or a text. */

import { nearest } from "./nearest.ts";
import { UsageError } from "./usage-error.ts";

/** One option. Its key in {@link Options} is its long name. */
export interface Option {
  readonly kind: "flag" | "text" | "integer";
  /** One letter, given with one dash. */
  readonly short?: string;
  /** What its value is called in the usage. */
  readonly value?: string;
  readonly summary: string;
}

export type Options = { readonly [name: string]: Option };

/** What stands after the options. */
export interface Operands {
  /** As the usage names them: `FILE`, `[NAME …]`. */
  readonly usage: string;
  /** `text`: all of the rest, as it stands. `words`: split at white space, with the shell's quotes. */
  readonly take: "text" | "words";
  /** How many words; any number where it is left out. For a text, `least: 1` means that it must not be empty. */
  readonly least?: number;
  readonly most?: number;
}

type ValueOf<T extends Option> = T["kind"] extends "flag"
  ? boolean
  : (T["kind"] extends "integer" ? number : string) | undefined;

export interface Arguments<O extends Options> {
  readonly options: { readonly [K in keyof O]: ValueOf<O[K]> };
  readonly words: readonly string[];
  readonly text: string;
}

interface Form {
  readonly options?: Options;
  readonly operands?: Operands;
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

const escaped = /\\(.)/gs;

/** Words as the shell splits them: at white space, with quotes and backslashes. @throws UsageError for an open quote */
function tokens(magic: string, text: string): Token[] {
  const found: Token[] = [];
  const pattern = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs;
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (text.slice(at, match.index).trim() !== "") break;
    at = match.index + match[0].length;
    const word = match[0].replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs, (_, double, single, character) =>
      double !== undefined ? double.replace(escaped, "$1") : (single ?? character),
    );
    found.push({ text: word, start: match.index, end: at, quoted: /^["'\\]/.test(match[0]) });
  }
  if (text.slice(at).trim() !== "") throw new UsageError(`${magic}: a quote is open in ${text.slice(at).trim()}`);
  return found;
}

/** The tokens before the text begins; a quote that the text leaves open is the text's own matter. */
function leadingTokens(magic: string, text: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*(\S+)/gy;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = pattern.lastIndex - match[1].length;
    const [token] = /["']/.test(match[1]) && match[1].startsWith("-") ? tokens(magic, text.slice(start)) : [];
    const end = token ? start + token.end : pattern.lastIndex;
    found.push({ text: token?.text ?? match[1], start, end, quoted: /^["']/.test(match[1]) });
    pattern.lastIndex = end;
  }
  return found;
}

/** @throws UsageError that names the magic, and the option or the operand */
export function parseArguments<O extends Options>(magic: string, form: Form, text: string): Arguments<O> {
  const { options = {}, operands } = form;
  const asText = operands?.take === "text";
  const all = asText ? leadingTokens(magic, text) : tokens(magic, text);
  const values: Record<string, unknown> = {};
  for (const [name, { kind }] of Object.entries(options)) values[name] = kind === "flag" ? false : undefined;
  const words: string[] = [];
  let rest = 0;
  let i = 0;
  // Without options of its own, a magic passes those on that it is given.
  let open = form.options !== undefined;
  while (i < all.length) {
    const token = all[i];
    const isOption = open && !token.quoted && /^-{1,2}[a-zA-Z]|^--$/.test(token.text);
    if (!isOption) {
      if (asText) break;
      words.push(token.text);
      i++;
      continue;
    }
    i++;
    rest = token.end;
    if (token.text === "--") {
      open = false;
      if (asText) break;
      continue;
    }
    i = takeOption(magic, options, values, all, i);
    rest = all[i - 1].end;
  }
  const remainder = text.slice(rest).trim();
  checkOperands(magic, operands, asText ? (remainder === "" ? [] : [remainder]) : words);
  return { options: values as Arguments<O>["options"], words, text: asText ? remainder : words.join(" ") };
}

/** Takes the option before `next`, and its value. @returns the index of the token after it */
function takeOption(
  magic: string,
  options: Options,
  values: Record<string, unknown>,
  all: readonly Token[],
  next: number,
): number {
  const given = all[next - 1].text;
  const [, long, short, glued] = /^(?:--([^=]+)|-([a-zA-Z]))(?:=?(.*))?$/s.exec(given) ?? [];
  const entry = long
    ? Object.entries(options).find(([name]) => name === long)
    : Object.entries(options).find(([name, option]) => option.short === short || name === given.slice(1));
  if (!entry) throw new UsageError(`${magic}: there is no option ${given.split("=")[0]}${known(options, given)}`);
  const [name, option] = entry;
  const label = long ? `--${name}` : `-${short}`;
  let value: string | undefined = glued || undefined;
  if (!long && given.slice(1) === name) value = undefined;
  if (option.kind === "flag") {
    if (long && given.includes("=")) throw new UsageError(`${magic}: ${label} takes no value, got ${glued}`);
    values[name] = true;
    // Flags of one letter may stand together: -nq.
    if (value === undefined) return next;
    const more = { ...all[next - 1], text: `-${value}` };
    return takeOption(magic, options, values, [...all.slice(0, next - 1), more, ...all.slice(next)], next);
  }
  if (value === undefined && !(long && given.includes("="))) value = all[next++]?.text;
  if (value === undefined)
    throw new UsageError(`${magic}: ${label} needs a value: ${label} ${placeholder(name, option)}`);
  if (option.kind === "integer" && !/^[+-]?\d+$/.test(value))
    throw new UsageError(`${magic}: ${label} needs a whole number, got ${JSON.stringify(value)}`);
  values[name] = option.kind === "integer" ? Number(value) : value;
  return next;
}

function known(options: Options, given: string): string {
  const names = Object.entries(options).flatMap(([name, option]) => spellings(name, option));
  const closest = nearest(given.split("=")[0], names);
  return closest ? `; did you mean ${closest}?` : `; it has ${names.join(", ")}`;
}

function checkOperands(magic: string, operands: Operands | undefined, words: readonly string[]): void {
  if (!operands) {
    if (words.length > 0) throw new UsageError(`${magic} takes no arguments, got ${words.join(" ")}`);
    return;
  }
  const { usage, least = 0, most = Infinity, take } = operands;
  if (words.length < least) throw new UsageError(`${magic} needs ${usage}: ${magic} ${usage}`);
  if (take === "words" && words.length > most) {
    const count = `${most} ${most === 1 ? "argument" : "arguments"}`;
    throw new UsageError(`${magic} takes ${count}, ${usage}, got ${words.length}: ${words.join(" ")}`);
  }
}

const placeholder = (name: string, option: Option): string => option.value ?? name.toUpperCase();

/** `-q` and `--quiet`. */
const spellings = (name: string, { short }: Option): string[] =>
  name.length === 1 ? [`-${name}`] : [...(short ? [`-${short}`] : []), `--${name}`];

const spelling = (name: string, option: Option): string =>
  `${spellings(name, option)[0]}${option.kind === "flag" ? "" : ` ${placeholder(name, option)}`}`;

/** ` [-n N] CODE`: with a space in front, or empty. */
export function formatUsage({ options = {}, operands }: Form): string {
  const parts = Object.entries(options).map(([name, option]) => ` [${spelling(name, option)}]`);
  return parts.join("") + (operands ? ` ${operands.usage}` : "");
}

/** One line for each option. */
export function formatOptions(options: Options = {}): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const value = option.kind === "flag" ? "" : ` ${placeholder(name, option)}`;
    const head = spellings(name, option)
      .map((text) => text + value)
      .join(", ");
    return { head, summary: option.summary };
  });
  const width = Math.max(0, ...rows.map(({ head }) => head.length));
  return rows.map(({ head, summary }) => `  ${head.padEnd(width)}  ${summary}`).join("\n");
}
