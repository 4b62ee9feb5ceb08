/** A socket's messages in the order in which they were given: ZeroMQ's binding takes one send at a time, and throws at a second. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Router, XPublisher } from "zeromq";
import { log } from "./log.ts";
import { withoutWarnings } from "./warnings.ts";

type Frames = (Uint8Array | string)[];

export class Outbox<S extends Router | XPublisher = Router> {
  protected readonly socket: S;
  #waiting: Frames[] = [];
  #sending: Promise<void> | undefined;

  constructor(socket: S) {
    this.socket = socket;
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
          await this.deliver(frames);
        } catch (error) {
          log(`could not send: ${(error as Error).message}`);
        }
      }
    }
    this.#sending = undefined;
  }

  protected deliver(frames: Frames): Promise<void> {
    return this.socket.send(frames);
  }
}

/** Bytes that may wait before the one who publishes should wait, too. */
const enough = 4 << 20;
/** Milliseconds for which a client that reads nothing holds up the others, and the cell that prints. */
const patience = 5_000;
/** Milliseconds between attempts while a client's queue is full. */
const pause = 2;

/**
 * The same for iopub, whose clients may be slower than a cell: what waits for them is bounded. Whoever publishes waits
 * for a slow one; one that has read nothing for a while is left behind, and misses messages.
 */
export class PublisherOutbox extends Outbox<XPublisher> {
  readonly #roomAgain: () => void;
  #bytes = 0;
  #full = false;
  /** When a client that was left behind is waited for again. */
  #leftBehindUntil = 0;

  /** @param roomAgain called when it is no longer full */
  constructor(socket: XPublisher, roomAgain: () => void) {
    super(socket);
    this.#roomAgain = roomAgain;
    withoutWarnings(() => {
      socket.noDrop = true;
    });
  }

  /** Whether no more should be given to it for a moment. */
  get full(): boolean {
    return this.#full;
  }

  override send(frames: Frames): void {
    this.#bytes += sizeOf(frames);
    this.#full ||= this.#bytes > enough;
    super.send(frames);
  }

  protected override async deliver(frames: Frames): Promise<void> {
    try {
      const end = performance.now() + patience;
      while (!(await this.#attempt(frames))) {
        if (performance.now() > end || performance.now() < this.#leftBehindUntil) {
          await this.#leaveBehind(frames);
          return;
        }
        await sleep(pause);
      }
    } finally {
      this.#bytes -= sizeOf(frames);
      if (this.#full && this.#bytes < enough / 2) {
        this.#full = false;
        this.#roomAgain();
      }
    }
  }

  async #attempt(frames: Frames): Promise<boolean> {
    try {
      await this.socket.send(frames);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      return false;
    }
  }

  /** Sends to the clients that have room, without the others. */
  async #leaveBehind(frames: Frames): Promise<void> {
    const now = performance.now();
    if (now > this.#leftBehindUntil) {
      log(`a client has read nothing from iopub for ${patience / 1000} s, and misses what is published meanwhile`);
      this.#leftBehindUntil = now + patience;
    }
    const drop = (noDrop: boolean) =>
      withoutWarnings(() => {
        this.socket.noDrop = noDrop;
      });
    drop(false);
    try {
      await this.socket.send(frames);
    } finally {
      drop(true);
    }
  }
}

function sizeOf(frames: Frames): number {
  return frames.reduce((sum, frame) => sum + frame.length, 0);
}
