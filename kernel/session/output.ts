/** Everything that a cell prints: console, process.stdout and process.stderr, into the ring of the wire thread. */

import { Console } from "node:console";
import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { inspect } from "node:util";
import { currentSink } from "../display/capture.ts";
import { settings } from "../settings.ts";
import type { RingWriter, StreamName } from "../wire/ring.ts";
import { cells } from "./cell.ts";

/** A number alone is text, for people and for programs that read what was printed: only what is inside of objects has colours. */
function plain(this: readonly unknown[], value: unknown): unknown {
  if (typeof value === "string" || typeof value === "function") return value;
  if (typeof value === "object" && value !== null) return value;
  // A format such as %d wants the value itself.
  return typeof this[0] === "string" && this[0].includes("%") ? value : inspect(value);
}

export class Output {
  readonly #ring: RingWriter;
  readonly #fallback: () => number;
  readonly #check: () => void;

  /**
   * @param fallback the request that text belongs to when no cell has started its code
   * @param check throws when an interrupt was asked for, which a print may have waited through
   */
  constructor(ring: RingWriter, fallback: () => number, check: () => void) {
    this.#ring = ring;
    this.#fallback = fallback;
    this.#check = check;
  }

  get position(): number {
    return this.#ring.position;
  }

  print(stream: StreamName, text: string): void {
    if (!text) return;
    const sink = currentSink();
    if (sink) sink("stream", { name: stream, text });
    else if (!this.#ring.write(cells.getStore()?.request ?? this.#fallback(), stream, text)) this.#check();
  }

  /** Puts itself in place of the process's console and streams. */
  install(): void {
    const sink = (stream: StreamName) => ({ write: (text: string) => this.print(stream, text) });
    const fresh = new Console({
      stdout: sink("stdout") as unknown as NodeJS.WritableStream,
      stderr: sink("stderr") as unknown as NodeJS.WritableStream,
      ignoreErrors: false,
      inspectOptions: {
        get colors() {
          return settings.colors.value === "on";
        },
      },
    });
    for (const key of Object.keys(fresh)) {
      const method: unknown = Reflect.get(fresh, key);
      if (typeof method === "function") Reflect.set(console, key, method);
    }
    for (const key of ["log", "info", "debug", "error", "warn", "trace"] as const) {
      const method = fresh[key];
      console[key] = (...args: unknown[]) => method(...args.map(plain, args));
      Object.defineProperty(console[key], "name", { value: key });
    }
    this.#replace("stdout", 1);
    this.#replace("stderr", 2);
  }

  #replace(name: StreamName, fd: number): void {
    let stream: Writable | undefined;
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        stream ??= Object.assign(this.#stream(name), { fd, isTTY: false, columns: 80 });
        return stream;
      },
    });
  }

  #stream(name: StreamName): Writable {
    const decoder = new StringDecoder("utf8");
    return new Writable({
      decodeStrings: false,
      write: (chunk: string | Buffer, _encoding, callback) => {
        this.print(name, typeof chunk === "string" ? chunk : decoder.write(chunk));
        callback();
      },
    });
  }
}
