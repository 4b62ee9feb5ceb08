/** `progress(iterable)`: tqdm for notebooks and terminals. */

import { inspect } from "node:util";
import { formatMeter } from "./meter.ts";
import { type Line, ProgressScreen } from "./progress-screen.ts";

/** Names and defaults are tqdm's. */
export interface ProgressOptions {
  /** What stands before the bar. */
  readonly desc?: string;
  /** How many there will be; the iterable's `length` or `size` where it has one. */
  readonly total?: number;
  /** What one of them is called; "it". */
  readonly unit?: string;
  /** Whether counts are shown with k, M, G …; false. */
  readonly unitScale?: boolean;
  /** Whether the bar stays once it is done; true. */
  readonly leave?: boolean;
  /** Seconds between two updates of what is shown, at least 0.1; 0.1. */
  readonly minInterval?: number;
  /** What counting starts from; 0. */
  readonly initial?: number;
  /** Whether to show nothing; false. */
  readonly disable?: boolean;
}

export interface Progress {
  /** How many are done. */
  readonly n: number;
  readonly total: number | undefined;
  /** Counts `n` more; for bars that no loop moves. */
  update(n?: number): void;
  setDescription(desc: string): void;
  /** Shows values behind the bar: `bar.setPostfix({ loss: 0.5 })`. */
  setPostfix(values: Readonly<Record<string, unknown>>): void;
  /** Ends the bar; a loop ends its own. */
  close(): void;
  [Symbol.dispose](): void;
}

/** Weight of the newest measurement in the rate that is shown. */
const smoothing = 0.3;
const names = ["desc", "total", "unit", "unitScale", "leave", "minInterval", "initial", "disable"];

/** An average in which what was measured last weighs most. */
class MovingAverage {
  #last = 0;
  #weight = 1;

  add(value: number): void {
    this.#last = smoothing * value + (1 - smoothing) * this.#last;
    this.#weight *= 1 - smoothing;
  }

  get value(): number {
    return this.#weight === 1 ? 0 : this.#last / (1 - this.#weight);
  }
}

class Bar implements Progress, Line {
  readonly total: number | undefined;
  readonly leave: boolean;
  readonly #options: ProgressOptions;
  #screen: ProgressScreen | undefined;
  readonly #counts = new MovingAverage();
  readonly #times = new MovingAverage();
  readonly #interval: number;
  #desc: string;
  #postfix = "";
  #n: number;
  #start = performance.now();
  #lastTime = this.#start;
  #lastCount: number;
  #end: number | undefined;

  constructor(options: ProgressOptions, total: number | undefined) {
    this.#options = options;
    this.total = total;
    this.leave = options.leave ?? true;
    this.#desc = options.desc ?? "";
    this.#n = options.initial ?? 0;
    this.#lastCount = this.#n;
    this.#interval = Math.max(options.minInterval ?? 0.1, 0.1) * 1e3;
    this.#screen = options.disable ? undefined : ProgressScreen.open(this);
  }

  get n(): number {
    return this.#n;
  }

  /** The time begins with the loop; another loop begins anew. */
  begin(): void {
    if (this.#end !== undefined) {
      this.#end = undefined;
      this.#n = this.#options.initial ?? 0;
      this.#lastCount = this.#n;
      this.#screen = this.#options.disable ? undefined : ProgressScreen.open(this);
    }
    this.#start = performance.now();
    this.#lastTime = this.#start;
  }

  update(n = 1): void {
    this.#n += n;
    if (!this.#screen) return;
    const now = performance.now();
    const time = now - this.#lastTime;
    if (time < this.#interval) return;
    const count = this.#n - this.#lastCount;
    if (count > 0) {
      this.#counts.add(count);
      this.#times.add(time / 1e3);
    }
    this.#lastTime = now;
    this.#lastCount = this.#n;
    this.#screen.changed(now);
  }

  setDescription(desc: string): void {
    this.#desc = desc;
    this.#screen?.changed(performance.now());
  }

  setPostfix(values: Readonly<Record<string, unknown>>): void {
    const show = (value: unknown) => (typeof value === "number" ? shortNumber(value) : String(value));
    this.#postfix = Object.entries(values)
      .map(([name, value]) => `${name}=${show(value)}`)
      .join(", ");
    this.#screen?.changed(performance.now());
  }

  close(): void {
    if (this.#end !== undefined) return;
    this.#end = performance.now();
    this.#screen?.close(this);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  // What the screen shows

  get text(): string {
    const elapsed = ((this.#end ?? performance.now()) - this.#start) / 1e3;
    const seconds = this.#times.value;
    return formatMeter({
      n: this.#n,
      total: this.total,
      elapsed,
      desc: this.#desc,
      unit: this.#options.unit ?? "it",
      unitScale: this.#options.unitScale ?? false,
      postfix: this.#postfix,
      rate: this.#end === undefined && seconds > 0 ? this.#counts.value / seconds : undefined,
      initial: this.#options.initial ?? 0,
    });
  }

  get fraction(): number | undefined {
    return this.total === undefined || this.#n > this.total ? undefined : this.total > 0 ? this.#n / this.total : 1;
  }

  get state(): Line["state"] {
    if (this.#end === undefined) return "running";
    return this.total !== undefined && this.#n < this.total ? "stopped" : "done";
  }

  [inspect.custom](): string {
    return this.text;
  }
}

/** C's `%.3g`, as tqdm shows numbers behind the bar. */
function shortNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const text = value.toPrecision(3);
  return text.includes("e") ? text.replace(/e([+-])(\d)$/, "e$10$2") : text;
}

/**
 * Goes through `iterable` and shows how far it is: one display in a notebook, tqdm's line in a terminal, ten updates a second
 * at most. Synchronous and asynchronous iterables alike; a `DataLoader`'s length is known. Bars inside of bars share a display.
 *
 * ```ts
 * for (const [X, y] of progress(loader, { desc: "epoch 1" })) …
 * for (const i of progress(100)) …
 * using bar = progress({ total: 10 }); bar.update();
 * ```
 * @throws TypeError for what cannot be gone through, and for an option that does not exist
 */
export function progress(count: number, options?: ProgressOptions): Progress & Iterable<number>;
export function progress<T>(
  iterable: Iterable<T> & AsyncIterable<T>,
  options?: ProgressOptions,
): Progress & Iterable<T> & AsyncIterable<T>;
export function progress<T>(iterable: Iterable<T>, options?: ProgressOptions): Progress & Iterable<T>;
export function progress<T>(iterable: AsyncIterable<T>, options?: ProgressOptions): Progress & AsyncIterable<T>;
export function progress(options: ProgressOptions): Progress;
export function progress(given: unknown, more: ProgressOptions = {}): Progress {
  const source = (typeof given === "number" ? range(given) : given) as Partial<
    Iterable<unknown> & AsyncIterable<unknown>
  >;
  const iterable = typeof source?.[Symbol.iterator] === "function";
  const asyncIterable = typeof source?.[Symbol.asyncIterator] === "function";
  const options = iterable || asyncIterable ? more : (given as ProgressOptions);
  check(options);
  const bar = new Bar(options, options.total ?? (iterable || asyncIterable ? lengthOf(source) : undefined));
  const methods: PropertyDescriptorMap = {};
  if (iterable) methods[Symbol.iterator as never] = { value: () => iterate(source as Iterable<unknown>, bar) };
  if (asyncIterable)
    methods[Symbol.asyncIterator as never] = { value: () => iterateAsync(source as AsyncIterable<unknown>, bar) };
  return Object.defineProperties(bar, methods);
}

function* iterate<T>(source: Iterable<T>, bar: Bar): Generator<T> {
  bar.begin();
  try {
    for (const value of source) {
      yield value;
      bar.update();
    }
  } finally {
    bar.close();
  }
}

async function* iterateAsync<T>(source: AsyncIterable<T>, bar: Bar): AsyncGenerator<T> {
  bar.begin();
  try {
    for await (const value of source) {
      yield value;
      bar.update();
    }
  } finally {
    bar.close();
  }
}

/** The numbers from 0 on; none of them is there before it is asked for. */
function range(count: number): Iterable<number> & { readonly length: number } {
  if (!Number.isInteger(count) || count < 0)
    throw new TypeError(`progress: a count must be a whole number from 0 on, got ${count}`);
  return {
    length: count,
    *[Symbol.iterator]() {
      for (let i = 0; i < count; i++) yield i;
    },
  };
}

/** Undefined for what has none: a loader over a stream throws, as in PyTorch. */
function lengthOf(source: unknown): number | undefined {
  try {
    const { length, size } = source as { readonly length?: unknown; readonly size?: unknown };
    return [length, size].find((value) => typeof value === "number");
  } catch {
    return undefined;
  }
}

function check(options: ProgressOptions): void {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`progress: give an iterable, a count or options, got ${inspect(options, { depth: 0 })}`);
  for (const name of Object.keys(options))
    if (!names.includes(name)) throw new TypeError(`progress: there is no option ${name}; it has ${names.join(", ")}`);
}
