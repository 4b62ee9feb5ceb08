/** Type errors as a person reads them beside the output of a cell: short, with the line and a caret. */

import { excerpt } from "./traceback.ts";

export interface Note {
  /** One-based, in the cell. */
  readonly line: number;
  readonly column: number;
  /** TypeScript's number: 2345. */
  readonly code: number;
  readonly message: string;
}

/** Notes of one cell that are shown, and lines of one message. */
const shown = 5;
const messageLines = 4;
/** Letters of a line of a message. */
const widest = 400;

const yellow = (text: string): string => `\x1b[33m${text}\x1b[39m`;
const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`;

/**
 * @param label what people call the cell: `In[3]`
 * @param source its text as it was typed
 */
export function typeNotes(notes: readonly Note[], label: string, source: string): string {
  if (notes.length === 0) return "";
  const lines: string[] = [];
  for (const { line, column, code, message } of notes.slice(0, shown)) {
    const [first, ...more] = message
      .split("\n", messageLines)
      .map((text) => (text.length > widest ? `${text.slice(0, widest)}…` : text));
    lines.push(`${yellow(`${label}:${line}:${column}`)} ${first} ${dim(`ts(${code})`)}`, ...more);
    lines.push(...excerpt(source, line, column, 0));
  }
  const rest = notes.length - shown;
  if (rest > 0) lines.push(dim(`… and ${rest} more type ${rest === 1 ? "error" : "errors"}`));
  return `${lines.join("\n")}\n`;
}
