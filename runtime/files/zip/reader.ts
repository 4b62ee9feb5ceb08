/**
 * Reads zip archives, zip64 included: PKWARE's APPNOTE 6.3.
 *
 * Every entry's CRC is checked, sizes are checked against the archive before anything is allocated, entries may not
 * overlap, and one that inflates far beyond its size is refused, so that a small file cannot fill the memory.
 */

import { crc32, inflateRawSync } from "node:zlib";
import type { Source } from "../source.ts";

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endOfDirectory = 0x06054b50;
const endOfDirectory64 = 0x06064b50;
const locator64 = 0x07064b50;

/** What is compressed may inflate to this much in all, and beyond it to `ratio` times the archive's size. */
const freeInflation = 2 ** 28;
const ratio = 100;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly offset: number;
}

export class ZipError extends Error {
  override name = "ZipError";
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether the bytes at the start of a file are those of a zip archive. */
export function isZip(source: Source): boolean {
  return source.size >= 4 && view(source.read(0, 4)).getUint32(0, true) === localHeader;
}

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/** Where the central directory lies, from the record at the archive's end. */
function findDirectory(source: Source): Directory {
  const missing = new ZipError(
    `${source.name}: failed reading zip archive: failed finding central directory (the file is cut, or is no zip archive)`,
  );
  const tailSize = Math.min(source.size, 22 + 65535);
  const start = source.size - tailSize;
  const tail = source.read(start, tailSize);
  const data = view(tail);
  let at = tailSize - 22;
  while (
    at >= 0 &&
    !(data.getUint32(at, true) === endOfDirectory && at + 22 + data.getUint16(at + 20, true) === tailSize)
  )
    at--;
  if (at < 0) throw missing;
  const end = start + at;
  let found: Directory = {
    count: data.getUint16(at + 10, true),
    size: data.getUint32(at + 12, true),
    offset: data.getUint32(at + 16, true),
  };
  if (end >= 20) {
    const locator = view(source.read(end - 20, 20));
    if (locator.getUint32(0, true) === locator64) {
      const where = Number(locator.getBigUint64(8, true));
      if (where + 56 > source.size) throw missing;
      const record = view(source.read(where, 56));
      if (record.getUint32(0, true) !== endOfDirectory64) throw missing;
      found = {
        count: Number(record.getBigUint64(32, true)),
        size: Number(record.getBigUint64(40, true)),
        offset: Number(record.getBigUint64(48, true)),
      };
    }
  }
  if (found.offset + found.size > end) throw missing;
  return found;
}

/** The three sizes that a zip64 extra field holds for those that are all ones in the header. */
function zip64(extra: DataView, sizes: [number, number, number]): [number, number, number] {
  let at = 0;
  while (at + 4 <= extra.byteLength) {
    const id = extra.getUint16(at, true);
    const length = extra.getUint16(at + 2, true);
    if (id === 1) {
      let field = at + 4;
      return sizes.map((size) => {
        if (size !== 0xffffffff || field + 8 > at + 4 + length) return size;
        field += 8;
        return Number(extra.getBigUint64(field - 8, true));
      }) as [number, number, number];
    }
    at += 4 + length;
  }
  return sizes;
}

function readDirectory(source: Source): Map<string, Entry> {
  const directory = findDirectory(source);
  const bytes = source.read(directory.offset, directory.size);
  const data = view(bytes);
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let i = 0; i < directory.count; i++) {
    if (at + 46 > bytes.length || data.getUint32(at, true) !== centralHeader)
      throw new ZipError(`${source.name}: failed reading zip archive: entry ${i} of its directory is malformed`);
    const nameSize = data.getUint16(at + 28, true);
    const extraSize = data.getUint16(at + 30, true);
    const commentSize = data.getUint16(at + 32, true);
    const next = at + 46 + nameSize + extraSize + commentSize;
    if (next > bytes.length) throw new ZipError(`${source.name}: failed reading zip archive: its directory is cut`);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameSize));
    const extra = view(bytes.subarray(at + 46 + nameSize, at + 46 + nameSize + extraSize));
    const [size, compressed, offset] = zip64(extra, [
      data.getUint32(at + 24, true),
      data.getUint32(at + 20, true),
      data.getUint32(at + 42, true),
    ]);
    if (entries.has(name)) throw new ZipError(`${source.name}: failed reading zip archive: two entries named ${name}`);
    const crc = data.getUint32(at + 16, true);
    entries.set(name, { name, method: data.getUint16(at + 10, true), crc, compressed, size, offset });
    at = next;
  }
  checkOverlap(source, entries, directory.offset);
  return entries;
}

/** Entries that share bytes make an archive grow without end when it is read. */
function checkOverlap(source: Source, entries: Map<string, Entry>, limit: number): void {
  const sorted = [...entries.values()].sort((a, b) => b.offset - a.offset);
  let end = limit;
  for (const entry of sorted) {
    if (entry.offset + 30 + entry.compressed > end)
      throw new ZipError(`${source.name}: failed reading zip archive: entry ${entry.name} overlaps what follows it`);
    end = entry.offset;
  }
}

/** The entries of an archive by name, read when they are asked for. */
export class ZipReader {
  private readonly source: Source;
  private readonly entries: Map<string, Entry>;
  /** Bytes that came out of compressed entries so far. */
  private inflated = 0;

  constructor(source: Source) {
    this.source = source;
    this.entries = readDirectory(source);
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** Bytes of the entry once it is read. */
  size(name: string): number {
    return this.entry(name).size;
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (entry === undefined)
      throw new ZipError(`${this.source.name}: failed reading zip archive: file not found: ${name}`);
    return entry;
  }

  /** Where an entry's bytes lie in the archive, or null: they are compressed. */
  locate(name: string): number | null {
    const entry = this.entry(name);
    return entry.method === 0 && entry.size === entry.compressed ? this.startOf(entry) : null;
  }

  private startOf(entry: Entry): number {
    const header = view(this.source.read(entry.offset, 30));
    if (header.getUint32(0, true) !== localHeader)
      throw new ZipError(`${this.source.name}: entry ${entry.name} is not where the directory says`);
    return entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  }

  /** The entry's bytes. @throws ZipError that names the file and the entry where they are damaged. */
  read(name: string): Uint8Array<ArrayBuffer> {
    const entry = this.entry(name);
    const broken = (what: string) => new ZipError(`${this.source.name}: entry ${name} ${what}`);
    const start = this.startOf(entry);
    let bytes: Uint8Array<ArrayBuffer>;
    if (entry.method === 0) {
      if (entry.size !== entry.compressed) throw broken("is stored with two sizes");
      bytes = this.source.read(start, entry.size);
    } else if (entry.method === 8) {
      this.inflated += entry.size;
      if (this.inflated > Math.max(freeInflation, ratio * this.source.size))
        throw broken(`would inflate from ${entry.compressed} to ${entry.size} bytes: refused as a zip bomb`);
      const packed = this.source.read(start, entry.compressed);
      try {
        bytes = new Uint8Array(inflateRawSync(packed, { maxOutputLength: Math.max(entry.size, 1) }));
      } catch (error) {
        throw broken(`cannot be inflated: ${(error as Error).message}`);
      }
      if (bytes.length !== entry.size) throw broken(`inflates to ${bytes.length} bytes instead of ${entry.size}`);
    } else throw broken(`is compressed by method ${entry.method}, which is not known`);
    const crc = crc32(bytes);
    // A writer that is told not to compute checksums (PyTorch can be) leaves zero.
    if (crc !== entry.crc && entry.crc !== 0) throw broken("is damaged: its checksum (CRC-32) does not match");
    return bytes;
  }
}
