/**
 * The ladder that an interrupt climbs, seen from the wire thread. First a flag in shared memory: loops of cells and native
 * kernels look at it and throw, so that `finally` runs. At the same time a message: a user's thread that only waits gets it
 * and rejects the waits; and SIGINT for child processes, as Ctrl-C sends it. What is still running after `patience` hears
 * none of these. Where it is a child that blocks, the child is killed, and the call that waited for it throws; otherwise
 * execution is terminated, which skips `finally`. Termination in a bare timer or immediate callback would end the process
 * ("async hook stack has become corrupted", Node 24): session/timers.ts guards those.
 */

import { Session } from "node:inspector";
import { signalChildren } from "./children.ts";
import { Interrupt, Word } from "./link.ts";

/** Milliseconds until an interrupt that nobody looked at becomes a termination. */
const patience = 100;
/** Milliseconds between attempts to end a child that blocks, and how many there are. */
const childPatience = 20;
const childAttempts = 5;

export class InterruptLadder {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #notify: (terminated: boolean) => void;
  readonly #session = new Session();
  #timer: NodeJS.Timeout | undefined;

  /** @param notify tells the user's thread, for when it waits in its event loop */
  constructor(words: Int32Array<SharedArrayBuffer>, notify: (terminated: boolean) => void) {
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
    this.#notify(false);
    void signalChildren("SIGINT");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#insist(0), patience);
  }

  /** @param attempt how often a child that blocks was told to end by now */
  async #insist(attempt: number): Promise<void> {
    if (Atomics.load(this.#words, Word.interrupt) !== Interrupt.asked) return;
    if (Atomics.load(this.#words, Word.child) === 0 || attempt === childAttempts) {
      this.#terminate();
      return;
    }
    // One that began only now takes a signal as well as one that was there; others may have to be killed.
    this.#timer = setTimeout(() => void this.#insist(attempt + 1), childPatience);
    await signalChildren(attempt === 0 ? "SIGINT" : "SIGKILL");
  }

  #terminate(): void {
    const { none: _, asked, terminating, terminated } = Interrupt;
    if (Atomics.compareExchange(this.#words, Word.interrupt, asked, terminating) !== asked) return;
    this.#session.post("Runtime.terminateExecution", () => {
      Atomics.compareExchange(this.#words, Word.interrupt, terminating, terminated);
      this.#notify(true);
    });
  }
}
