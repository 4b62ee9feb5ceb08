/** A socket's messages in the order in which they were given: ZeroMQ's binding takes one send at a time, and throws at a second. */

import type { Router, XPublisher } from "zeromq";
import { log } from "./log.ts";

type Frames = (Uint8Array | string)[];

export class Outbox {
  readonly #socket: Router | XPublisher;
  #waiting: Frames[] = [];
  #sending: Promise<void> | undefined;

  constructor(socket: Router | XPublisher) {
    this.#socket = socket;
  }

  /** Sends at once where it can. */
  send(frames: Frames): void {
    this.#waiting.push(frames);
    this.#sending ??= this.#work();
  }

  /** Resolves once everything is with ZeroMQ. */
  async flush(): Promise<void> {
    await this.#sending;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const frames of batch) {
        try {
          await this.#socket.send(frames);
        } catch (error) {
          log(`could not send: ${(error as Error).message}`);
        }
      }
    }
    this.#sending = undefined;
  }
}
