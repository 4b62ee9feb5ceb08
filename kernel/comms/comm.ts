/** One comm: two ends, in the kernel and in the front end, that send each other messages of any form. */

import { randomUUID } from "node:crypto";
import type { CommTable, CommType, Dictionary } from "../wire/messages.ts";
import { type Buffers, currentHost } from "./host.ts";

export interface CommMessage {
  readonly data: Dictionary;
  readonly metadata: Dictionary;
  /** Bytes that travelled as they are, beside the JSON. */
  readonly buffers: Buffers;
}

export interface SendOptions {
  readonly metadata?: Dictionary;
  readonly buffers?: Buffers;
}

export interface CommOptions extends SendOptions {
  /** What the front end is told when the comm opens; the default is nothing. */
  readonly data?: Dictionary;
  /** The default is a new one. */
  readonly commId?: string;
  /** False for the kernel's end of a comm that the front end opened; the default is true. */
  readonly primary?: boolean;
}

export type CommHandler = (message: CommMessage) => unknown;

type Handle = (message: CommMessage) => void;

/** The comms that are open, by their ids. */
export const openComms = new Map<string, Comm>();

export class Comm {
  readonly commId: string;
  readonly targetName: string;
  #closed = false;
  #handleMessage: Handle | undefined;
  #handleClose: Handle | undefined;

  /**
   * Opens a comm: the front end hears of it under `targetName`.
   * @throws TypeError for data that is no JSON
   */
  constructor(targetName: string, options: CommOptions = {}) {
    const { data = {}, commId = randomUUID().replaceAll("-", ""), primary = true } = options;
    this.commId = commId;
    this.targetName = targetName;
    if (primary) publish("comm_open", { comm_id: commId, target_name: targetName, data }, options);
    openComms.set(commId, this);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Sends `data` to the front end's end. @throws TypeError for data that is no JSON, Error when the comm is closed */
  send(data: Dictionary, options: SendOptions = {}): void {
    if (this.#closed) throw new Error(`comm ${this.targetName}: it is closed, so nothing can be sent; open a new one`);
    publish("comm_msg", { comm_id: this.commId, data }, options);
  }

  /** Closes both ends. A comm that is closed already stays so. */
  close(data: Dictionary = {}, options: SendOptions = {}): void {
    if (this.#closed) return;
    this.#closed = true;
    openComms.delete(this.commId);
    publish("comm_close", { comm_id: this.commId, data }, options);
  }

  /** Calls `handler` with each message of the front end, in place of the handler before it; `null` for none. */
  onMsg(handler: CommHandler | null): void {
    this.#handleMessage = bound(handler);
  }

  /** Calls `handler` when the front end closes the comm. */
  onClose(handler: CommHandler | null): void {
    this.#handleClose = bound(handler);
  }

  /** The same as `onMsg` and `onClose`, for handlers that see to it themselves where the code belongs that they call. */
  listen(message: (message: CommMessage) => void, close: (message: CommMessage) => void): void {
    this.#handleMessage = message;
    this.#handleClose = close;
  }

  /** The front end has sent `message`. */
  receive(message: CommMessage): void {
    this.#handleMessage?.(message);
  }

  /** The front end has closed its end. */
  receiveClose(message: CommMessage): void {
    this.#closed = true;
    openComms.delete(this.commId);
    this.#handleClose?.(message);
  }
}

function publish<T extends CommType>(type: T, content: CommTable[T], options: SendOptions): void {
  const { metadata = {}, buffers = [] } = options;
  currentHost()?.publish(type, content, metadata, buffers);
}

function bound(handler: CommHandler | null): Handle | undefined {
  if (handler === null) return undefined;
  const run = currentHost()?.bind() ?? ((call) => void call());
  return (message) => run(() => handler(message));
}
