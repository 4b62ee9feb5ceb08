/** Where matplotlib puts ticks (MaxNLocator) and how it writes them (ScalarFormatter). */

const niceSteps = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20];
const fewest = 2;
const most = 9;
const close = 1e-10;
/** Beyond this ratio of the values to their range, ticks are counted from a round number. */
const offsetThreshold = 100;

/** Ticks from just below `low` to just above `high`, at most `space` intervals of a nice size. */
export function ticksOf(low: number, high: number, space: number): number[] {
  const bins = Math.min(Math.max(space, fewest - 1), most);
  const range = high - low;
  const mean = (high + low) / 2;
  const offset =
    Math.abs(mean) / range < offsetThreshold ? 0 : Math.sign(mean) * 10 ** Math.floor(Math.log10(Math.abs(mean)));
  const scale = 10 ** Math.floor(Math.log10(range / bins));
  const [from, to] = [low - offset, high - offset];
  const sizes = niceSteps.map((step) => step * scale);
  const first = sizes.findIndex((step) => step >= range / bins);
  let ticks: number[] = [];
  for (let i = first < 0 ? sizes.length - 1 : first; i >= 0; i--) {
    const step = sizes[i];
    const start = Math.floor(from / step) * step;
    const below = count(from - start, step, 1);
    const above = count(to - start, step, 0);
    ticks = Array.from({ length: above - below + 1 }, (_, k) => (below + k) * step + start);
    if (ticks.filter((tick) => tick >= from && tick <= to).length >= fewest) break;
  }
  return ticks.map((tick) => tick + offset);
}

/** Steps in `distance`: rounded down, but up where it is within a hair of the next (`side` 1); or rounded up (`side` 0). */
function count(distance: number, step: number, side: 0 | 1): number {
  const whole = Math.floor(distance / step);
  const rest = distance / step - whole;
  const isEdge = Math.abs(rest - side) < close;
  if (side === 1) return isEdge ? whole + 1 : whole;
  return isEdge ? whole : whole + 1;
}

export interface TickText {
  readonly labels: string[];
  /** The power of ten that all are multiplied by, "1e6", or "". */
  readonly multiplier: string;
}

/** Powers of ten from which on a multiplier is written apart. */
const [small, large] = [-5, 6];
/** Digits beyond the range's own that are looked at. */
const extraDigits = 3;

/** The ticks' texts, with just the digits that tell them apart. */
export function tickText(ticks: readonly number[]): TickText {
  const largest = Math.max(...ticks.map(Math.abs));
  const power = largest === 0 ? 0 : Math.floor(Math.log10(largest));
  const magnitude = power <= small || power >= large ? power : 0;
  const scaled = ticks.map((tick) => tick / 10 ** magnitude);
  const range = Math.max(...scaled) - Math.min(...scaled) || Math.max(...scaled.map(Math.abs)) || 1;
  const order = Math.floor(Math.log10(range));
  const threshold = 10 ** (order - extraDigits);
  let digits = Math.max(0, extraDigits - order);
  while (digits >= 0 && scaled.every((tick) => Math.abs(tick - round(tick, digits)) < threshold)) digits--;
  const labels = scaled.map((tick) => minus((Math.abs(tick) < threshold ? 0 : tick).toFixed(digits + 1)));
  return { labels, multiplier: magnitude === 0 ? "" : minus(`1e${magnitude}`) };
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** A minus sign in the place of a hyphen. */
function minus(text: string): string {
  return text.replace("-", "−");
}
