/** Ticks at round dates, in UTC: matplotlib's AutoDateLocator and AutoDateFormatter. */

import { dateToNumber, numberToDate } from "../values.ts";
import type { Formatter } from "./formatters.ts";
import { type Locator, MaxNLocator, MultipleLocator, type TickSpace } from "./locators.ts";

/** The parts of a date, from years to seconds, and the steps that each may take. */
const steps: readonly (readonly number[])[] = [
  [1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000, 4000, 5000, 10000],
  [1, 2, 3, 4, 6],
  [1, 2, 3, 7, 14, 21],
  [1, 2, 3, 4, 6, 12],
  [1, 5, 10, 15, 30],
  [1, 5, 10, 15, 30],
];
/** At most so many ticks of each part. */
const most = [11, 12, 11, 12, 11, 11];
const fewest = 5;
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

interface Choice {
  /** 0 for years to 5 for seconds, 6 below. */
  readonly part: number;
  readonly step: number;
}

function choose(low: number, high: number): Choice {
  const [from, to] = [numberToDate(low), numberToDate(high)];
  const months =
    (to.getUTCFullYear() - from.getUTCFullYear()) * 12 +
    to.getUTCMonth() -
    from.getUTCMonth() -
    (to.getUTCDate() < from.getUTCDate() ? 1 : 0);
  const days = Math.floor(high - low);
  const counts = [
    Math.floor(months / 12),
    months,
    days,
    Math.floor((high - low) * 24),
    Math.floor((high - low) * 1440),
    Math.floor((high - low) * 86400),
  ];
  for (let part = 0; part < counts.length; part++) {
    if (counts[part] < fewest) continue;
    const step = steps[part].find((each) => counts[part] <= each * (most[part] - 1)) ?? (steps[part].at(-1) as number);
    return { part, step };
  }
  return { part: 6, step: 1 };
}

function ticksOf({ part, step }: Choice, low: number, high: number): number[] {
  const [from, to] = [numberToDate(low), numberToDate(high)];
  const found: number[] = [];
  if (part === 0)
    for (let year = Math.floor(from.getUTCFullYear() / step) * step; year <= to.getUTCFullYear() + step; year += step)
      found.push(Date.UTC(year, 0, 1));
  else if (part === 1)
    for (let year = from.getUTCFullYear(); year <= to.getUTCFullYear(); year++)
      for (let month = 0; month < 12; month += step) found.push(Date.UTC(year, month, 1));
  else if (part === 2)
    for (
      let month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), 1));
      month <= to;
      month.setUTCMonth(month.getUTCMonth() + 1)
    ) {
      const length = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
      // Weeks begin with the month, and a short rest before the next month has no tick.
      for (let day = 1; day <= length; day += step)
        if (step < 7 || day <= 29 - (step === 14 ? 14 : step === 21 ? 7 : 0))
          found.push(month.getTime() + (day - 1) * 86_400_000);
    }
  else {
    const size = [3_600_000, 60_000, 1000][part - 3] * step;
    const [first, last] = [from.getTime(), to.getTime()];
    for (let at = Math.floor(first / size) * size; at <= last + size; at += size) found.push(at);
  }
  return found.map((milliseconds) => dateToNumber(new Date(milliseconds)));
}

export class DateLocator implements Locator {
  ticks(first: number, last: number, axis: TickSpace): number[] {
    const [low, high] = [Math.min(first, last), Math.max(first, last)];
    const choice = choose(low, high);
    if (choice.part < 6) return ticksOf(choice, low, high);
    return MaxNLocator({ nbins: 7, steps: [1, 2, 5, 10] }).ticks(low, high, axis);
  }

  nonsingular(low: number, high: number): [number, number] {
    if (!Number.isFinite(low) || !Number.isFinite(high))
      return [dateToNumber(new Date(Date.UTC(1970, 0, 1))), dateToNumber(new Date(Date.UTC(1970, 0, 2)))];
    return low === high ? [low - 2 * 365, high + 2 * 365] : [Math.min(low, high), Math.max(low, high)];
  }
}

const two = (value: number): string => String(value).padStart(2, "0");

/** A date by strftime's letters. */
export function strftime(date: Date, format: string): string {
  const parts: Readonly<Record<string, string>> = {
    Y: String(date.getUTCFullYear()),
    y: two(date.getUTCFullYear() % 100),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    f: `${String(date.getUTCMilliseconds()).padStart(3, "0")}000`,
    b: months[date.getUTCMonth()],
    "%": "%",
  };
  return format.replace(/%([YymdHMSfb%])/g, (_, letter: string) => parts[letter]);
}

/** Dates with as much detail as the ticks are apart, or by a format of strftime's. */
export class DateFormatter implements Formatter {
  readonly #format: string | undefined;

  constructor(format?: string) {
    this.#format = format;
  }

  format(ticks: readonly number[], limits: readonly [number, number]): string[] {
    const { part } = choose(Math.min(...limits), Math.max(...limits));
    const automatic = ["%Y", "%Y-%m", "%Y-%m-%d", "%m-%d %H", "%d %H:%M", "%H:%M:%S", "%M:%S.%f"][part];
    return ticks.map((tick) => strftime(numberToDate(tick), this.#format ?? automatic));
  }
}

/** Ticks every so many days. */
export function DayLocator(interval = 1): Locator {
  return MultipleLocator(interval);
}
