/** What a kind of file has come to. */

export interface Tally {
  /** The closing line's first word: "operators". */
  kind: string;
  /** What is counted: "entries". */
  unit: string;
  total: number;
  /** Names of what failed, with the reason. */
  failures: { name: string; reason: string }[];
}

export class Missing extends Error {
  constructor(what: string) {
    super(`missing: ${what}`);
  }
}

/** One line of an error. */
export function reasonOf(error: unknown): string {
  if (error instanceof Missing) return error.message;
  if (error instanceof Error) return `${error.name}: ${error.message}`.split("\n").slice(0, 2).join(" ").slice(0, 300);
  return String(error).slice(0, 300);
}

/** Counts the entries whose `check` gives null; what it throws is the reason of a failure. */
export async function tally<T>(
  kind: string,
  unit: string,
  entries: readonly T[],
  name: (entry: T) => string,
  check: (entry: T) => Promise<string | null> | string | null,
): Promise<Tally> {
  const failures: Tally["failures"] = [];
  for (const entry of entries) {
    let reason: string | null;
    try {
      reason = await check(entry);
    } catch (error) {
      reason = reasonOf(error);
    }
    if (reason !== null) failures.push({ name: name(entry), reason });
  }
  return { kind, unit, total: entries.length, failures };
}

export const passed = (tally: Tally): number => tally.total - tally.failures.length;

/** "operators: 300 of 466 entries". */
export function closing(result: Tally): string {
  const { kind, total, unit } = result;
  return `${kind}: ${passed(result)} of ${total}${unit === "" ? "" : ` ${unit}`}`;
}
