import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { crc32, deflateRawSync } from "node:zlib";
import * as torch from "tangent";
import { saveBytes, UnpicklingError } from "tangent/files";
import * as nn from "tangent/nn";

type Tensor = torch.Tensor;

const saver = fileURLToPath(new URL("saver.ts", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));
const condition = "--conditions=tangent-source";

/** A zip archive of one deflated entry. */
function deflated(name: string, content: Uint8Array, claimed = content.length): Uint8Array {
  const packed = deflateRawSync(content, { level: 9 });
  const encoded = Buffer.from(name);
  const fields = (offset: number): Buffer => {
    const record = Buffer.alloc(26);
    record.writeUInt16LE(20, 0);
    record.writeUInt16LE(8, 4);
    record.writeUInt32LE(crc32(content), 10);
    record.writeUInt32LE(packed.length, 14);
    record.writeUInt32LE(claimed, 18);
    record.writeUInt16LE(encoded.length, 22);
    return record.subarray(offset);
  };
  const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields(0), encoded, packed]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields(0), Buffer.alloc(14), encoded]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** A pickle of protocol 2 of these parts. */
const pickle = (...parts: (string | number[])[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from([0x80, 2]),
      ...parts.map((part) => Buffer.from(part as string, "latin1")),
      Buffer.from("."),
    ]),
  );

describe("bad input to files", () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), "tangent-files-"));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("leaves the old file or the new one when it is killed while it saves, fifty times", async function () {
    this.timeout(180_000);
    const file = path("checkpoint.pth");
    let last = 0;
    for (let round = 0; round < 50; round++) {
      const child = spawn(process.execPath, [condition, saver, file], {
        cwd: root,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const seen: number[] = [];
      const lines = createInterface(child.stdout);
      lines.on("line", (line) => seen.push(Number(line)));
      // Some saves in, wherever the next one is just then.
      while (seen.length < 2 + (round % 4)) await once(lines, "line");
      for (let spin = round * 20_000; spin > 0; spin--);
      child.kill("SIGKILL");
      await once(child, "close");
      const { step, value } = torch.load<{ step: number; value: Tensor }>(file) as { step: number; value: Tensor };
      assert.ok(torch.equal(value, torch.full([200_000], step)));
      assert.ok(step === seen[seen.length - 1] || step === seen[seen.length - 2], `${step} of ${seen}`);
      last = step;
    }
    torch.save({ last }, file);
    assert.deepEqual(fs.readdirSync(folder), ["checkpoint.pth"]);
  });

  it("says which file cannot be saved, and leaves what was there", () => {
    const file = path("model.pth");
    torch.save({ x: torch.ones(2) }, file);
    const before = fs.readFileSync(file);
    // A limit on the size of files, of 64 KB, stands for a disk that is full.
    const script = `import * as torch from "tangent";
      const attempts = [["model.pth", () => torch.save({ x: torch.ones(100_000) }, "${file}")],
        ["safetensors", () => torch.safetensors.saveFile({ x: torch.ones(100_000) }, "${path("a.safetensors")}")],
        ["npy", () => torch.numpy.save("${path("a.npy")}", torch.ones(100_000))]];
      for (const [name, attempt] of attempts) try { attempt(); } catch (error) { console.log(name, error.message); }
      console.log("alive");`;
    const command = `ulimit -f 64; exec "$0" ${condition} --input-type=module -e "$1"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", command, process.execPath, script], {
      cwd: root,
      encoding: "utf8",
    });
    const lines = stdout.trim().split("\n");
    assert.equal(lines.length, 4, stderr);
    assert.match(
      lines[0],
      /cannot save .*model\.pth: the file would be larger than is allowed \(EFBIG\); what was there is unchanged/,
    );
    assert.equal(lines[3], "alive");
    assert.deepEqual(fs.readFileSync(file), before);
    assert.deepEqual(fs.readdirSync(folder), ["model.pth"]);
    assert.throws(
      () => torch.save({}, path("nowhere/model.pth")),
      /cannot save .*nowhere\/model\.pth: its folder does not exist/,
    );
    assert.throws(() => torch.save({}, folder), /cannot save .*: (it is a folder|illegal operation)/);
    assert.throws(
      () => torch.save({ x: torch.ones(10) }, "/dev/full"),
      /cannot save \/dev\/full: no space is left .*ENOSPC/,
    );
    assert.throws(() => torch.save({}, "/proc/model.pth"), /cannot save \/proc\/model\.pth/);
  });

  it("says that a folder is read-only", () => {
    torch.save({ x: torch.ones(2) }, path("model.pth"));
    fs.chmodSync(folder, 0o555);
    // Root may write where others may not: then another user tries.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const script = `import { load, save } from "tangent/files";
      try { save({}, "${path("model.pth")}"); } catch (error) { console.log(error.message, Object.keys(load("${path("model.pth")}"))); }`;
    const flags = [condition, "--input-type=module", "-e", script];
    const { stdout, stderr } = spawnSync(process.execPath, flags, { cwd: root, encoding: "utf8", ...user });
    fs.chmodSync(folder, 0o755);
    assert.match(stdout, /cannot save .*model\.pth: its folder may not be written to \(EACCES\).*\[ 'x' \]/, stderr);
  });

  it("keeps links and permissions, and writes to pipes and devices directly", () => {
    torch.save({ x: 1 }, path("real.pth"));
    fs.chmodSync(path("real.pth"), 0o640);
    fs.symlinkSync("real.pth", path("link.pth"));
    torch.save({ x: 2 }, path("link.pth"));
    assert.ok(fs.lstatSync(path("link.pth")).isSymbolicLink());
    assert.deepEqual(torch.load(path("real.pth")), { x: 2 });
    assert.equal(fs.statSync(path("real.pth")).mode & 0o777, 0o640);
    torch.save({ x: 2 }, "/dev/null");
    assert.ok(fs.statSync("/dev/null").isCharacterDevice());
  });

  it("names the file that cannot be loaded", () => {
    assert.throws(() => torch.load(path("none.pth")), /none\.pth/);
    assert.throws(() => torch.load(folder), /is a folder/);
    for (const [name, content, message] of [
      ["empty.pth", "", /empty/],
      ["text.pth", "hello", /neither a zip archive nor a pickle/],
      ["html.pth", "<!doctype html>".padEnd(2000), /neither a zip archive nor a pickle/],
    ] as const) {
      fs.writeFileSync(path(name), content);
      assert.throws(() => torch.load(path(name)), new RegExp(`${name}.*${message.source}`));
    }
    const model = new nn.Linear(2, 3);
    torch.save({ weight: torch.ones(3, 2), bais: torch.ones(3) }, path("typo.pth"));
    assert.throws(
      () => model.loadStateDict(torch.load(path("typo.pth"))),
      /Missing key.*"bias".*Unexpected key.*"bais"/s,
    );
  });

  it("refuses zip bombs before they fill the memory", () => {
    const zeros = new Uint8Array(2 ** 20);
    assert.throws(() => torch.load(deflated("archive/data.pkl", zeros, 0xf0000000)), /zip bomb/);
    assert.throws(() => torch.load(deflated("archive/data.pkl", zeros, 2 ** 19)), /cannot be inflated|instead of/);
    assert.throws(() => torch.numpy.load(deflated("x.npy", zeros, 0xf0000000)), /zip bomb/);
  });

  it("refuses pickles that would grow without end, or reach outside of what they hold", () => {
    const doubled = Array.from({ length: 64 }, () => [0x32, 0x86]).flat();
    const asKey = pickle("}", "N", doubled, "K\x01s");
    assert.throws(() => torch.load(asKey), UnpicklingError);
    assert.throws(() => torch.load(pickle("N", doubled, "Q")), UnpicklingError);
    assert.throws(
      () => torch.load(pickle(new Array(200_000).fill(0x5d), new Array(199_999).fill(0x61))),
      UnpicklingError,
    );
    assert.throws(() => torch.load(pickle("\x8b\xff\xff\xff\x7f")), /the pickle is cut/);
    const bytes = Buffer.from(saveBytes({ x: torch.ones(4, 4) }));
    assert.throws(() => torch.load(new Uint8Array(bytes.subarray(0, -30))), /cut/);
  });

  it("finds every change of a byte, or gives what is there: it never crashes", () => {
    const whole = saveBytes({ a: torch.arange(20), b: [1, "two", 3n ** 50n], c: torch.ones(2, 2).t() });
    let state = 12345;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    for (let i = 0; i < 3000; i++) {
      const bytes = whole.slice();
      for (let changes = 1 + random(3); changes > 0; changes--) bytes[random(bytes.length)] = random(256);
      try {
        torch.load(bytes);
      } catch (error) {
        assert.ok(error instanceof UnpicklingError, String(error));
      }
    }
  });

  it("never lets a file take the place of a method", () => {
    class Net extends nn.Module {
      size = 1;
      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    torch.serialization.addSafeGlobals([Net]);
    try {
      const bytes = Buffer.from(saveBytes(new Net()));
      const name = Buffer.from("X\x04\x00\x00\x00size", "latin1");
      const at = bytes.indexOf(name);
      assert.ok(at > 0);
      assert.ok(torch.load<Net>(bytes) instanceof Net);
      const forged = pickle("c__main__\nNet\n)\x81}(X\x0b\x00\x00\x00_parameters}X\x07\x00\x00\x00forwardNub");
      assert.throws(() => torch.load(stream(forged)), /would take the place of its method forward/);
    } finally {
      torch.serialization.clearSafeGlobals();
    }
  });

  it("maps files into memory: writes stay there, and cut files are refused", () => {
    const file = path("large.pth");
    torch.save({ x: torch.arange(1000), flags: torch.tensor([true, false]), none: torch.empty(0) }, file);
    const mapped = torch.load<{ x: Tensor; flags: Tensor; none: Tensor }>(file, { mmap: true });
    mapped.x.add_(1);
    assert.equal(mapped.x.sum().item(), 500_500);
    assert.deepEqual(mapped.flags.tolist(), [true, false]);
    assert.equal(torch.load<{ x: Tensor }>(file).x.sum().item(), 499_500);
    torch.save({ x: torch.zeros(3) }, file);
    assert.equal(mapped.x.at(999).item(), 1000);
    assert.throws(() => torch.load(fs.readFileSync(file), { mmap: true }), /mmap: true needs the path/);
    fs.writeFileSync(file, fs.readFileSync(file).subarray(0, -100));
    assert.throws(() => torch.load(file, { mmap: true }), /large\.pth/);
  });

  it("takes tensors to where mapLocation says", () => {
    const bytes = stream(
      pickle(
        "ctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x06\x00\x00\x00cuda:0",
        "K\x01NtQK\x00K\x01\x85K\x01\x85\x89Nt R".replace(" ", ""),
      ),
      Buffer.concat([
        Buffer.from("\x80\x02]X\x01\x00\x00\x000a.", "latin1"),
        Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 63]),
      ]),
    );
    if (!torch.cuda.isAvailable())
      assert.throws(() => torch.load(bytes), /CUDA device but torch\.cuda\.isAvailable\(\) is false/);
    for (const mapLocation of ["cpu", torch.device("cpu"), { "cuda:0": "cpu" }, (storage: Tensor) => storage]) {
      const loaded = torch.load<Tensor>(bytes, { mapLocation });
      assert.deepEqual([String(loaded.device), loaded.tolist()], ["cpu", [1]]);
    }
    assert.deepEqual(torch.load<Tensor>(bytes, "cpu").tolist(), [1]);
  });

  it("refuses safetensors that are cut, overlap or hold what is no tensor", () => {
    const { safetensors } = torch;
    assert.throws(() => safetensors.saveFile({ x: 1 as never }, path("a")), /x is number/);
    assert.throws(() => safetensors.saveFile(torch.ones(1) as never, path("a")), /'tensors' must hold tensors by name/);
    const file = (header: object, data: number): Uint8Array => {
      const text = Buffer.from(JSON.stringify(header));
      const size = Buffer.alloc(8);
      size.writeUInt32LE(text.length);
      return Buffer.concat([size, text, Buffer.alloc(data)]);
    };
    const entry = (begin: number, end: number) => ({
      dtype: "F32",
      shape: [(end - begin) / 4],
      data_offsets: [begin, end],
    });
    assert.equal(safetensors.loadFile(file({ x: entry(0, 8) }, 8)).x.numel(), 2);
    assert.throws(
      () => safetensors.loadFile(file({ x: entry(0, 8), y: entry(4, 12) }, 12)),
      /tensor y begins at byte 4/,
    );
    assert.throws(() => safetensors.loadFile(file({ x: entry(0, 8) }, 12)), /4 bytes at its end belong to no tensor/);
    assert.throws(() => safetensors.loadFile(file({ x: entry(0, 8) }, 4)), /tensor x reaches to byte 8 of 4/);
    assert.throws(
      () => safetensors.loadFile(file({ x: { ...entry(0, 8), dtype: "F8_E4M3" } }, 8)),
      /x has an unknown dtype: F8_E4M3/,
    );
  });
});

/** A file of the form before 1.6 around a pickle, and what follows it. */
function stream(value: Uint8Array, storages: Uint8Array = Buffer.from("\x80\x02].", "latin1")): Uint8Array {
  const magic = Buffer.from(
    "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.",
    "latin1",
  );
  return Buffer.concat([magic, value, storages]);
}
