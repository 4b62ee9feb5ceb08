/** Writes zip archives whose entries are stored as they are, each beginning at a multiple of 64 bytes, as PyTorch does. */

import { crc32 } from "node:zlib";

const alignment = 64;
/** General purpose flags that PyTorch's writer sets: names are UTF-8. */
const flags = 0x0800;
/** 1 January 1980, the first day of the format: the same content gives the same file. */
const date = 0x0021;
const most = 0xffffffff;

interface Written {
  readonly name: Uint8Array;
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
}

/** Takes what is written, in order. */
export type Sink = (bytes: Uint8Array) => void;

const encoder = new TextEncoder();

function record(size: number, fill: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  fill(new DataView(bytes.buffer), bytes);
  return bytes;
}

/** A zip64 field: what does not fit into 32 bits. */
function zip64(values: readonly number[]): Uint8Array {
  const large = values.filter((value) => value >= most);
  if (large.length === 0) return new Uint8Array();
  return record(4 + 8 * large.length, (view) => {
    view.setUint16(0, 1, true);
    view.setUint16(2, 8 * large.length, true);
    large.forEach((value, i) => {
      view.setBigUint64(4 + 8 * i, BigInt(value), true);
    });
  });
}

export class ZipWriter {
  private readonly sink: Sink;
  private readonly written: Written[] = [];
  private position = 0;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  private emit(bytes: Uint8Array): void {
    this.sink(bytes);
    this.position += bytes.length;
  }

  /** Adds an entry. */
  add(name: string, bytes: Uint8Array): void {
    const encoded = encoder.encode(name);
    const crc = crc32(bytes);
    const offset = this.position;
    const large = bytes.length >= most ? zip64([bytes.length, bytes.length]) : new Uint8Array();
    const unpadded = offset + 30 + encoded.length + large.length;
    // The padding is an extra field of its own: an id, a length, and that many bytes.
    let padding = (alignment - (unpadded % alignment)) % alignment;
    if (padding > 0 && padding < 4) padding += alignment;
    this.emit(
      record(30 + encoded.length + large.length + padding, (view, all) => {
        view.setUint32(0, 0x04034b50, true);
        view.setUint16(4, large.length > 0 ? 45 : 20, true);
        view.setUint16(6, flags, true);
        view.setUint16(12, date, true);
        view.setUint32(14, crc, true);
        view.setUint32(18, Math.min(bytes.length, most), true);
        view.setUint32(22, Math.min(bytes.length, most), true);
        view.setUint16(26, encoded.length, true);
        view.setUint16(28, large.length + padding, true);
        all.set(encoded, 30);
        all.set(large, 30 + encoded.length);
        if (padding > 0) {
          const at = 30 + encoded.length + large.length;
          view.setUint16(at, 0x4246, true);
          view.setUint16(at + 2, padding - 4, true);
          all.fill(0x5a, at + 4);
        }
      }),
    );
    this.emit(bytes);
    this.written.push({ name: encoded, crc, size: bytes.length, offset });
  }

  /** Writes the directory. Nothing can be added after it. */
  end(): void {
    const start = this.position;
    for (const entry of this.written) this.emit(this.central(entry));
    const size = this.position - start;
    const count = this.written.length;
    if (start >= most || size >= most || count >= 0xffff) this.end64(start, size, count);
    this.emit(
      record(22, (view) => {
        view.setUint32(0, 0x06054b50, true);
        view.setUint16(8, Math.min(count, 0xffff), true);
        view.setUint16(10, Math.min(count, 0xffff), true);
        view.setUint32(12, Math.min(size, most), true);
        view.setUint32(16, Math.min(start, most), true);
      }),
    );
  }

  private central(entry: Written): Uint8Array {
    const extra = zip64(entry.size >= most ? [entry.size, entry.size, entry.offset] : [entry.offset]);
    return record(46 + entry.name.length + extra.length, (view, all) => {
      view.setUint32(0, 0x02014b50, true);
      view.setUint16(4, 45, true);
      view.setUint16(6, extra.length > 0 ? 45 : 20, true);
      view.setUint16(8, flags, true);
      view.setUint16(14, date, true);
      view.setUint32(16, entry.crc, true);
      view.setUint32(20, Math.min(entry.size, most), true);
      view.setUint32(24, Math.min(entry.size, most), true);
      view.setUint16(28, entry.name.length, true);
      view.setUint16(30, extra.length, true);
      view.setUint32(42, Math.min(entry.offset, most), true);
      all.set(entry.name, 46);
      all.set(extra, 46 + entry.name.length);
    });
  }

  private end64(start: number, size: number, count: number): void {
    const at = this.position;
    this.emit(
      record(76, (view) => {
        view.setUint32(0, 0x06064b50, true);
        view.setBigUint64(4, 44n, true);
        view.setUint16(12, 45, true);
        view.setUint16(14, 45, true);
        view.setBigUint64(24, BigInt(count), true);
        view.setBigUint64(32, BigInt(count), true);
        view.setBigUint64(40, BigInt(size), true);
        view.setBigUint64(48, BigInt(start), true);
        view.setUint32(56, 0x07064b50, true);
        view.setBigUint64(64, BigInt(at), true);
        view.setUint32(72, 1, true);
      }),
    );
  }
}
