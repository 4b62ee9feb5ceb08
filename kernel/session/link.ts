/** The session's end of the link to the wire thread. */

import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { type Inbound, Interrupt, type Outbound, type RequestId, Word } from "../wire/link.ts";
import type { CommTable, CommType, Dictionary, PublishTable, PublishType } from "../wire/messages.ts";
import { RingWriter } from "../wire/ring.ts";

/** Messages that may be on their way before the one who publishes waits. */
const most = 2_000;

/** Text of this length moves to the wire thread as bytes, which are neither copied nor encoded there again. */
const large = 1 << 16;
const utf8 = new TextEncoder();

/** JSON, sooner for large plain text among the kinds of a display, such as a picture in base64: it is found, not escaped. */
function toJson(content: object): string {
  const { data, ...rest } = content as { data?: unknown };
  if (typeof data !== "object" || data === null) return JSON.stringify(content);
  const [plain, others]: [string[], Record<string, unknown>] = [[], {}];
  for (const [kind, value] of Object.entries(data)) {
    if (isLargePlain(value)) plain.push(`${JSON.stringify(kind)}:"${value}"`);
    else others[kind] = value;
  }
  if (plain.length === 0) return JSON.stringify(content);
  const members = [...plain, inner(others)].filter((member) => member !== "");
  return `{${[`"data":{${members.join()}}`, inner(rest)].filter((member) => member !== "").join()}}`;
}

/** An object's JSON without its braces. */
function inner(value: object): string {
  return JSON.stringify(value).slice(1, -1);
}

function isLargePlain(value: unknown): boolean {
  return typeof value === "string" && value.length > large && !/[^ !#-[\]-~]/.test(value);
}

export class Link {
  readonly ring: RingWriter;
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly #port: MessagePort;
  readonly #receive: (message: Inbound) => void;
  #sent = 0;

  constructor(
    port: MessagePort,
    words: Int32Array<SharedArrayBuffer>,
    ring: SharedArrayBuffer,
    receive: (message: Inbound) => void,
  ) {
    this.#port = port;
    this.words = words;
    this.ring = new RingWriter(words, ring, () => this.#send({ kind: "output" }));
    this.#receive = receive;
    port.on("message", receive);
  }

  publish<T extends PublishType>(parent: RequestId, type: T, content: PublishTable[T]): void {
    const { position } = this.ring;
    this.#waitForRoom();
    const json = toJson(content);
    if (json.length < large) {
      this.#send({ kind: "publish", parent, type, content: json, position });
      return;
    }
    const bytes = utf8.encode(json);
    this.#send({ kind: "publish", parent, type, content: bytes, position }, [bytes.buffer]);
  }

  /** Publishes a comm's message. Bytes are copied now, and only they, however large the buffer is that they lie in. */
  publishComm<T extends CommType>(
    parent: RequestId,
    type: T,
    content: CommTable[T],
    metadata: Dictionary,
    bytes: readonly Uint8Array[],
  ): void {
    const { position } = this.ring;
    const buffers = bytes.map((part) => new Uint8Array(part));
    const json = { content: JSON.stringify(content), metadata: JSON.stringify(metadata) };
    const moved = buffers.map(({ buffer }) => buffer);
    this.#waitForRoom();
    this.#send({ kind: "publish", parent, type, ...json, buffers, position }, moved);
  }

  reply(parent: RequestId, type: string, content: unknown): void {
    this.#send({ kind: "reply", parent, type, content: JSON.stringify(content) });
  }

  /** @param keep whether output may still come for the request */
  done(parent: RequestId, keep: boolean): void {
    this.#send({ kind: "done", parent, keep, position: this.ring.position });
  }

  ask(parent: RequestId, prompt: string, password: boolean): void {
    this.#send({ kind: "input", parent, prompt, password });
  }

  /** Waits until what child processes wrote is read: what is printed next comes behind it. */
  settle(): void {
    Atomics.store(this.words, Word.settled, 0);
    this.#send({ kind: "settle", position: this.ring.position });
    while (Atomics.load(this.words, Word.settled) === 0) {
      if (Atomics.load(this.words, Word.interrupt) !== Interrupt.none) return;
      Atomics.wait(this.words, Word.settled, 0, 100);
    }
  }

  close(): void {
    this.#send({ kind: "close" });
  }

  /** Takes what has arrived while the thread was busy, ahead of the event loop. */
  drain(): void {
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
      this.#receive(next.message as Inbound);
    }
  }

  /** Blocks until the front end has answered, or an interrupt is asked for. */
  awaitAnswer(interrupted: () => boolean): void {
    while (Atomics.load(this.words, Word.answered) === 0 && !interrupted()) {
      Atomics.wait(this.words, Word.answered, 0, 100);
    }
    Atomics.store(this.words, Word.answered, 0);
  }

  /** Endless displays wait for the wire thread, and it for its clients; an interrupt ends the wait. */
  #waitForRoom(): void {
    for (;;) {
      const taken = Atomics.load(this.words, Word.taken);
      if (((this.#sent - taken) | 0) < most || Atomics.load(this.words, Word.interrupt) !== Interrupt.none) return;
      Atomics.wait(this.words, Word.taken, taken, 100);
    }
  }

  #send(message: Outbound, moved: readonly ArrayBuffer[] = []): void {
    this.#sent = (this.#sent + 1) | 0;
    this.#port.postMessage(message, moved);
  }
}
