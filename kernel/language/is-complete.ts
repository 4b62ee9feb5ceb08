/** Whether a cell can run, or waits for more lines. */

import { CellSyntaxError, compile } from "./compile.ts";
import { expandMagics } from "./magic-lines.ts";
import { scan } from "./scan.ts";

export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

export async function completeness(source: string): Promise<Completeness> {
  // The body of a cell's magic ends with an empty line, as in IPython.
  if (/^\s*%%\w+(?!\w*\?)/.test(source))
    return /\n[^\S\n]*$/.test(source) ? { status: "complete" } : { status: "incomplete", indent: "" };
  try {
    await compile(expandMagics(source));
    return { status: "complete" };
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) return { status: "invalid" };
    const inText = ["`", "/*"].includes(scan(source).open.at(-1) ?? "");
    if (!error.incomplete && !inText) return { status: "invalid" };
    return { status: "incomplete", indent: indentation(source) };
  }
}

/** Two spaces for each bracket that is open. */
function indentation(source: string): string {
  return "  ".repeat(scan(source).open.filter((mark) => "([{${".includes(mark)).length);
}
