import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { datasets } from "tangent/vision";
import { download } from "../../../../runtime/vision/datasets/download.ts";
import { parseIdx } from "../../../../runtime/vision/datasets/idx.ts";

const idx = (magic: number, sizes: number[], data: number[]): Buffer => {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(magic, 0);
  sizes.forEach((size, i) => {
    header.writeUInt32BE(size, 4 + 4 * i);
  });
  return Buffer.concat([header, Buffer.from(data)]);
};

describe("MNIST", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tangent-mnist-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (pictures: Buffer, labels: Buffer): void => {
    const raw = join(root, "MNIST", "raw");
    mkdirSync(raw, { recursive: true });
    writeFileSync(join(raw, "train-images-idx3-ubyte"), pictures);
    writeFileSync(join(raw, "train-labels-idx1-ubyte"), labels);
  };

  it("reads torchvision's raw files", () => {
    write(idx(0x803, [2, 1, 2], [1, 2, 3, 4]), idx(0x801, [2], [7, 0]));
    const digits = datasets.MNIST(root);
    assert.deepEqual(
      [...digits].map(([{ data }, y]) => [[...data], y]),
      [
        [[1, 2], 7],
        [[3, 4], 0],
      ],
    );
    assert.equal(digits.classes[7], "7 - seven");
  });

  it("names the file and what is wrong with it", () => {
    const labels = idx(0x801, [2], [7, 0]);
    const wrong: [Buffer, Buffer, RegExp][] = [
      [
        idx(0x803, [2, 1, 2], [1, 2, 3]),
        labels,
        /train-images-idx3-ubyte is cut or damaged: .*\[2, 1, 2\], 20 bytes.*19/,
      ],
      [idx(0x803, [2, 1, 2], [1, 2, 3, 4, 5]), labels, /train-images-idx3-ubyte is cut or damaged/],
      [labels, labels, /train-images-idx3-ubyte is not an IDX file of 3 dimensions/],
      [Buffer.alloc(0), labels, /train-images-idx3-ubyte is not an IDX file/],
      [idx(0x803, [1, 1, 2], [1, 2]), labels, /holds 1 pictures, but .*train-labels-idx1-ubyte 2 labels/],
      [idx(0x803, [2, 1, 1], [1, 2]), idx(0x801, [2], [7, 10]), /train-labels-idx1-ubyte has a label 10/],
    ];
    for (const [pictures, numbers, message] of wrong) {
      write(pictures, numbers);
      assert.throws(() => datasets.MNIST(root), message);
    }
  });

  it("says where it looked, and how to download", () => {
    assert.throws(() => datasets.MNIST({ root }), /Dataset not found: .*MNIST\/raw.*download: true/);
  });
});

describe("parseIdx", () => {
  it("gives the sizes and the bytes", () => {
    const { shape, data } = parseIdx(idx(0x801, [3], [4, 5, 6]), 1, "file");
    assert.deepEqual([shape, [...data]], [[3], [4, 5, 6]]);
  });
});

/** A server in a thread of its own: downloads block this one. */
const server = `
const { createServer } = require("node:http");
const { parentPort } = require("node:worker_threads");
createServer((request, response) => {
  if (!request.url.startsWith("/good/")) response.statusCode = request.url.startsWith("/gone/") ? 404 : 200;
  response.end(request.url.startsWith("/good/") ? "the file" : "an error page");
}).listen(0, "127.0.0.1", function () { parentPort.postMessage(this.address().port); });
`;

describe("download", () => {
  let worker: Worker;
  let address: string;
  let folder: string;
  const checksum = { algorithm: "md5", digest: createHash("md5").update("the file").digest("hex") } as const;

  before(async () => {
    worker = new Worker(server, { eval: true });
    address = `http://127.0.0.1:${await new Promise((resolve) => worker.once("message", resolve))}`;
    folder = mkdtempSync(join(tmpdir(), "tangent-download-"));
  });
  after(async () => {
    await worker.terminate();
    rmSync(folder, { recursive: true, force: true });
  });

  it("goes from mirror to mirror until one has the right file", () => {
    const path = join(folder, "a", "file.gz");
    download([`${address}/gone/`, `${address}/wrong/`, `${address}/good/`], "file.gz", checksum, path);
    assert.equal(readFileSync(path, "utf8"), "the file");
  });

  it("says what each mirror answered, and leaves nothing behind", () => {
    const path = join(folder, "b", "file.gz");
    assert.throws(
      () => download([`${address}/gone/`, `${address}/wrong/`], "file.gz", checksum, path),
      /could not download file\.gz:\n.*\/gone\/file\.gz: the server answers 404 Not Found\n.*\/wrong\/file\.gz: its MD5 is/,
    );
    assert.ok(!existsSync(path));
  });
});
