import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as torch from "tangent";
import * as nn from "tangent/nn";
import { program, requires } from "../../requirements.ts";

type Tensor = torch.Tensor;
type Loaded = Record<string, unknown>;

const script = fileURLToPath(new URL("pytorch.py", import.meta.url));

function python(command: "read" | "write", folder: string): string {
  const { status, stdout, stderr } = spawnSync(program("python"), [script, command, folder], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** As `plain` of pytorch.py. */
function plain(value: unknown): unknown {
  if (value instanceof torch.Tensor) {
    return {
      dtype: String(value.dtype),
      shape: [...value.shape],
      stride: value.stride(),
      requiresGrad: value.requiresGrad,
      values: value.detach().to(torch.float64).flatten().tolist(),
    };
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

class Net extends nn.Module {
  declare features: nn.Sequential;
  declare attention: nn.TransformerEncoderLayer;
  declare lstm: nn.LSTM;
  declare scale: number;

  override forward(x: Tensor): Tensor {
    const features: Tensor = this.features(x);
    return this.lstm(this.attention(features.flatten(2)))[0].mul(this.scale);
  }
}

describe("files, with PyTorch on the other side", function () {
  this.timeout(120_000);
  let folder: string;
  let expected: { values: Loaded; x: number[]; output: number[] };
  const path = (name: string): string => join(folder, name);

  before(function () {
    requires(this, "torch", "numpy", "safetensors");
    folder = mkdtempSync(join(tmpdir(), "tangent-pytorch-"));
    python("write", folder);
    expected = JSON.parse(readFileSync(path("expected.json"), "utf8"));
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    torch.serialization.clearSafeGlobals();
  });

  it("reads every dtype, views and shared storages, in both forms and all protocols of pickle", () => {
    for (const name of [2, 3, 4, 5].flatMap((protocol) => [`zip-${protocol}.pt`, `stream-${protocol}.pt`])) {
      const loaded = torch.load<{ base: Tensor; turned: Tensor; parameter: unknown }>(path(name));
      assert.deepEqual(plain(loaded), expected.values, name);
      assert.ok(loaded.parameter instanceof nn.Parameter);
      loaded.base.set([0, 1], 100);
      assert.equal(loaded.turned.at(1, 0).item(), 100);
    }
  });

  it("reads the tar form of the first versions", () => {
    const loaded = plain(torch.load(path("tar.pt"))) as Loaded;
    const { dtypes, parameter, learnt, ...rest } = expected.values;
    const { bool, bfloat16, ...known } = dtypes as Loaded;
    assert.deepEqual(loaded, { dtypes: known, ...rest });
  });

  it("reads NumPy's scalars and arrays", () => {
    for (const protocol of [2, 3, 4, 5]) {
      const { array, fortran, big, ...scalars } = torch.load<Loaded>(path(`numpy-${protocol}.pt`));
      assert.deepEqual(scalars, { double: 2.5, float: 1.5, integer: 7, boolean: true });
      assert.ok(array instanceof torch.Tensor && fortran instanceof torch.Tensor && big instanceof torch.Tensor);
      assert.deepEqual([array.dtype, fortran.dtype, big.dtype], [torch.int64, torch.float64, torch.float32]);
      assert.deepEqual(
        fortran.tolist(),
        [
          [0, 1, 2],
          [3, 4, 5],
        ].map((row) => [...row]),
      );
      assert.deepEqual(big.tolist(), [0, 1, 2]);
    }
  });

  it("reads whole modules, of PyTorch's classes and of those that are registered", () => {
    for (const name of ["module.pt", "module-stream.pt"]) {
      assert.throws(() => torch.load(path(name)), /GLOBAL __main__\.Net .*addSafeGlobals/);
      torch.serialization.addSafeGlobals([Net]);
      const net = torch.load<Net>(path(name));
      assert.ok(net instanceof Net && !net.training);
      const output = net(torch.tensor(expected.x).view(2, 1, 8, 8));
      assert.ok(torch.allclose(output.flatten(), torch.tensor(expected.output), { atol: 1e-6 }));
      torch.serialization.clearSafeGlobals();
    }
  });

  it("reads what else the safe loader of PyTorch takes", () => {
    const { tagged, buffer, storage, ...rest } = torch.load<Record<string, Tensor>>(path("others.pt"));
    assert.equal((tagged as Tensor & { tag?: string }).tag, "mine");
    assert.ok(buffer instanceof nn.Buffer);
    assert.deepEqual([storage.dtype, storage.numel()], [torch.uint8, 512]);
    assert.deepEqual(rest, {
      counter: { a: 2, b: 1 },
      lists: { a: [1] },
      frozen: new Set([1]),
      complex: { real: 1, imag: 2 },
    });
  });

  it("reads safetensors, .npy and .npz", () => {
    assert.deepEqual(plain(torch.safetensors.loadFile(path("a.safetensors"))), expected.values.dtypes);
    assert.deepEqual(
      torch.numpy.load(path("a.npy")).tolist(),
      [0, 3].map((first) => [first, first + 1, first + 2]),
    );
    const stored = torch.numpy.load<Record<string, Tensor>>(path("stored.npz"));
    assert.equal(stored.double.item(), 2.5);
    assert.equal(stored.big.at(2).item(), 2);
    const packed = torch.numpy.load<Record<string, Tensor>>(path("packed.npz"));
    assert.equal(packed.x.numel(), 10_000);
    assert.deepEqual(packed.y.tolist(), [true, false]);
    assert.throws(() => torch.numpy.load(path("objects.npy")), /objects\.npy.*Python objects, which are never loaded/);
    assert.throws(() => torch.numpy.load(path("unsigned.npy")), /unsigned\.npy.*numpy\.dtype\('<u2'\)/);
  });

  it("writes what PyTorch reads with weights_only=True, and NumPy and safetensors read", () => {
    const named = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int8, torch.int16, torch.int32];
    const dtypes = Object.fromEntries(
      [...named, torch.int64, torch.uint8, torch.bool].map((dtype) => [
        dtype.name,
        torch
          .tensor([
            [0, 1],
            [1, 1],
          ])
          .to(dtype),
      ]),
    );
    const base = torch.arange(24).to(torch.float32).view(4, 6);
    const views = {
      turned: base.t(),
      part: base.at("1:3", "::2"),
      wide: torch.ones(1, 3).expand(4, 3),
      none: torch.empty(0, 3),
    };
    const model = new nn.Sequential(new nn.Linear(3, 4), new nn.BatchNorm1d(4));
    const optimizer = new torch.optim.Adam(model.parameters());
    model(torch.ones(2, 3)).sum().backward();
    optimizer.step();
    const shared = [base, base.at(0)];
    const values = [1, 2.5, "épreuve", null, true, -(2 ** 33)];
    const state = { modelState: model.stateDict(), optimState: optimizer.stateDict() };
    torch.save({ epoch: 3, ...state, dtypes, views, shared, plain: values }, path("ours.pth"));
    torch.safetensors.saveFile({ turned: base.t(), ...dtypes }, path("ours.safetensors"));
    torch.numpy.save(path("ours"), base.t());
    const { bfloat16, ...arrays } = dtypes;
    torch.numpy.savez(path("ours.npz"), arrays);
    assert.throws(() => torch.numpy.save(path("no.npy"), bfloat16), /NumPy has no torch\.bfloat16/);
    const layers = new nn.Sequential(
      new nn.Conv2d(1, 2, 3, { padding: "same", paddingMode: "reflect" }),
      new nn.GroupNorm(1, 2),
      new nn.LeakyReLU(0.2),
      new nn.AvgPool2d(2),
      new nn.Upsample({ scaleFactor: 2 }),
      new nn.Dropout(0.5),
      new nn.Flatten(2),
      new nn.TransformerEncoderLayer(64, 2, { batchFirst: true }),
      new nn.Linear(64, 3),
      new nn.Softmax(-1),
    ).eval();
    torch.save(layers, path("module.pth"));
    const found = JSON.parse(python("read", folder));
    assert.deepEqual(found.dtypes, plain(dtypes));
    assert.deepEqual(found.views, plain(views));
    assert.deepEqual(found.plain, values);
    assert.equal(found.isShared, true);
    assert.equal(found.metadata, 1);
    assert.deepEqual(found.optimState, ["param_groups", "state"]);
    assert.deepEqual(found.safetensors.turned, plain(base.t().contiguous()));
    assert.deepEqual(found.npy, ["float32", base.t().tolist()]);
    assert.deepEqual(found.npz.int64, [
      "int64",
      [
        [0, 1],
        [1, 1],
      ].map((row) => [...row]),
    ]);
    assert.equal(Object.keys(found.npz).length, 9);
    assert.equal(found.module, String(layers));
    const output: Tensor = layers(torch.ones(2, 1, 8, 8));
    assert.ok(torch.allclose(torch.tensor(found.output), output.flatten(), { atol: 1e-6 }));
  });
});
