import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load, safetensors, save, saveBytes } from "tangent/files";
import { cpu } from "../../../runtime/backend/cpu.ts";
import { dtypes, float32 } from "../../../runtime/tensor/dtype.ts";
import { Tensor } from "../../../runtime/tensor/tensor.ts";

const { kernels } = cpu;
const range = (count: number, code = float32.code) => new Tensor(kernels.arange(0, 1, count, code), cpu);
const numbers = (tensor: Tensor) => kernels.toNumbers(tensor.handle);

describe("torch.save and torch.load", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent-files-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("gives back every dtype", () => {
    for (const dtype of dtypes) {
      const tensor = new Tensor(kernels.to(kernels.fromNumbers([0, 1, 1, 0], [2, 2], float32.code), dtype.code), cpu);
      const { loaded } = load<{ loaded: Tensor }>(saveBytes({ loaded: tensor }));
      assert.equal(loaded.dtype, dtype);
      assert.deepEqual(numbers(loaded), numbers(tensor));
      assert.deepEqual([...loaded.shape], [2, 2]);
    }
  });

  it("keeps views and shared storages", () => {
    const base = range(6);
    const turned = new Tensor(kernels.transpose(kernels.view(base.handle, [2, 3]), 0, 1), cpu);
    const found = load<{ base: Tensor; turned: Tensor }>(saveBytes({ base, turned }));
    assert.deepEqual(kernels.strides(found.turned.handle), [1, 3]);
    assert.equal(kernels.storageId(found.base.handle), kernels.storageId(found.turned.handle));
    assert.deepEqual(numbers(found.turned), [0, 3, 1, 4, 2, 5]);
  });

  it("gives back plain containers", () => {
    const value = {
      epoch: 3,
      loss: 0.25,
      name: "épreuve",
      done: true,
      none: null,
      large: 2n ** 70n,
      list: [-1, 70000, -(2 ** 40), [2.5]],
      byNumber: new Map([[0, "zero"]]),
      set: new Set([1, 2]),
      bytes: new Uint8Array([0, 255]),
    };
    assert.deepEqual(load(saveBytes(value)), value);
  });

  it("writes pickles of every length", () => {
    for (let length = 0; length < 1100; length++) {
      const value = { a: new Array<number>(length).fill(1), b: [[true, null], []] };
      assert.deepEqual(load(saveBytes(value)), value);
    }
  });

  it("writes beside and renames", () => {
    const path = join(folder, "model.pth");
    save({ x: range(3) }, path);
    const before = readFileSync(path);
    assert.throws(() => save({ x: range(3), f: () => 1 }, path), /cannot save the object\["f"\]/);
    assert.deepEqual(readFileSync(path), before);
    assert.deepEqual(readdirSync(folder), ["model.pth"]);
  });

  it("refuses a file that is cut anywhere, and names it", () => {
    const whole = saveBytes({ x: range(100) });
    const path = join(folder, "cut.pth");
    for (const share of [0, 0.1, 0.5, 0.9, 0.999]) {
      writeFileSync(path, whole.subarray(0, Math.floor(whole.length * share)));
      assert.throws(() => load(path), /cut\.pth/);
    }
  });

  it("refuses a file whose bytes were changed", () => {
    const bytes = saveBytes({ x: range(100) });
    const at = Buffer.from(bytes).indexOf(Buffer.from(new Float32Array([50, 51]).buffer));
    bytes[at] ^= 1;
    assert.throws(() => load(bytes), /CRC-32/);
  });

  it("refuses a pickle that asks to run something, by its name", () => {
    const bytes = Buffer.from(saveBytes({ x: range(2) }));
    const forged = Buffer.from("cos\nsystem\n(X\x02\x00\x00\x00lstR.", "latin1");
    assert.throws(() => load(new Uint8Array(Buffer.concat([Buffer.from([0x80, 2]), forged]))), /GLOBAL os\.system/);
    assert.ok(load(bytes));
  });

  it("gives back safetensors", () => {
    const path = join(folder, "model.safetensors");
    safetensors.saveFile({ b: range(3), a: range(2) }, path);
    const found = safetensors.loadFile(path);
    assert.deepEqual(numbers(found.b), [0, 1, 2]);
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    assert.throws(() => safetensors.loadFile(path), /is cut/);
  });
});
