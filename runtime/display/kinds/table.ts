/** Records as a table, as pandas shows a data frame: long ones by their beginning and their end. */

import { inspect } from "node:util";
import { escapeHtml } from "../escape.ts";
import { displayOptions } from "../options.ts";
import { Representation } from "../representation.ts";

type Row = Readonly<Record<string, unknown>>;

export interface TableOptions {
  /** The columns in their order; those of the records where left out. */
  readonly columns?: readonly string[];
  /** Rows shown; `displayOptions.maxRows`. */
  readonly maxRows?: number;
  /** What stands above the table. */
  readonly caption?: string;
}

/** Rows at each end of a table that is too long. */
const ends = 5;
/** Records that are looked at for their columns. */
const looked = 1_000;
const longestText = 200;

function isRecord(value: unknown): value is Row {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.keys(value).length > 0;
}

/** Whether a value is an array of plain objects: what `display` shows as a table. */
export function isRecords(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.length > 0 && sample(value).every(isRecord);
}

const sample = <T>(values: readonly T[]): readonly T[] =>
  values.length <= looked ? values : [...values.slice(0, looked - ends), ...values.slice(-ends)];

/** @param records plain objects, a row each */
export function table(records: readonly Row[], options: TableOptions = {}): Representation {
  if (!Array.isArray(records))
    throw new TypeError(`table: the records must be an array of objects, got ${inspect(records, { depth: 0 })}`);
  const all = options.columns ?? [...new Set(sample(records).flatMap((record) => Object.keys(record ?? {})))];
  const columns = all.slice(0, displayOptions.maxColumns);
  const limit = options.maxRows ?? displayOptions.maxRows;
  const short = records.length <= limit;
  const head = short ? records : records.slice(0, ends);
  const tail = short ? [] : records.slice(-ends);
  const cells = (record: Row, index: number) => [String(index), ...columns.map((column) => textOf(record?.[column]))];
  const rows = head.map((record, i) => cells(record, i));
  const last = tail.map((record, i) => cells(record, records.length - tail.length + i));
  const heads = ["", ...columns, ...(columns.length < all.length ? ["…"] : [])];
  const pad = (row: readonly string[]) => (columns.length < all.length ? [...row, "…"] : row);
  const body = [...rows.map(pad), ...(short ? [] : [heads.map(() => "…")]), ...last.map(pad)];
  const cutNote = !short || columns.length < all.length;
  const note = cutNote ? `${records.length.toLocaleString("en")} rows × ${all.length} columns` : "";
  return new Representation({
    "text/plain": asText(heads, body, note),
    "text/html": asHtml(heads, body, note, options.caption),
  });
}

function textOf(value: unknown): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : inspect(value, { depth: 1, breakLength: Infinity });
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}

function asText(heads: readonly string[], rows: readonly (readonly string[])[], note: string): string {
  const lines = [heads, ...rows].map((row) => row.map((cell) => cell.replaceAll("\n", "⏎")));
  const widths = heads.map((_, i) => Math.max(...lines.map((row) => row[i].length)));
  const text = lines.map((row) => row.map((cell, i) => cell.padStart(widths[i])).join("  "));
  return [...text, ...(note ? ["", `[${note}]`] : [])].join("\n");
}

function asHtml(heads: readonly string[], rows: readonly (readonly string[])[], note: string, caption = ""): string {
  const of = (tag: string, cells: readonly string[]) =>
    cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("");
  const body = rows.map(([index, ...cells]) => `<tr><th>${escapeHtml(index)}</th>${of("td", cells)}</tr>`).join("");
  const above = caption ? `<caption>${escapeHtml(caption)}</caption>` : "";
  const below = note ? `<p>${escapeHtml(note)}</p>` : "";
  return `<div><table class="dataframe" border="1">${above}<thead><tr>${of("th", heads)}</tr></thead><tbody>${body}</tbody></table>${below}</div>`;
}
