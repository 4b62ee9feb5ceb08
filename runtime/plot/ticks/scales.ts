/** How an axis stretches: linear, log, symlog and logit, with the ticks that belong to them. */

import { type Formatter, LogFormatter, LogitFormatter, nullFormatter, ScalarFormatter } from "./formatters.ts";
import { AutoLocator, type Locator, LogitLocator, LogLocator, nullLocator, SymmetricalLogLocator } from "./locators.ts";

export interface Scale {
  readonly name: "linear" | "log" | "symlog" | "logit";
  forward(value: number): number;
  inverse(value: number): number;
  /** Limits that the scale can show; `least` is the least positive value of the data. */
  limitRange(low: number, high: number, least: number): [number, number];
  locator(): Locator;
  formatter(): Formatter;
  minorLocator(): Locator;
  minorFormatter(): Formatter;
}

export type ScaleName = Scale["name"];

export interface ScaleOptions {
  /** Of "log" and "symlog"; 10. */
  base?: number;
  /** Of "symlog": linear from -linthresh to linthresh; 2. */
  linthresh?: number;
  /** Of "symlog": how many decades the linear part is as long as; 1. */
  linscale?: number;
}

export const linearScale: Scale = {
  name: "linear",
  forward: (value) => value,
  inverse: (value) => value,
  limitRange: (low, high) => [low, high],
  locator: () => AutoLocator(),
  formatter: () => new ScalarFormatter(),
  minorLocator: () => nullLocator,
  minorFormatter: () => nullFormatter,
};

/** What is not positive lies far below, out of sight. */
const farBelow = -1000;

export function logScale(base = 10): Scale {
  if (!(base > 0) || base === 1) throw new RangeError(`The log base cannot be <= 0 or == 1, got ${base}`);
  const divisor = Math.log(base);
  const log = base === 10 ? Math.log10 : base === 2 ? Math.log2 : (value: number) => Math.log(value) / divisor;
  return {
    name: "log",
    forward: (value) => (value > 0 ? log(value) : Number.isNaN(value) ? value : farBelow),
    inverse: (value) => base ** value,
    limitRange(low, high, least) {
      const floor = Number.isFinite(least) ? least : 1e-300;
      return [low <= 0 ? floor : low, high <= 0 ? floor : high];
    },
    locator: () => LogLocator(base, [1]),
    formatter: () => new LogFormatter(base),
    minorLocator: () => LogLocator(base, "auto"),
    minorFormatter: () => new LogFormatter(base, base !== 10),
  };
}

export function symlogScale(linthresh = 2, base = 10, linscale = 1): Scale {
  if (!(base > 1)) throw new RangeError(`'base' must be larger than 1, got ${base}`);
  if (!(linthresh > 0)) throw new RangeError(`'linthresh' must be positive, got ${linthresh}`);
  if (!(linscale > 0)) throw new RangeError(`'linscale' must be positive, got ${linscale}`);
  const divisor = Math.log(base);
  const adjusted = linscale / (1 - 1 / base);
  const edge = linthresh * adjusted;
  return {
    name: "symlog",
    forward(value) {
      const size = Math.abs(value);
      if (size <= linthresh) return value * adjusted;
      return Math.sign(value) * linthresh * (adjusted + Math.log(size / linthresh) / divisor);
    },
    inverse(value) {
      const size = Math.abs(value);
      if (size <= edge) return value / adjusted;
      return Math.sign(value) * linthresh * base ** (size / linthresh - adjusted);
    },
    limitRange: (low, high) => [low, high],
    locator: () => SymmetricalLogLocator(base, linthresh),
    formatter: () => new LogFormatter(base, false, linthresh),
    minorLocator: () => nullLocator,
    minorFormatter: () => nullFormatter,
  };
}

export function logitScale(): Scale {
  const farOut = 1000;
  return {
    name: "logit",
    forward(value) {
      if (value <= 0) return -farOut;
      return value >= 1 ? farOut : Math.log10(value / (1 - value));
    },
    inverse: (value) => 1 / (1 + 10 ** -value),
    limitRange(low, high, least) {
      const floor = Number.isFinite(least) ? least : 1e-7;
      return [low <= 0 ? floor : low, high >= 1 ? 1 - floor : high];
    },
    locator: () => LogitLocator(false),
    formatter: () => new LogitFormatter(),
    minorLocator: () => LogitLocator(true),
    minorFormatter: () => nullFormatter,
  };
}

/** A scale by its name. @throws RangeError for an unknown one. */
export function scaleOf(name: ScaleName, { base, linthresh, linscale }: ScaleOptions = {}): Scale {
  if (name === "linear") return linearScale;
  if (name === "log") return logScale(base);
  if (name === "symlog") return symlogScale(linthresh, base, linscale);
  if (name === "logit") return logitScale();
  throw new RangeError(
    `'${String(name)}' is not a valid value for scale; supported values are linear, log, symlog, logit`,
  );
}
