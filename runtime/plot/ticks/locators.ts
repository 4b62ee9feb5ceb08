/** Where matplotlib puts ticks. */

/** What a locator knows of its axis. */
export interface TickSpace {
  /** How many ticks there is room for. */
  readonly space: number;
  /** The least positive value of the data; infinity where there is none. */
  readonly least: number;
}

export interface Locator {
  /** Ticks from around `low` to around `high`: some may lie beyond. */
  ticks(low: number, high: number, axis: TickSpace): number[];
  /** Limits that can be shown, from those of the data. */
  nonsingular?(low: number, high: number, axis: TickSpace): [number, number];
}

const smallest = 1e-15;

/** Matplotlib's `transforms.nonsingular`: makes room around limits that are equal or nearly so. */
export function nonsingular(low: number, high: number, expander = 0.05): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [-expander, expander];
  const [least, largest] = low > high ? [high, low] : [low, high];
  const size = Math.max(Math.abs(least), Math.abs(largest));
  let limits: [number, number] = [least, largest];
  if (size < (1e6 / smallest) * 2.2250738585072014e-308) limits = [-expander, expander];
  else if (largest - least <= size * smallest)
    limits =
      largest === 0 && least === 0
        ? [-expander, expander]
        : [least - expander * Math.abs(least), largest + expander * Math.abs(largest)];
  return low > high ? [limits[1], limits[0]] : limits;
}

export const nullLocator: Locator = { ticks: () => [] };

/** Ticks at these places. */
export function FixedLocator(places: readonly number[]): Locator {
  return { ticks: () => [...places] };
}

/** Ticks at the multiples of `base`. */
export function MultipleLocator(base = 1): Locator {
  if (!(base > 0)) throw new RangeError(`MultipleLocator(): base must be positive, got ${base}`);
  return {
    ticks(low, high) {
      const [from, to] = [
        Math.ceil(Math.min(low, high) / base - 1e-10) - 1,
        Math.floor(Math.max(low, high) / base + 1e-10) + 1,
      ];
      if (to - from > 1000)
        throw new RangeError(`MultipleLocator(): ${to - from} ticks are too many; take a larger base`);
      return Array.from({ length: to - from + 1 }, (_, i) => (from + i) * base);
    },
  };
}

export interface MaxNLocatorOptions {
  /** At most so many intervals; "auto": as many as there is room for, 9 at most. */
  nbins?: number | "auto";
  /** Sizes of intervals, from 1 to 10. */
  steps?: readonly number[];
  /** Only whole numbers; false. */
  integer?: boolean;
  /** 2. */
  minNTicks?: number;
}

const close = 1e-10;
/** Beyond this ratio of the values to their range, ticks are counted from a round number. */
const offsetThreshold = 100;

/** At most so many intervals of a nice size. */
export function MaxNLocator({
  nbins = 10,
  steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10],
  integer = false,
  minNTicks = 2,
}: MaxNLocatorOptions = {}): Locator {
  const staircase = [...steps.slice(0, -1).map((step) => step * 0.1), ...steps, 10 * (steps[1] ?? 2)];
  return {
    ticks(first, last, { space }) {
      const [low, high] = nonsingular(Math.min(first, last), Math.max(first, last), 1e-13);
      const bins = nbins === "auto" ? Math.min(Math.max(space, Math.max(1, minNTicks - 1)), 9) : nbins;
      const range = high - low;
      const mean = (high + low) / 2;
      const offset =
        Math.abs(mean) / range < offsetThreshold ? 0 : Math.sign(mean) * 10 ** Math.floor(Math.log10(Math.abs(mean)));
      const scale = 10 ** Math.floor(Math.log10(range / bins));
      const [from, to] = [low - offset, high - offset];
      let sizes = staircase.map((step) => step * scale);
      if (integer) sizes = sizes.filter((size) => size < 1 || Math.abs(size - Math.round(size)) < 0.001);
      const start = sizes.findIndex((step) => step >= range / bins);
      let ticks: number[] = [];
      for (let i = start < 0 ? sizes.length - 1 : start; i >= 0; i--) {
        let step = sizes[i];
        if (integer && Math.floor(to) - Math.ceil(from) >= minNTicks - 1) step = Math.max(1, step);
        const base = Math.floor(from / step) * step;
        const below = edge(from - base, step, Math.abs(offset), 1);
        const above = edge(to - base, step, Math.abs(offset), 0);
        ticks = Array.from({ length: above - below + 1 }, (_, k) => (below + k) * step + base);
        if (ticks.filter((tick) => tick >= from && tick <= to).length >= minNTicks) break;
      }
      return ticks.map((tick) => tick + offset);
    },
  };
}

/** Steps in `distance`: rounded down, but up where it is within a hair of the next (`side` 1); or rounded up (`side` 0). */
function edge(distance: number, step: number, offset: number, side: 0 | 1): number {
  const whole = Math.floor(distance / step);
  const rest = distance / step - whole;
  const tolerance = offset > 0 ? Math.min(0.4999, Math.max(close, 10 ** (Math.log10(offset / step) - 12))) : close;
  const isEdge = Math.abs(rest - side) < tolerance;
  if (side === 1) return isEdge ? whole + 1 : whole;
  return isEdge ? whole : whole + 1;
}

/** What linear axes have. */
export function AutoLocator(): Locator {
  return MaxNLocator({ nbins: "auto", steps: [1, 2, 2.5, 5, 10] });
}

/** Powers of `base` times each of `subs`; "auto" are the small ticks between them. */
export function LogLocator(base = 10, subs: readonly number[] | "auto" = [1]): Locator {
  const log = (value: number): number =>
    base === 10 ? Math.log10(value) : base === 2 ? Math.log2(value) : Math.log(value) / Math.log(base);
  return {
    ticks(first, last, axis) {
      let [low, high] = [Math.min(first, last), Math.max(first, last)];
      if (low <= 0) low = Number.isFinite(axis.least) ? axis.least : 1;
      if (high < low) high = low;
      let request = Math.min(Math.max(axis.space, 2), 9);
      const [exactLow, exactHigh] = [log(low), log(high)];
      const [least, largest] = [Math.ceil(exactLow), Math.floor(exactHigh)];
      const available = largest - least + 1;
      const isMinor = subs === "auto" || subs.length > 1 || subs[0] !== 1;
      if (subs === "auto" && (available >= 10 || base < 3)) return [];
      const multiples = subs === "auto" ? Array.from({ length: Math.ceil(base) - 2 }, (_, i) => i + 2) : subs;
      let stride = Math.floor(available / (request + 1)) + 1;
      const possible = Math.ceil(available / stride);
      if (possible <= request) request = possible;
      let decades: number[];
      if (request === 0) {
        decades = [least - 1, largest + 1];
        stride = decades[1] - decades[0];
      } else if (request === 1) {
        const middle = halfToEven((exactLow + exactHigh) / 2);
        stride = Math.max(middle - (least - 1), largest + 1 - middle);
        decades = [middle - stride, middle, middle + stride];
      } else {
        stride = Math.floor((available - 1) / (request - 1));
        if (stride < available / request) stride = Math.floor(available / request);
        const lowOffset = Math.max(available - stride * request, 0);
        const highOffset = Math.min(available - stride * (request - 1), stride);
        let offset = ((-least % stride) + stride) % stride;
        if (!(lowOffset <= offset && offset < highOffset)) offset = lowOffset;
        decades = [];
        for (let decade = least + offset - stride; decade < largest + stride + 1; decade += stride)
          decades.push(decade);
      }
      if (!isMinor) return decades.map((decade) => base ** decade);
      const ticks: number[] = [];
      if (stride === 1 || available <= 1)
        for (let decade = least - 1; decade <= largest; decade++)
          ticks.push(...multiples.map((sub) => sub * base ** decade));
      const visible = ticks.filter((tick) => tick >= low && tick <= high).length;
      if (multiples.length > 1 && stride === 1 && decades.length - 2 + visible <= 1)
        return AutoLocator().ticks(low, high, { ...axis, space: 9 });
      return ticks;
    },
    nonsingular(first, last, { least }) {
      let [low, high] = [Math.min(first, last), Math.max(first, last)];
      if (!Number.isFinite(low) || !Number.isFinite(high) || high <= 0) return [1, 10];
      if (low <= 0) low = Number.isFinite(least) ? least : 1e-300;
      if (low === high) {
        const [down, up] = [Math.ceil(log(low)) - 1, Math.floor(log(high)) + 1];
        [low, high] = [base ** down, base ** up];
      }
      return [low, high];
    },
  };
}

function halfToEven(value: number): number {
  const down = Math.floor(value);
  return value - down === 0.5 ? down + (down % 2 === 0 ? 0 : 1) : Math.round(value);
}

/** Powers of `base` on both sides of zero. */
export function SymmetricalLogLocator(base: number, linthresh: number): Locator {
  const most = 15;
  const range = (low: number, high: number): [number, number] => [
    Math.floor(Math.log(low) / Math.log(base)),
    Math.ceil(Math.log(high) / Math.log(base)),
  ];
  const powers = (from: number, to: number, stride: number): number[] => {
    const found: number[] = [];
    for (let power = from; power < to; power += stride) found.push(base ** power);
    return found;
  };
  return {
    ticks(first, last) {
      const [low, high] = [Math.min(first, last), Math.max(first, last)];
      if (low >= -linthresh && high <= linthresh) return [...new Set([low, 0, high])].sort((a, b) => a - b);
      const [hasLow, hasHigh] = [low < -linthresh, high > linthresh];
      const hasZero = (hasLow && high > -linthresh) || (hasHigh && low < linthresh);
      const below = hasLow ? range(Math.abs(Math.min(-linthresh, high)), Math.abs(low) + 1) : [0, 0];
      const above = hasHigh ? range(Math.max(linthresh, low), high + 1) : [0, 0];
      const total = below[1] - below[0] + above[1] - above[0] + (hasZero ? 1 : 0);
      const stride = Math.max(Math.floor(total / (most - 1)), 1);
      return [
        ...(hasLow
          ? powers(below[0], below[1], stride)
              .reverse()
              .map((power) => -power)
          : []),
        ...(hasZero ? [0] : []),
        ...(hasHigh ? powers(above[0], above[1], stride) : []),
      ];
    },
  };
}

/** Decades towards 0 and towards 1. */
export function LogitLocator(minor: boolean): Locator {
  const linear = MaxNLocator({ nbins: "auto", steps: [1, 2, 5, 10] });
  const ideal = (power: number): number => (power < 0 ? 10 ** power : power > 0 ? 1 - 10 ** -power : 0.5);
  const limits = (first: number, last: number, least: number): [number, number] => {
    const edge = 1e-7;
    let [low, high] = [Math.min(first, last), Math.max(first, last)];
    if (!Number.isFinite(low) || !Number.isFinite(high) || high <= 0 || low >= 1) return [edge, 1 - edge];
    const floor = Number.isFinite(least) ? least : edge;
    if (low <= 0) low = floor;
    if (high >= 1) high = 1 - floor;
    return low === high ? [0.1 * low, 1 - 0.1 * low] : [low, high];
  };
  return {
    ticks(first, last, axis) {
      const bins = Math.max(axis.space, 2);
      const [low, high] = limits(first, last, axis.least);
      const from = low < 0.5 ? Math.floor(Math.log10(low)) : low < 0.9 ? 0 : -Math.ceil(Math.log10(1 - low));
      const to = high <= 0.5 ? Math.ceil(Math.log10(high)) : high <= 0.9 ? 1 : -Math.floor(Math.log10(1 - high));
      const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
      const count = to - from - 1;
      if (count < 2) return minor ? [] : linear.ticks(low, high, axis);
      const every = count > bins ? Math.ceil(count / bins) : 1;
      if (every > 1) return powers.filter((power) => (power % every === 0) !== minor).map(ideal);
      if (!minor) return powers.map(ideal);
      return powers.slice(0, -1).flatMap((power) => {
        if (power < -1) return [2, 3, 4, 5, 6, 7, 8, 9].map((sub) => sub * 10 ** power);
        if (power === -1) return [0.2, 0.3, 0.4];
        if (power === 0) return [0.6, 0.7, 0.8];
        return [9, 8, 7, 6, 5, 4, 3, 2].map((sub) => 1 - sub * 10 ** (-power - 1));
      });
    },
    nonsingular: (low, high, { least }) => limits(low, high, least),
  };
}
