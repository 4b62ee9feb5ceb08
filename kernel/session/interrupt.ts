/** The user's end of an interrupt: what loops, awaits and the event loop do about the flag (see wire/interrupt.ts). */

import { Interrupt, Word } from "../wire/link.ts";
import { type Cell, cells } from "./cell.ts";

export class InterruptError extends Error {
  override readonly name = "InterruptError";

  constructor() {
    super("the cell was interrupted");
  }
}

/** Whether it is one of these, or the runtime's own, which its operators throw. */
export function isInterrupt(error: unknown): boolean {
  return error instanceof Error && error.name === "InterruptError";
}

export class Interrupts {
  readonly #words: Int32Array<SharedArrayBuffer>;
  #delivered = 0;

  constructor(words: Int32Array<SharedArrayBuffer>) {
    this.#words = words;
  }

  /** Called by loops of cells: throws when an interrupt is asked for, or when the cell was ended around its code. */
  check(): void {
    if (this.#take()) throw new InterruptError();
    const cell = cells.getStore();
    if (cell?.ended && cell.interrupts > 0) throw new InterruptError();
  }

  /** Stands between `await` and its promise in cells, so that an interrupt ends the wait and `finally` runs. */
  wait(value: unknown): unknown {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return value;
    const then: unknown = (value as { then?: unknown }).then;
    if (typeof then !== "function") return value;
    const cell = cells.getStore();
    if (!cell) return value;
    if (cell.ended && cell.interrupts > 0) return Promise.reject(new InterruptError());
    return new Promise((resolve, reject) => {
      const { waits } = cell;
      waits.add(reject);
      then.call(
        value,
        (result: unknown) => {
          waits.delete(reject);
          resolve(result);
        },
        (error: unknown) => {
          waits.delete(reject);
          reject(error);
        },
      );
    });
  }

  /** The same for `for await`. */
  iterate(iterable: AsyncIterable<unknown> & Iterable<unknown>): AsyncIterable<unknown> | Iterable<unknown> {
    const asyncIterator = iterable?.[Symbol.asyncIterator];
    if (typeof asyncIterator !== "function") return iterable;
    const wait = (value: unknown) => this.wait(value) as Promise<IteratorResult<unknown>>;
    return {
      [Symbol.asyncIterator]() {
        const iterator = asyncIterator.call(iterable);
        return {
          next: () => wait(iterator.next()),
          return: (value?: unknown) => wait(iterator.return?.(value) ?? Promise.resolve({ done: true, value })),
        };
      },
    };
  }

  /** The event loop turns and finds an interrupt: ends what the cells, or parts of cells, wait for. */
  deliver(waiting: readonly Cell[]): void {
    const state = Atomics.load(this.#words, Word.interrupt);
    if (state === Interrupt.none || state === Interrupt.terminating) return;
    if (Atomics.compareExchange(this.#words, Word.interrupt, state, Interrupt.none) !== state) return;
    this.#delivered++;
    for (const cell of waiting) {
      if (cell.ended) continue;
      cell.interrupts++;
      this.#reject(cell, state === Interrupt.terminated || cell.interrupts > 2);
    }
  }

  /** An interrupt has ended a callback of `cell`: what waits for that callback would wait for ever. */
  spread(cell: Cell | undefined): void {
    this.clear();
    if (cell && !cell.ended) this.#reject(cell, false);
  }

  /** @param abandon also ends a cell that catches what its awaits throw */
  #reject(cell: Cell, abandon: boolean): void {
    const waits = [...cell.waits];
    cell.waits.clear();
    for (const reject of waits) reject(new InterruptError());
    if (waits.length === 0 || abandon) cell.abandon(new InterruptError());
  }

  /** How many have reached the event loop, or ended code a moment ago: promises that were pending then may stay so. */
  get delivered(): number {
    const state = Atomics.load(this.#words, Word.interrupt);
    return this.#delivered + (state === Interrupt.terminating || state === Interrupt.terminated ? 1 : 0);
  }

  /** Throws away an interrupt that nothing is left for; a termination that is on its way has to arrive before. */
  clear(): void {
    for (;;) {
      this.absorb();
      const state = Atomics.load(this.#words, Word.interrupt);
      if (Atomics.compareExchange(this.#words, Word.interrupt, state, Interrupt.none) === state) return;
    }
  }

  /** Takes a termination that is on its way, where it does no harm. Set by who evaluates. */
  absorb: () => void = () => {};

  /** A termination has ended something. */
  arrived(): void {
    Atomics.store(this.#words, Word.interrupt, Interrupt.none);
  }

  /** Whether a termination was sent and has not arrived. */
  get terminating(): boolean {
    return Atomics.load(this.#words, Word.interrupt) === Interrupt.terminating;
  }

  /** For waits that block this thread: whether to throw. */
  get asked(): boolean {
    return Atomics.load(this.#words, Word.interrupt) !== Interrupt.none;
  }

  #take(): boolean {
    const { asked, none } = Interrupt;
    if (Atomics.load(this.#words, Word.interrupt) !== asked) return false;
    if (Atomics.compareExchange(this.#words, Word.interrupt, asked, none) !== asked) return false;
    const cell = cells.getStore();
    if (cell) cell.interrupts++;
    return true;
  }
}
