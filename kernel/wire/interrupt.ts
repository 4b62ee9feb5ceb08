/**
 * The ladder that an interrupt climbs, seen from the wire thread. First a flag in shared memory: loops of cells and native
 * kernels look at it and throw, so that `finally` runs. At the same time a message: a user's thread that only waits gets it
 * and rejects the waits; and SIGINT for child processes, which it may be waiting for. What is still running after `patience`
 * hears nothing of it, so its execution is terminated, which skips `finally`; and what is not even terminated after
 * `lastPatience` waits for a child that takes no SIGINT, which is killed. Termination in a bare timer or immediate callback would end the process
 * ("async hook stack has become corrupted", Node 24): session/timers.ts guards those.
 */

import { Session } from "node:inspector";
import { signalChildren } from "./children.ts";
import { Interrupt, Word } from "./link.ts";

/** Milliseconds until an interrupt that nobody looked at becomes a termination. */
const patience = 100;
/** Milliseconds for a child that was not there yet at first, and takes SIGINT then. */
const childPatience = 30;
/** Milliseconds until a termination that did not arrive becomes the end of the child processes. */
const lastPatience = 30;

export class InterruptLadder {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #notify: () => void;
  readonly #session = new Session();
  #timer: NodeJS.Timeout | undefined;

  /** @param notify tells the user's thread, for when it waits in its event loop */
  constructor(words: Int32Array<SharedArrayBuffer>, notify: () => void) {
    this.#words = words;
    this.#notify = notify;
  }

  /** Ahead of need: connecting asks the main thread for a moment, which it does not have while a cell blocks. */
  connect(): void {
    this.#session.connectToMainThread();
  }

  /** Before the process exits, or Node waits for a debugger. */
  disconnect(): void {
    clearTimeout(this.#timer);
    this.#session.disconnect();
  }

  interrupt(): void {
    Atomics.compareExchange(this.#words, Word.interrupt, Interrupt.none, Interrupt.asked);
    Atomics.notify(this.#words, Word.answered);
    this.#notify();
    void signalChildren("SIGINT");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#persist(), patience);
  }

  async #persist(): Promise<void> {
    if (Atomics.load(this.#words, Word.interrupt) !== Interrupt.asked) return;
    const waits = await signalChildren("SIGINT");
    this.#timer = setTimeout(() => this.#terminate(), waits ? childPatience : 0);
  }

  #terminate(): void {
    const { none: _, asked, terminating, terminated } = Interrupt;
    if (Atomics.compareExchange(this.#words, Word.interrupt, asked, terminating) !== asked) return;
    this.#timer = setTimeout(() => void signalChildren("SIGKILL"), lastPatience);
    this.#session.post("Runtime.terminateExecution", () => {
      clearTimeout(this.#timer);
      Atomics.compareExchange(this.#words, Word.interrupt, terminating, terminated);
      this.#notify();
    });
  }
}
