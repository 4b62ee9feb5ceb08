/** `await input(prompt)` and the blocking `prompt()`: one question at a time over stdin. */

import { Word } from "../wire/link.ts";
import { type Cell, cells } from "./cell.ts";
import { InterruptError, type Interrupts } from "./interrupt.ts";
import type { Link } from "./link.ts";

/** This front end has no one who could answer. */
export class StdinNotImplementedError extends Error {
  override readonly name = "StdinNotImplementedError";
}

interface Question {
  readonly cell: Cell;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

export class Input {
  readonly #link: Link;
  readonly #interrupts: Interrupts;
  #question: Question | undefined;

  constructor(link: Link, interrupts: Interrupts) {
    this.#link = link;
    this.#interrupts = interrupts;
  }

  /**
   * Asks the person at the front end for a line. `password`: the front end does not show what is typed.
   * @throws StdinNotImplementedError where the front end lets no cell ask
   */
  readonly input = async (prompt = "", options: { readonly password?: boolean } = {}): Promise<string> => {
    const cell = this.#mayAsk("input");
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const question = { cell, resolve, reject };
    this.#ask(question, prompt, options.password === true);
    cell.waits.add(reject);
    try {
      return await promise;
    } finally {
      cell.waits.delete(reject);
      if (this.#question === question) this.#question = undefined;
    }
  };

  /**
   * The same, blocking, as in browsers.
   * @param initial what an empty answer stands for; the question shows it
   */
  readonly prompt = (prompt = "", initial = ""): string => {
    let answer: string | undefined;
    const cell = this.#mayAsk("prompt");
    const resolve = (value: string) => {
      answer = value || String(initial);
    };
    this.#ask({ cell, resolve, reject: () => {} }, initial === "" ? prompt : `${prompt} [${initial}] `, false);
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
      this.#question = undefined;
    }
  };

  /** The front end has answered. */
  receive(value: string): void {
    this.#question?.resolve(value);
  }

  #mayAsk(name: string): Cell {
    const cell = cells.getStore();
    if (!cell) throw new Error(`${name}() is for cells: no cell is running here`);
    if (!cell.allowStdin) {
      throw new StdinNotImplementedError(
        `${name}() was called, but this front end does not let cells ask (allow_stdin is false); give the value in the code`,
      );
    }
    if (this.#question && !this.#question.cell.ended) {
      throw new Error(`${name}(): another question is waiting for its answer; await it before asking again`);
    }
    return cell;
  }

  #ask(question: Question, prompt: string, password: boolean): void {
    this.#question?.reject(new Error("input(): given up, since its cell has ended and another one asks; await it"));
    this.#question = question;
    Atomics.store(this.#link.words, Word.answered, 0);
    this.#link.ask(question.cell.request, String(prompt), password);
  }
}
