/** Traits: the properties of a widget that are checked when they are set, observed, and kept the same in the front end. */

export interface Trait<T = unknown, Given = T> {
  /** A fresh default. */
  initial(): T;
  /** What `given` stands for. @throws Refusal that says what was needed */
  accept(given: unknown): T;
  /** Whether the front end knows of it. */
  readonly sync: boolean;
  /** Whether other front ends hear at once of what one has changed; the default is true. */
  readonly echo?: boolean;
  /** Its name in the front end, where that is not its own in snake_case. */
  readonly key?: string;
  /** Its form in the front end, where that is not the value itself. */
  toJson?(value: T): unknown;
  fromJson?(json: unknown): unknown;
  /** The type of what is accepted: no value of it exists. */
  readonly given?: Given;
}

export type Traits = Readonly<Record<string, Trait>>;

/** The properties that traits give a widget. */
export type Values<T extends Traits> = { -readonly [K in keyof T]: T[K] extends Trait<infer V, infer _> ? V : never };

/** The options that set them. */
export type Options<T extends Traits> = {
  readonly [K in keyof T]?: T[K] extends Trait<infer _, infer G> ? G : never;
};

/** A trait was given what it does not take. */
export class TraitError extends TypeError {
  override readonly name = "TraitError";
}

/** Says, after "must be", what a trait needed. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

function trait<T, Given = T>(initial: () => T, accept: (given: unknown) => T): Trait<T, Given> {
  return { initial, accept, sync: true };
}

const refuse = (needed: string): never => {
  throw new Refusal(needed);
};

/** A whole number; the fraction of others is cut off, as Python's `int` does. */
export function int(initial: number): Trait<number> {
  return trait(
    () => initial,
    (given) => (typeof given === "number" && Number.isFinite(given) ? Math.trunc(given) : refuse("a whole number")),
  );
}

export function float(initial: number): Trait<number> {
  return trait(
    () => initial,
    (given) => (typeof given === "number" && Number.isFinite(given) ? given : refuse("a finite number")),
  );
}

export function bool(initial: boolean): Trait<boolean> {
  return trait(
    () => initial,
    (given) => (typeof given === "boolean" ? given : refuse("true or false")),
  );
}

export function text(initial: string): Trait<string> {
  return trait(
    () => initial,
    (given) => (typeof given === "string" ? given : refuse("a string")),
  );
}

/** A string of a few, in any case. */
export function oneOf<const T extends string>(initial: NoInfer<T>, all: readonly T[]): Trait<T> {
  const find = (given: unknown) => all.find((one) => typeof given === "string" && one === given.toLowerCase());
  return trait(
    () => initial,
    (given) => find(given) ?? refuse(`one of ${all.map((one) => JSON.stringify(one)).join(", ")}`),
  );
}

/** The same, or null, which is the default. */
export function orNull<T, Given>(inner: Trait<T, Given>): Trait<T | null, Given | null> {
  const { toJson, fromJson } = inner;
  const accept = (given: unknown): T | null => {
    if (given === null || given === undefined) return null;
    try {
      return inner.accept(given);
    } catch (error) {
      throw error instanceof Refusal ? new Refusal(`${error.message}, or null`) : error;
    }
  };
  return {
    sync: inner.sync,
    initial: () => null,
    accept,
    ...(toJson && { toJson: (value: T | null) => (value === null ? null : toJson(value)) }),
    ...(fromJson && { fromJson: (json: unknown) => (json === null ? null : fromJson(json)) }),
  };
}

/** A list that is changed by setting another one: it is frozen. */
export function list<T, Given>(
  item: Trait<T, Given>,
  initial: readonly T[] = [],
): Trait<readonly T[], Iterable<Given>> {
  return trait(
    () => Object.freeze([...initial]),
    (given) => {
      if (typeof given !== "object" || given === null || !(Symbol.iterator in given)) return refuse("a list");
      return Object.freeze([...(given as Iterable<unknown>)].map((one, i) => acceptItem(item, one, i)));
    },
  );
}

function acceptItem<T, Given>(item: Trait<T, Given>, given: unknown, index: number): T {
  try {
    return item.accept(given);
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(`a list whose item ${index} is ${error.message}`) : error;
  }
}

/** Two of the same. */
export function pair<T>(item: Trait<T>, initial: readonly [T, T]): Trait<readonly [T, T]> {
  const all = list(item, initial);
  return trait(
    () => initial,
    (given) => {
      const [first, second, ...rest] = all.accept(given);
      return second === undefined || rest.length > 0 ? refuse("a pair") : Object.freeze([first, second] as const);
    },
  );
}

/** Bytes, which travel as they are. Strings are UTF-8. */
export function bytes(): Trait<Uint8Array, Uint8Array | ArrayBuffer | string> {
  return trait(
    () => new Uint8Array(),
    (given) => {
      if (typeof given === "string") return new TextEncoder().encode(given);
      if (given instanceof ArrayBuffer) return new Uint8Array(given);
      if (given instanceof Uint8Array) return given;
      if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
      return refuse("bytes: a Uint8Array, an ArrayBuffer or a string");
    },
  );
}

/** A day: the local date of a Date. */
export function day(): Trait<Date> {
  return {
    sync: true,
    initial: () => new Date(1900, 0, 1),
    accept: (given) =>
      given instanceof Date && !Number.isNaN(given.getTime())
        ? new Date(given.getFullYear(), given.getMonth(), given.getDate())
        : refuse("a valid Date"),
    toJson: (value) => ({ year: value.getFullYear(), month: value.getMonth(), date: value.getDate() }),
    fromJson(json) {
      const { year, month, date } = json as { year: number; month: number; date: number };
      return new Date(year, month, date);
    },
  };
}

/** A dictionary that JSON can hold. */
export function dictionary(): Trait<Readonly<Record<string, unknown>>> {
  return trait(
    () => ({}),
    (given) =>
      typeof given === "object" && given !== null && !Array.isArray(given)
        ? (given as Record<string, unknown>)
        : refuse("a dictionary"),
  );
}

const formatSpecifier = /^(?:(.)?([<>=^]))?([+\-( ])?([$#])?(0)?(\d+)?(,)?(\.\d+)?([efgrs%pbodxXc])?$/;

/** A number format of d3-format, such as `.2f`. */
export function numberFormat(initial: string): Trait<string> {
  return trait(
    () => initial,
    (given) =>
      typeof given === "string" && formatSpecifier.test(given)
        ? given
        : refuse("a number format such as .2f, d or .3g"),
  );
}

/** The kernel's alone: the front end does not know of it. */
export function local<T, Given = T>(initial: () => T, accept: (given: unknown) => T = (given) => given as T) {
  return { ...trait<T, Given>(initial, accept), sync: false };
}

/** The same under another name in the front end. */
export function named<T, Given>(key: string, inner: Trait<T, Given>): Trait<T, Given> {
  return { ...inner, key };
}
