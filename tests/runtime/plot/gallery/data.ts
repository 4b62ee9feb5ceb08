/** The same numbers as `data.py`. */

/** Even numbers from 0 to 1 that look random: a linear congruence. */
export function uniform(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  });
}

/** Sums of twelve: nearly normal. */
export function normal(count: number, seed: number): number[] {
  const parts = uniform(12 * count, seed);
  return Array.from({ length: count }, (_, i) => parts.slice(12 * i, 12 * i + 12).reduce((a, b) => a + b, 0) - 6);
}

export function linspace(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

export function matrix(rows: number, columns: number, at: (row: number, column: number) => number): number[][] {
  return range(rows).map((row) => range(columns).map((column) => at(row, column)));
}
