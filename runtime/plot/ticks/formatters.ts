/** How matplotlib writes ticks. */

import { rcParams } from "../rc-params.ts";

export interface Formatter {
  /** The texts of ticks on an axis with these limits. */
  format(ticks: readonly number[], limits: readonly [number, number]): string[];
  /** What all texts are multiplied by or counted from, "1e6" or "+1.2e3"; "" where there is nothing. */
  offset?: string;
}

/** A minus sign in the place of a hyphen. */
export function minus(text: string): string {
  return text.replaceAll("-", "−");
}

export const nullFormatter: Formatter = { format: (ticks) => ticks.map(() => "") };

/** These texts, in the order of the ticks. */
export function FixedFormatter(texts: readonly string[]): Formatter {
  return { format: (ticks) => ticks.map((_, i) => texts[i] ?? "") };
}

/** What a function makes of a tick and its place in the list. */
export function FuncFormatter(write: (value: number, position: number) => string): Formatter {
  return { format: (ticks) => ticks.map((tick, i) => String(write(tick, i))) };
}

/** Percents of `max`. */
export function PercentFormatter(max = 100, decimals = 0): Formatter {
  return FuncFormatter((value) => minus(`${((100 * value) / max).toFixed(decimals)}%`));
}

const inside = (ticks: readonly number[], [first, last]: readonly [number, number]): number[] => {
  const [low, high] = [Math.min(first, last), Math.max(first, last)];
  return ticks.filter((tick) => tick >= low && tick <= high);
};

export interface ScalarFormatterOptions {
  /** Whether long common parts are written apart; true. */
  useOffset?: boolean;
  /** Whether powers of ten are written apart; true. */
  scientific?: boolean;
  /** From which powers of ten on; [-5, 6]. */
  powerlimits?: readonly [number, number];
}

/** Plain numbers with just the digits that tell them apart. */
export class ScalarFormatter implements Formatter {
  offset = "";
  useOffset: boolean;
  scientific: boolean;
  powerlimits: readonly [number, number];

  constructor({
    useOffset = rcParams["axes.formatter.useoffset"],
    scientific = true,
    powerlimits = rcParams["axes.formatter.limits"],
  }: ScalarFormatterOptions = {}) {
    this.useOffset = useOffset;
    this.scientific = scientific;
    this.powerlimits = powerlimits;
  }

  format(ticks: readonly number[], limits: readonly [number, number]): string[] {
    this.offset = "";
    if (ticks.length === 0) return [];
    const seen = inside(ticks, limits);
    const base = this.useOffset ? commonBase(seen) : 0;
    const power = this.#power(seen, base, limits);
    const scaled = (ticks.length < 2 ? [...ticks, ...limits] : ticks).map((tick) => (tick - base) / 10 ** power);
    let range = Math.max(...scaled) - Math.min(...scaled);
    if (range === 0) range = Math.max(...scaled.map(Math.abs));
    if (range === 0) range = 1;
    const order = Math.floor(Math.log10(range));
    const threshold = 1e-3 * 10 ** order;
    const judged = ticks.length < 2 ? scaled.slice(0, -2) : scaled;
    let digits = Math.max(0, 3 - order);
    while (digits >= 0 && judged.every((tick) => Math.abs(tick - rounded(tick, digits)) < threshold)) digits--;
    digits = Math.min(digits + 1, 100);
    this.offset = minus((power === 0 ? "" : `1e${power}`) + (base === 0 ? "" : signed(base)));
    return ticks.map((tick) => {
      const value = (tick - base) / 10 ** power;
      return minus((Math.abs(value) < 1e-8 ? 0 : value).toFixed(digits));
    });
  }

  #power(seen: readonly number[], base: number, [first, last]: readonly [number, number]): number {
    if (!this.scientific || seen.length === 0) return 0;
    const [low, high] = this.powerlimits;
    if (low === high && low !== 0) return low;
    const largest = base !== 0 ? Math.abs(last - first) : Math.max(...seen.map(Math.abs));
    const power = largest === 0 ? 0 : Math.floor(Math.log10(largest));
    return power <= low || power >= high ? power : 0;
  }
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function signed(base: number): string {
  const power = Math.floor(Math.log10(Math.abs(base)));
  const significand = Number((base / 10 ** power).toPrecision(11));
  return `${base > 0 ? "+" : ""}${significand}${power === 0 ? "" : `e${power}`}`;
}

/** What ticks have in common at the front, where that is at least four digits. */
function commonBase(ticks: readonly number[]): number {
  if (ticks.length === 0) return 0;
  const [low, high] = [Math.min(...ticks), Math.max(...ticks)];
  if (low === high || (low <= 0 && high >= 0)) return 0;
  const [least, largest] = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  const top = Math.ceil(Math.log10(largest));
  let order = top;
  while (Math.floor(least / 10 ** order) === Math.floor(largest / 10 ** order)) order--;
  order++;
  if ((largest - least) / 10 ** order <= 1e-2) {
    order = top;
    while (Math.floor(largest / 10 ** order) - Math.floor(least / 10 ** order) <= 1) order--;
    order++;
  }
  const count = Math.floor(largest / 10 ** order);
  return count >= 10 ** (rcParams["axes.formatter.offset_threshold"] - 1) ? Math.sign(low) * count * 10 ** order : 0;
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-10;

/** Powers as mathtext; small ticks only where there are few others. */
export class LogFormatter implements Formatter {
  readonly #base: number;
  readonly #onlyBase: boolean;
  readonly #linthresh: number | undefined;

  constructor(base = 10, onlyBase = false, linthresh?: number) {
    this.#base = base;
    this.#onlyBase = onlyBase;
    this.#linthresh = linthresh;
  }

  format(ticks: readonly number[], limits: readonly [number, number]): string[] {
    const shown = this.#shown(Math.min(...limits), Math.max(...limits));
    return ticks.map((tick) => this.#text(tick, shown));
  }

  #shown(low: number, high: number): (multiple: number) => boolean {
    const base = this.#base;
    const log = (value: number): number => (base === 10 ? Math.log10(value) : Math.log(value) / Math.log(base));
    let [ticks, decades] = [0, 0];
    const add = (from: number, to: number): void => {
      ticks += Math.floor(log(to)) - Math.floor(log(from) * (1 - Math.sign(log(from)) * 1e-16) - 1e-300);
      decades += Math.abs(log(to / from));
    };
    const edge = this.#linthresh;
    if (edge === undefined) {
      if (low <= 0) return (multiple) => multiple === 1;
      add(low, high);
    } else {
      if (low < -edge) add(Math.abs(Math.min(high, -edge)), Math.abs(low));
      if (high > edge) add(Math.max(low, edge), high);
    }
    if (ticks > 1) return (multiple) => multiple === 1;
    if (decades > 0.4) {
      const count = Math.floor(base / 2);
      const few = new Set(Array.from({ length: count + 1 }, (_, i) => Math.round(base ** (i / count))));
      return (multiple) => few.has(multiple);
    }
    return () => true;
  }

  #text(tick: number, shown: (multiple: number) => boolean): string {
    if (tick === 0) return "$\\mathdefault{0}$";
    const base = this.#base;
    const size = Math.abs(tick);
    const sign = tick < 0 ? "-" : "";
    const exact = base === 10 ? Math.log10(size) : Math.log(size) / Math.log(base);
    const isPower = isWhole(exact);
    const power = isPower ? Math.round(exact) : Math.floor(exact);
    const multiple = base ** (exact - power);
    if ((this.#onlyBase && !isPower) || !shown(Math.round(multiple))) return "";
    const written = isWhole(multiple) ? Math.round(multiple) : Number(multiple.toPrecision(6));
    if (Math.abs(isPower ? power : exact) < rcParams["axes.formatter.min_exponent"])
      return `$\\mathdefault{${sign}${Number(size.toPrecision(6))}}$`;
    return isPower
      ? `$\\mathdefault{${sign}${base}^{${power}}}$`
      : `$\\mathdefault{${sign}${written}\\times${base}^{${power}}}$`;
  }
}

/** Decades towards 0 and 1, one half, and plain numbers between. */
export class LogitFormatter implements Formatter {
  format(ticks: readonly number[]): string[] {
    const isDecade = (value: number): boolean => isWhole(Math.log10(value));
    return ticks.map((tick) => {
      if (tick <= 0 || tick >= 1) return "";
      if (isWhole(2 * tick)) return "$\\mathdefault{\\frac{1}{2}}$";
      if (tick < 0.5 && isDecade(tick)) return `$\\mathdefault{10^{${Math.round(Math.log10(tick))}}}$`;
      if (tick > 0.5 && Math.abs(Math.log10(1 - tick) - Math.round(Math.log10(1 - tick))) < 1e-7)
        return `$\\mathdefault{1-10^{${Math.round(Math.log10(1 - tick))}}}$`;
      const gaps = ticks.map((other) => Math.abs(other - tick)).sort((a, b) => a - b);
      const digits = Math.max(1, Math.ceil(-Math.log10(gaps[1] ?? 0.1) - 1e-9));
      return `$\\mathdefault{${tick.toFixed(digits)}}$`;
    });
  }
}
