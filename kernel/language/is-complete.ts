/** Whether a cell can run, or waits for more lines. */

import { CellSyntaxError, compile } from "./compile.ts";
import { scan } from "./scan.ts";

export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

export async function completeness(source: string): Promise<Completeness> {
  if (/^\s*%/.test(source)) return { status: "complete" };
  try {
    await compile(source);
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
