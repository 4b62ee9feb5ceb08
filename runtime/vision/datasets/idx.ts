/** The IDX format of the MNIST family: a magic number, big-endian sizes, then the elements. */

/** What an IDX file of unsigned bytes holds. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;
const wordBytes = 4;

/** @throws where `bytes` is no IDX file of unsigned bytes with `dims` dimensions, or is shorter or longer than it says. */
export function parseIdx(bytes: Uint8Array, dims: number, path: string): Idx {
  const header = wordBytes * (1 + dims);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= wordBytes ? view.getUint32(0) : -1;
  const expected = (unsignedByte << 8) | dims;
  if (bytes.length < header || magic !== expected)
    throw new Error(
      `${path} is not an IDX file of ${dims} dimensions: it is ${bytes.length} bytes long and begins with ${magic}, not ${expected}`,
    );
  const shape = Array.from({ length: dims }, (_, i) => view.getUint32(wordBytes * (1 + i)));
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== header + count)
    throw new Error(
      `${path} is cut or damaged: it says that it holds [${shape.join(", ")}], ${header + count} bytes with its header, but is ${bytes.length} long`,
    );
  return { shape, data: bytes.subarray(header) };
}
