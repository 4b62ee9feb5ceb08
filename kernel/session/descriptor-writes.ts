/** `fs.write` and `fs.writeSync` to descriptors 1 and 2: printed like all else, so that the order is that of the code. */

import { createRequire, syncBuiltinESMExports } from "node:module";
import { StringDecoder } from "node:string_decoder";
import type { StreamName } from "../wire/ring.ts";

type Write = (...args: unknown[]) => unknown;

const streams: Readonly<Record<number, StreamName>> = { 1: "stdout", 2: "stderr" };

export function captureDescriptorWrites(print: (stream: StreamName, text: string) => void): void {
  const fs = createRequire(import.meta.url)("node:fs") as Record<string, Write>;
  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };

  /** Prints what `data` holds, and gives its bytes; undefined for what `fs` itself should refuse or take. */
  const written = (descriptor: unknown, data: unknown, rest: readonly unknown[]): number | undefined => {
    const stream = streams[descriptor as number];
    if (!stream) return undefined;
    if (typeof data === "string") {
      const encoding = typeof rest[1] === "string" && Buffer.isEncoding(rest[1]) ? rest[1] : "utf8";
      const bytes = Buffer.from(data, encoding);
      print(stream, decoders[stream].write(bytes));
      return bytes.length;
    }
    if (!ArrayBuffer.isView(data)) return undefined;
    const { offset = 0, length = data.byteLength - Number(offset) } =
      typeof rest[0] === "object" && rest[0] !== null
        ? (rest[0] as { offset?: number; length?: number })
        : { offset: rest[0] as number | undefined, length: rest[1] as number | undefined };
    if (!(offset >= 0 && length >= 0 && offset + length <= data.byteLength)) return undefined;
    print(stream, decoders[stream].write(Buffer.from(data.buffer, data.byteOffset + offset, length)));
    return length;
  };

  const { write, writeSync } = fs;
  fs.writeSync = function writeSyncCaptured(descriptor, data, ...rest) {
    return written(descriptor, data, rest) ?? writeSync(descriptor, data, ...rest);
  };
  fs.write = function writeCaptured(descriptor, data, ...rest) {
    const callback = rest.at(-1);
    const length = typeof callback === "function" ? written(descriptor, data, rest.slice(0, -1)) : undefined;
    if (length === undefined) return write(descriptor, data, ...rest);
    setImmediate(() => (callback as Write)(null, length, data));
    return undefined;
  };
  for (const name of ["write", "writeSync"]) Object.defineProperty(fs[name], "name", { value: name });
  // `util.promisify(fs.write)` is made of it.
  Object.defineProperties(fs.write, Object.getOwnPropertyDescriptors(write));
  syncBuiltinESMExports();
}
