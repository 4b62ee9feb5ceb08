/** What the session does for comms: publishes their messages, and runs the handlers that the front end sets off. */

import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";
import type { Buffers, CommHost } from "../comms/host.ts";
import type { DisplayUpdate } from "../display/capture.ts";
import type { Report } from "../display/traceback.ts";
import type { RequestId } from "../wire/link.ts";
import type { CommTable, CommType, Dictionary } from "../wire/messages.ts";
import { type Cell, cells } from "./cell.ts";
import type { Link } from "./link.ts";

export interface SessionServices {
  /** The request that what no cell started belongs to. */
  latest(): RequestId;
  /** Calls so that a termination ends the call and nothing else. */
  guard<T>(call: () => T): T;
  /** Prints an error where the code that runs prints. */
  reportUncaught(error: unknown): void;
  report(error: unknown): Report;
  display(data: Dictionary): void;
  /** Shows what is drawn and not shown yet. */
  finishOutput(): Promise<void>;
  /** How many interrupts have reached the event loop. */
  interrupts(): number;
  /** Whether no cell runs. */
  isIdle(): boolean;
}

export class SessionComms implements CommHost {
  readonly #link: Link;
  readonly #services: SessionServices;
  /** Handlers that wait for something. */
  readonly #waiting = new Set<Cell>();
  #request: RequestId | undefined;

  constructor(link: Link, services: SessionServices) {
    this.#link = link;
    this.#services = services;
  }

  /** Handles a comm message. What comms send meanwhile answers it: front ends match echoes with what they sent. */
  during(request: RequestId, handle: () => void): void {
    this.#request = request;
    try {
      handle();
    } finally {
      this.#request = undefined;
    }
  }

  /** Handlers that wait, for an interrupt to end. */
  get waiting(): readonly Cell[] {
    return [...this.#waiting];
  }

  publish<T extends CommType>(type: T, content: CommTable[T], metadata: Dictionary, buffers: Buffers): void {
    const parent = this.#request ?? cells.getStore()?.request ?? this.#services.latest();
    try {
      this.#link.publishComm(parent, type, content, metadata, buffers);
    } catch (error) {
      const given = inspect(content.data, { depth: 1, breakLength: Infinity });
      throw new TypeError(`comm: data must be JSON, got ${given}: ${(error as Error).message}`);
    }
  }

  bind(): (handler: () => unknown) => void {
    const origin = cells.getStore();
    const restore = AsyncLocalStorage.snapshot();
    return (handler) => restore(() => this.#run(origin, handler));
  }

  display(data: Dictionary): void {
    this.#services.display(data);
  }

  update(update: DisplayUpdate): void {
    this.#link.publish(cells.getStore()?.request ?? this.#services.latest(), "update_display_data", update);
  }

  get interrupts(): number {
    return this.#services.interrupts();
  }

  finishOutput(): Promise<void> {
    return this.#services.finishOutput();
  }

  report(error: unknown): Report {
    return this.#services.report(error);
  }

  /** Runs a handler in a part of its cell's own, so that interrupts of the cell, long ago, do not end it. */
  #run(origin: Cell | undefined, handler: () => unknown): void {
    if (!origin) {
      this.#call(undefined, handler);
      return;
    }
    const part = {
      ...origin,
      waits: new Set<(error: Error) => void>(),
      abandon: () => {},
      interrupts: 0,
      ended: false,
    };
    cells.run(part, () => this.#call(part, handler));
  }

  #call(part: Cell | undefined, handler: () => unknown): void {
    try {
      const result = this.#services.guard(handler);
      if (!(result instanceof Promise)) {
        this.#finish();
        return;
      }
      if (part) this.#waiting.add(part);
      const done = () => {
        if (part) this.#waiting.delete(part);
        this.#finish();
      };
      result.then(done, (error) => {
        done();
        this.#services.reportUncaught(error);
      });
    } catch (error) {
      this.#services.reportUncaught(error);
    }
  }

  /** As at a cell's end. What a cell draws that runs at the same time stays its own. */
  #finish(): void {
    if (!this.#services.isIdle()) return;
    this.#services.finishOutput().catch((error) => this.#services.reportUncaught(error));
  }
}
