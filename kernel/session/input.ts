/** `await input(prompt)` and the blocking `prompt()`: one question at a time over stdin. */

import { Word } from "../wire/link.ts";
import { type Cell, cells } from "./cell.ts";
import { InterruptError, type Interrupts } from "./interrupt.ts";
import type { Link } from "./link.ts";

export class Input {
  readonly #link: Link;
  readonly #interrupts: Interrupts;
  #waiting: { readonly cell: Cell; readonly resolve: (value: string) => void } | undefined;

  constructor(link: Link, interrupts: Interrupts) {
    this.#link = link;
    this.#interrupts = interrupts;
  }

  /** Asks the person at the front end for a line. `password`: the front end does not show what is typed. */
  readonly input = async (prompt = "", options: { readonly password?: boolean } = {}): Promise<string> => {
    const cell = this.#ask(prompt, options.password === true);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    cell.waits.add(reject);
    this.#waiting = { cell, resolve };
    try {
      return await promise;
    } finally {
      cell.waits.delete(reject);
      this.#waiting = undefined;
    }
  };

  /** The same, blocking, as in browsers. */
  readonly prompt = (prompt = ""): string => {
    let answer: string | undefined;
    const cell = this.#ask(prompt, false);
    this.#waiting = {
      cell,
      resolve: (value) => {
        answer = value;
      },
    };
    const { interrupts } = cell;
    try {
      while (answer === undefined) {
        if (this.#interrupts.asked) {
          this.#interrupts.check();
          throw new InterruptError();
        }
        this.#link.awaitAnswer(() => this.#interrupts.asked);
        this.#link.drain();
        // An interrupt that came as a message has been taken from the flag already.
        if (cell.interrupts > interrupts) throw new InterruptError();
      }
      return answer;
    } finally {
      this.#waiting = undefined;
    }
  };

  /** The front end has answered. */
  receive(value: string): void {
    this.#waiting?.resolve(value);
  }

  #ask(prompt: string, password: boolean): Cell {
    const cell = cells.getStore();
    if (!cell) throw new Error("input() is for cells: no cell is running here");
    if (!cell.allowStdin) {
      throw new Error("input() was called, but this front end does not allow cells to ask (allow_stdin is false)");
    }
    if (this.#waiting) throw new Error("input() is waiting for an answer already; await it before asking again");
    Atomics.store(this.#link.words, Word.answered, 0);
    this.#link.ask(cell.request, String(prompt), password);
    return cell;
  }
}
