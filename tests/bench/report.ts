/** What a benchmark reports: one row a figure, Tangent's time beside the other side's, and the geometric mean of the ratios. */

/** One figure. */
export interface Row {
  name: string;
  /** Of Tangent, in `unit`; null where it cannot do it, and `note` says why. */
  ours: number | null;
  /** Of the other side; null where it is not there to be measured. */
  theirs: number | null;
  unit: "µs" | "ms" | "s" | "MB";
  note?: string;
}

export interface Report {
  /** Whose figures stand beside Tangent's: "PyTorch", "ipykernel". */
  other: string;
  rows: Row[];
}

/** Below 1: Tangent needs less. */
export const ratioOf = ({ ours, theirs }: Row): number | null =>
  ours === null || theirs === null || theirs === 0 ? null : ours / theirs;

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** A row as it is printed: `add_1e3   1.20 µs   2.90 µs   0.41`. */
export function formatRow(row: Row, other: string): string {
  const ratio = ratioOf(row);
  const ours = row.ours === null ? "-" : `${number(row.ours)} ${row.unit}`;
  const theirs = row.theirs === null ? "" : `${other} ${number(row.theirs)} ${row.unit}`;
  const end = ratio === null ? (row.note ?? "") : ratio.toFixed(2);
  return `${row.name.padEnd(44)}${ours.padStart(12)}   ${theirs.padStart(other.length + 13)}   ${end}`.trimEnd();
}

/** The worst rows, and the last line: the geometric mean of the rows that are times. */
export function formatSummary({ other, rows }: Report): string {
  const timed = rows.filter((row) => row.unit !== "MB" && ratioOf(row) !== null);
  if (timed.length === 0) return `nothing compared: ${other} is not here to be measured`;
  const ratios = timed.map((row) => ({ name: row.name, ratio: ratioOf(row) as number }));
  const worst = [...ratios].sort((a, b) => b.ratio - a.ratio).slice(0, 5);
  const missing = rows.filter((row) => row.ours === null).length;
  return [
    ...(ratios.length > 5
      ? [`worst: ${worst.map(({ name, ratio }) => `${name} ${ratio.toFixed(2)}`).join(", ")}`]
      : []),
    ...(missing > 0 ? [`${missing} of ${rows.length} not measured: Tangent does not have them yet`] : []),
    `geometric mean ${geometricMean(ratios.map(({ ratio }) => ratio)).toFixed(2)} of ${other}'s time`,
  ].join("\n");
}
