/** An error as a person reads it: what it says, the lines of the user's code with a caret, the rest folded. */

import { readFileSync } from "node:fs";
import { inspect, stripVTControlCharacters } from "node:util";
import { settings } from "../settings.ts";
import { hintFor } from "./hints.ts";

export interface TracebackFrame {
  readonly place: string | undefined;
  readonly position: { readonly line: number; readonly column: number };
  readonly name: string;
  readonly source: string | undefined;
  readonly user: boolean;
}

export interface Report {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;
const cyan = (text: string): string => `\x1b[36m${text}\x1b[39m`;
const green = (text: string): string => `\x1b[32m${text}\x1b[39m`;
const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`;
const bold = (text: string): string => `\x1b[1m${text}\x1b[22m`;

/** Lines shown around the one of the error. */
const around = 2;
/** Frames that are shown with their lines; the others are only named. */
const shown = 6;
const causes = 4;
/** Lines of code longer than this are cut around the column. */
const widest = 200;

export interface ErrorContext {
  /** The stack of an error, innermost frame first. */
  framesOf(error: Error): readonly TracebackFrame[];
  /** What a name of the user's stands for. */
  lookUp(name: string): { readonly value: unknown } | undefined;
}

export function report(thrown: unknown, context: ErrorContext): Report {
  const { ename, evalue } = describe(thrown);
  return { ename, evalue, traceback: lines(thrown, context, causes) };
}

function describe(thrown: unknown): { ename: string; evalue: string } {
  try {
    if (thrown instanceof Error) return { ename: String(thrown.name || "Error"), evalue: String(thrown.message) };
    return { ename: "Thrown", evalue: inspect(thrown) };
  } catch {
    return { ename: "Error", evalue: "an error that cannot be printed" };
  }
}

function lines(thrown: unknown, context: ErrorContext, depth: number): string[] {
  const { ename, evalue } = describe(thrown);
  if (!(thrown instanceof Error)) return [`${red(bold("Thrown"))}: ${evalue}`];
  const frames = context.framesOf(thrown);
  const hint = hintFor({ ename, evalue, line: lineOf(frames), lookUp: context.lookUp });
  const output = [`${red(bold(ename))}${evalue ? `: ${evalue}` : ""}`];
  if (hint) output.push(`${cyan("Hint")}: ${hint}`);
  output.push(...stack(frames));
  if (depth === 0) return output;
  if (thrown instanceof AggregateError) {
    for (const error of thrown.errors.slice(0, causes)) output.push("", "One of:", ...lines(error, context, depth - 1));
    const more = thrown.errors.length - causes;
    if (more > 0) output.push(dim(`… and ${more} more`));
  }
  if (thrown.cause !== undefined) output.push("", "Caused by:", ...lines(thrown.cause, context, depth - 1));
  return output;
}

function stack(frames: readonly TracebackFrame[]): string[] {
  const output: string[] = [];
  const mode = settings.xmode.value;
  if (mode === "Minimal") return output;
  let folded = 0;
  let withLines = 0;
  const fold = () => {
    if (folded > 0) output.push(dim(`    … ${folded} ${folded === 1 ? "frame" : "frames"} outside of the notebook`));
    folded = 0;
  };
  for (const frame of frames) {
    if (!frame.user && mode !== "Verbose") {
      folded++;
      continue;
    }
    fold();
    const { line, column } = frame.position;
    output.push(`${green(`${frame.place}:${line}:${column}`)}${frame.name ? ` in ${bold(frame.name)}` : ""}`);
    if (mode !== "Plain" && frame.user && ++withLines <= shown)
      output.push(...excerpt(frame.source ?? sourceOf(frame.place), line, column));
  }
  fold();
  return output;
}

/** The user's line where an error happened. */
function lineOf(frames: readonly TracebackFrame[]): string {
  const frame = frames.find(({ user }) => user);
  if (!frame) return "";
  return (frame.source ?? sourceOf(frame.place)).split("\n")[frame.position.line - 1]?.slice(0, widest) ?? "";
}

function sourceOf(path: string | undefined): string {
  try {
    return readFileSync(path ?? "", "utf8");
  } catch {
    return "";
  }
}

/** The line, its neighbours on both sides, and a caret below the column. */
export function excerpt(source: string, line: number, column: number, neighbours = around): string[] {
  const all = source.split("\n");
  if (line < 1 || line > all.length) return [];
  const first = Math.max(1, line - neighbours);
  const last = Math.min(all.length, line + neighbours);
  const width = String(last).length;
  const from = column > widest ? column - widest / 2 : 0;
  const output: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = stripVTControlCharacters(all[number - 1]).slice(from, from + widest);
    const gutter = `${String(number).padStart(width)} | `;
    output.push(number === line ? `${red(">")} ${gutter}${text}` : dim(`  ${gutter}${text}`));
    if (number === line) {
      const indent = text.slice(0, Math.max(0, column - 1 - from)).replace(/[^\t]/g, " ");
      output.push(`  ${" ".repeat(width)} | ${indent}${red("^")}`);
    }
  }
  return output;
}
