/** Functions of the notebook that a widget calls. */

import { currentHost } from "../comms/host.ts";

type Run = (handler: () => unknown) => void;

let frontEnd = false;

/** Runs what the front end has set off: callbacks then belong to the cells that registered them. */
export function fromFrontEnd(work: () => void): void {
  frontEnd = true;
  try {
    work();
  } finally {
    frontEnd = false;
  }
}

export class Callbacks<A extends readonly unknown[]> {
  readonly #callbacks = new Map<(...args: A) => unknown, Run | undefined>();

  /** A callback that is there already stays once. */
  add(callback: (...args: A) => unknown): void {
    if (typeof callback !== "function") throw new TypeError(`a callback must be a function, got ${typeof callback}`);
    if (!this.#callbacks.has(callback)) this.#callbacks.set(callback, currentHost()?.bind());
  }

  remove(callback: (...args: A) => unknown): void {
    this.#callbacks.delete(callback);
  }

  clear(): void {
    this.#callbacks.clear();
  }

  /**
   * Calls all. Where the front end set it off, what one prints and throws goes to the output of the cell that registered
   * it, and the others are called all the same; where a cell did, an error is that cell's.
   */
  call(...args: A): void {
    const bound = frontEnd;
    frontEnd = false;
    try {
      for (const [callback, run] of [...this.#callbacks]) {
        if (bound && run) run(() => callback(...args));
        else callback(...args);
      }
    } finally {
      frontEnd = bound;
    }
  }
}
