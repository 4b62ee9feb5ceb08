/** Text that reaches descriptors 1 and 2 past JavaScript: from native code and from child processes. */

import { readSync } from "node:fs";
import { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import type { StreamName } from "./ring.ts";

const chunk = Buffer.alloc(65_536);

export class PipeReader {
  readonly #fd: number;
  readonly #decoder = new StringDecoder("utf8");
  readonly #stream: StreamName;
  readonly #receive: (stream: StreamName, text: string) => void;
  readonly #socket: Socket;

  constructor(fd: number, stream: StreamName, receive: (stream: StreamName, text: string) => void) {
    this.#fd = fd;
    this.#stream = stream;
    this.#receive = receive;
    const socket = new Socket({ fd, readable: true, writable: false });
    socket.on("data", (data) => this.#take(data));
    socket.on("error", () => socket.destroy());
    socket.unref();
    this.#socket = socket;
  }

  /** Leaves in the pipe what comes, so that who writes has to wait. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Reads what is there by now without waiting for the event loop. */
  drain(): void {
    for (;;) {
      let length: number;
      try {
        length = readSync(this.#fd, chunk);
      } catch {
        return;
      }
      if (length === 0) return;
      this.#take(chunk.subarray(0, length));
    }
  }

  #take(data: Buffer): void {
    const text = this.#decoder.write(data);
    if (text) this.#receive(this.#stream, text);
  }
}

/** Calls back whenever a byte arrives on the pipe that SIGINT writes to. */
export function onSignal(fd: number, callback: () => void): void {
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on("data", callback);
  socket.on("error", () => socket.destroy());
  socket.unref();
}
