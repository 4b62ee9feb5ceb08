/** Notebooks, nbformat 4: https://nbformat.readthedocs.io/en/latest/format_description.html */

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Dictionary } from "../wire/messages.ts";

export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: string | string[];
}
export interface DataOutput {
  output_type: "display_data" | "execute_result";
  data: Dictionary;
  metadata: Dictionary;
  execution_count?: number;
}
export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: readonly string[];
}
export type CellOutput = StreamOutput | DataOutput | ErrorOutput;

export interface CodeCell {
  cell_type: "code";
  source: string | string[];
  execution_count: number | null;
  outputs: CellOutput[];
  metadata: Record<string, unknown>;
}
interface TextCell {
  cell_type: "markdown" | "raw";
  source: string | string[];
}
export interface Notebook {
  cells: (CodeCell | TextCell)[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

export const sourceOf = (cell: { source: string | string[] }): string =>
  Array.isArray(cell.source) ? cell.source.join("") : cell.source;

/** @throws Error that names the file and what is wrong with it */
export function readNotebook(path: string): Notebook {
  const wrong = (what: string): Error => new Error(`notebook ${path}: ${what}`);
  let notebook: Partial<Notebook>;
  try {
    notebook = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw wrong((error as Error).message);
  }
  if (notebook?.nbformat !== 4) throw wrong(`nbformat must be 4, got ${JSON.stringify(notebook?.nbformat)}`);
  if (!Array.isArray(notebook.cells)) throw wrong("cells must be a list");
  notebook.cells.forEach((cell, i) => {
    const { cell_type, source } = (cell ?? {}) as Partial<CodeCell>;
    if (!["code", "markdown", "raw"].includes(String(cell_type)))
      throw wrong(`cell ${i + 1}: cell_type must be code, markdown or raw, got ${JSON.stringify(cell_type)}`);
    if (typeof source !== "string" && !(Array.isArray(source) && source.every((line) => typeof line === "string")))
      throw wrong(`cell ${i + 1}: source must be a string or a list of strings`);
  });
  return notebook as Notebook;
}

/** A text as notebooks keep it: a list of lines. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function written(output: CellOutput): CellOutput {
  if (output.output_type === "stream") return { ...output, text: linesOf([output.text].flat().join("")) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === "string" && /^text\/|svg|javascript/.test(type) ? linesOf(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

/** Writes beside and renames: a run that is cut off leaves the old file whole. */
export function writeNotebook(path: string, notebook: Notebook): void {
  const cells = notebook.cells.map((cell) => {
    const source = linesOf(sourceOf(cell));
    return cell.cell_type === "code" ? { ...cell, source, outputs: cell.outputs.map(written) } : { ...cell, source };
  });
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, `${JSON.stringify({ ...notebook, cells }, null, 1)}\n`);
  renameSync(beside, path);
}
