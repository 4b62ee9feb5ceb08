/** Bytes that are read where they lie: a file's or an array's. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";

export interface Source {
  /** What messages call it: its path, or "the given bytes". */
  readonly name: string;
  readonly size: number;
  /** The file's path; undefined where bytes were given. */
  readonly path?: string;
  /** Exactly `length` bytes from `offset` on. @throws where the source ends before. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  close(): void;
}

/** The most that one read asks of the system. */
const chunk = 2 ** 30;

class FileSource implements Source {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  private readonly descriptor: number;

  constructor(path: string) {
    this.name = path;
    this.path = path;
    this.descriptor = openSync(path, "r");
    const status = fstatSync(this.descriptor);
    this.size = status.size;
    if (!status.isDirectory()) return;
    this.close();
    throw new Error(`${path} is a folder, and a file is needed`);
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length);
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.descriptor, bytes, done, Math.min(length - done, chunk), offset + done);
      if (count === 0) throw new Error(`${this.name} became shorter while it was read`);
      done += count;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

class BytesSource implements Source {
  readonly name = "the given bytes";
  readonly size: number;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.size = bytes.length;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length);
    return Uint8Array.from(this.bytes.subarray(offset, offset + length));
  }

  close(): void {}
}

function checkRange(source: Source, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > source.size)
    throw new Error(
      `${source.name} is cut: bytes ${offset} to ${offset + length} are needed and it has ${source.size}`,
    );
}

/** Opens a file by its path, or bytes that are there already. */
export function openSource(file: string | URL | Uint8Array): Source {
  if (file instanceof Uint8Array) return new BytesSource(file);
  return new FileSource(pathOf(file));
}

/** The path of a file that was named by a path or a file: URL. */
export function pathOf(file: string | URL): string {
  if (typeof file === "string") return file;
  if (file instanceof URL && file.protocol === "file:") return decodeURIComponent(file.pathname);
  throw new TypeError(`expected a path or a file: URL, got ${String(file)}`);
}
