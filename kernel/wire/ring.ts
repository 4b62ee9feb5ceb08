/**
 * Printed text on its way to the wire thread: a ring in shared memory, so that a line costs no message and shows while
 * a cell blocks. One writer, one reader. A record is its length and its tag, four bytes each, then UTF-8, padded to 8.
 * A writer that finds the ring full waits for the reader: endless output takes no memory. An interrupt ends the wait
 * without the record, since a reader may wait itself, for a client that does not read.
 */

import { Interrupt, Word } from "./link.ts";

const headBytes = 8;
/** In place of a length: the rest of the ring up to its end is unused. */
const skip = -1;

const padded = (bytes: number): number => (headBytes + bytes + 7) & ~7;

export type StreamName = "stdout" | "stderr";

export class RingWriter {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #heads: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Buffer;
  readonly #capacity: number;
  readonly #announce: () => void;
  #written = 0;

  /** @param announce tells the reader that text waits */
  constructor(words: Int32Array<SharedArrayBuffer>, ring: SharedArrayBuffer, announce: () => void) {
    this.#words = words;
    this.#heads = new Int32Array(ring);
    this.#bytes = Buffer.from(ring as unknown as ArrayBuffer);
    this.#capacity = ring.byteLength;
    this.#announce = announce;
  }

  /** How many bytes were ever written, modulo 2^32. */
  get position(): number {
    return this.#written;
  }

  /** @returns false where an interrupt ended a wait for the reader, and text is missing */
  write(request: number, stream: StreamName, text: string): boolean {
    const tag = request * 2 + (stream === "stderr" ? 1 : 0);
    // A quarter of the ring at a time, at three bytes for a UTF-16 unit: the reader works while the next one is copied.
    const step = this.#capacity >> 4;
    for (let at = 0; at < text.length; ) {
      let end = Math.min(text.length, at + step);
      if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--;
      if (!this.#record(tag, text.length <= step ? text : text.slice(at, end))) return false;
      at = end;
    }
    return true;
  }

  #record(tag: number, text: string): boolean {
    const most = padded(text.length * 3);
    let offset = this.#written & (this.#capacity - 1);
    if (offset + most > this.#capacity) {
      if (!this.#waitFor(this.#capacity - offset)) return false;
      this.#heads[offset >> 2] = skip;
      this.#publish(this.#capacity - offset);
      offset = 0;
    }
    if (!this.#waitFor(most)) return false;
    const length = this.#bytes.write(text, offset + headBytes, "utf8");
    this.#heads[offset >> 2] = length;
    this.#heads[(offset >> 2) + 1] = tag;
    this.#publish(padded(length));
    return true;
  }

  #publish(bytes: number): void {
    this.#written = (this.#written + bytes) >>> 0;
    Atomics.store(this.#words, Word.written, this.#written | 0);
    if (Atomics.exchange(this.#words, Word.announced, 1) === 0) this.#announce();
  }

  #waitFor(bytes: number): boolean {
    for (;;) {
      const read = Atomics.load(this.#words, Word.read);
      if (((this.#written - read) >>> 0) + bytes <= this.#capacity) return true;
      if (Atomics.load(this.#words, Word.interrupt) !== Interrupt.none) return false;
      Atomics.store(this.#words, Word.announced, 1);
      this.#announce();
      Atomics.wait(this.#words, Word.read, read, 100);
    }
  }
}

export interface Printed {
  readonly request: number;
  readonly stream: StreamName;
  readonly text: string;
}

/** Text of one request and stream is joined to pieces of at most about this many characters. */
const pieceLength = 1 << 16;

export class RingReader {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #heads: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Buffer;
  readonly #capacity: number;
  #read = 0;

  constructor(words: Int32Array<SharedArrayBuffer>, ring: SharedArrayBuffer) {
    this.#words = words;
    this.#heads = new Int32Array(ring);
    this.#bytes = Buffer.from(ring as unknown as ArrayBuffer);
    this.#capacity = ring.byteLength;
  }

  /** Takes what stands before `position`, or all there is, joined where neighbours belong together. */
  *drain(position?: number): Generator<Printed> {
    if (position === undefined) {
      Atomics.store(this.#words, Word.announced, 0);
      position = Atomics.load(this.#words, Word.written) >>> 0;
    }
    let tag = -1;
    let text = "";
    // A position behind what was read already has nothing before it: distances are below half the range.
    while (((position - this.#read) | 0) > 0) {
      const offset = this.#read & (this.#capacity - 1);
      const length = this.#heads[offset >> 2];
      if (length === skip) {
        this.#release(this.#capacity - offset);
        continue;
      }
      const recordTag = this.#heads[(offset >> 2) + 1];
      if (text && (recordTag !== tag || text.length >= pieceLength)) {
        yield printed(tag, text);
        text = "";
      }
      tag = recordTag;
      text += this.#bytes.toString("utf8", offset + headBytes, offset + headBytes + length);
      this.#release(padded(length));
    }
    if (text) yield printed(tag, text);
  }

  #release(bytes: number): void {
    this.#read = (this.#read + bytes) >>> 0;
    Atomics.store(this.#words, Word.read, this.#read | 0);
    Atomics.notify(this.#words, Word.read);
  }
}

function printed(tag: number, text: string): Printed {
  return { request: tag >>> 1, stream: tag & 1 ? "stderr" : "stdout", text };
}

function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}
