/** Real pictures, beside what torchvision 0.28 on PyTorch 2.13 gives for them. */

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as torch from "tangent";
import { DataLoader, Dataset } from "tangent/data";
import { datasets, Image, transforms } from "tangent/vision";
import { requires } from "../../../requirements.ts";

const { FashionMNIST } = datasets;
const { Compose, Lambda, Normalize, ToTensor } = transforms;
const debian = "/usr/share/datasets/fashion-mnist";
const [images, labels] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

const shuffled = [
  {
    y: [18, 10, 14, 0, 12, 6, 8, 0, 2, 16, 0, 4, 8, 16, 18, 10],
    sum: 852.214206362376,
    squares: 12806.66967360754,
    row: [
      -0.22140757739543915, 1.5782926082611084, 1.4560906887054443, 1.4783092737197876, 1.4894185066223145,
      1.4449814558029175,
    ],
  },
  {
    y: [10, 12, 14, 8, 2, 12, 8, 10, 16, 10, 2, 2, 6, 6, 14, 4],
    sum: -2667.210525595816,
    squares: 9970.7989902467,
    row: [
      1.8004777431488037, 1.3561073541641235, 1.111703634262085, 1.111703634262085, 1.0561573505401611,
      1.2894518375396729,
    ],
  },
];

const near = (actual: unknown, expected: number): void =>
  assert.ok(Math.abs(Number(actual) - expected) <= 1e-6 * Math.abs(expected), `${actual} is not ${expected}`);

describe("FashionMNIST", () => {
  let root: string;

  before(function () {
    requires(this, "fashion-mnist");
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tangent-fashion-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const place = (...names: string[]): void => {
    for (const name of names) copyFileSync(join(debian, `${name}.gz`), join(root, `${name}.gz`));
  };

  it("holds torchvision's pictures and labels", () => {
    const train = FashionMNIST({ root: debian, train: true, transform: ToTensor() });
    assert.equal(train.length, 60_000);
    assert.deepEqual([train.data.dtype, train.data.shape.join()], [torch.uint8, "60000,28,28"]);
    assert.equal(train.targets.dtype, torch.int64);
    assert.equal(train.data.sum().item(), 3_431_114_169);
    assert.deepEqual(
      train.targets.narrow(0, 0, 20).tolist(),
      [9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9, 5, 5, 7, 9, 1, 0, 6, 4],
    );
    const [x, y] = train[0];
    assert.deepEqual([x.shape.join(), x.dtype, y], ["1,28,28", torch.float32, 9]);
    near(x.mean().item(), 0.3813875913619995);
    assert.equal(train[-1][1], 5);
    assert.equal(train.classes[9], "Ankle boot");
    assert.equal(train.classToIdx.Bag, 8);
  });

  it("gives torchvision's batches, transformed and shuffled", () => {
    const test = new FashionMNIST(debian, false, {
      transform: Compose([ToTensor(), Normalize([0.286], [0.353])]),
      targetTransform: Lambda((y: number) => 2 * y),
    });
    torch.manualSeed(7);
    let i = 0;
    for (const [X, y] of new DataLoader(test, { batchSize: 16, shuffle: true })) {
      const expected = shuffled[i++];
      assert.deepEqual(y.tolist(), expected.y);
      const wide = X.to(torch.float64);
      near(wide.sum().item(), expected.sum);
      near(wide.mul(wide).sum().item(), expected.squares);
      assert.deepEqual(X.at(3, 0, 14, "8:14").tolist(), expected.row.map(Math.fround));
      if (i === shuffled.length) break;
    }
    assert.equal(i, shuffled.length);
  });

  it("gives the same batches at once as sample by sample", () => {
    const test = FashionMNIST({
      root: debian,
      train: false,
      transform: Compose([ToTensor(), Normalize(0.5, 0.25)]),
      targetTransform: Lambda((y: number) => torch.zeros(10).scatter_(0, torch.tensor([BigInt(y)]), 1)),
    });
    class OneByOne extends Dataset<[torch.Tensor, torch.Tensor]> {
      readonly length = 300;
      override at(index: number): [torch.Tensor, torch.Tensor] {
        return test.at(index);
      }
    }
    const indices = Array.from({ length: 300 }, (_, i) => i);
    const fast = [...new DataLoader(test, { batchSize: 64, sampler: indices })];
    const slow = [...new DataLoader(new OneByOne(), 64)];
    assert.equal(fast.length, slow.length);
    fast.forEach(([X, y], i) => {
      assert.equal(X.shape.join(), slow[i][0].shape.join());
      assert.ok(X.equal(slow[i][0]) && y.equal(slow[i][1]), `batch ${i} differs`);
    });
  });

  it("gives pictures without a transform", () => {
    const test = FashionMNIST({ root: debian, train: false });
    const [picture, target] = test[0];
    assert.ok(picture instanceof Image);
    assert.deepEqual([picture.mode, picture.size, target], ["L", [28, 28], 9]);
    assert.throws(() => [...new DataLoader(test, 2)], /found Image.*ToTensor/);
  });

  it("goes on from pictures and labels that were replaced, and refuses others", () => {
    const test = FashionMNIST({ root: debian, train: false, transform: ToTensor() });
    const keep = test.targets.eq(9);
    test.data = test.data.at(keep);
    test.targets = test.targets.at(keep);
    assert.equal(test.length, 1000);
    for (const [X, y] of new DataLoader(test, 250)) assert.deepEqual([X.shape[0], y.eq(9).all().item()], [250, true]);
    test.data = test.data.to(torch.float32);
    assert.throws(() => [...new DataLoader(test, 250)], /data must be uint8 \[N, H, W\], got torch.float32/);
  });

  it("prints what torchvision prints", () => {
    const test = FashionMNIST({
      root: debian,
      train: false,
      transform: Compose([ToTensor(), Normalize([0.5], [0.5])]),
    });
    assert.equal(
      String(test),
      `Dataset FashionMNIST
    Number of datapoints: 10000
    Root location: ${debian}
    Split: Test
    StandardTransform
Transform: Compose(
               ToTensor()
               Normalize(mean=[0.5], std=[0.5])
           )`,
    );
  });

  it("reads the four files of its root, torchvision's unpacked ones, and else the package's", () => {
    assert.equal(FashionMNIST({ root, train: false }).source, debian);
    place(images, labels);
    assert.equal(FashionMNIST({ root, train: false }).source, root);
    const raw = join(root, "FashionMNIST", "raw");
    mkdirSync(raw, { recursive: true });
    for (const name of [images, labels])
      writeFileSync(join(raw, name), gunzipSync(readFileSync(join(root, `${name}.gz`))));
    const test = FashionMNIST({ root, train: false });
    assert.deepEqual([test.source, test[0][1]], [raw, 9]);
  });

  it("names a file that is cut", () => {
    place(images, labels);
    truncateSync(join(root, `${images}.gz`), 1_000_000);
    assert.throws(() => FashionMNIST({ root, train: false }), {
      message: /t10k-images-idx3-ubyte\.gz is cut or damaged: unexpected end of file/,
    });
  });

  it("names a file whose contents are others", () => {
    place(images, labels);
    const changed = gunzipSync(readFileSync(join(root, `${labels}.gz`)));
    changed[5000] = (changed[5000] + 1) % 10;
    writeFileSync(join(root, `${labels}.gz`), gzipSync(changed));
    assert.throws(() => FashionMNIST({ root, train: false }), {
      message:
        /t10k-labels-idx1-ubyte\.gz is not the published t10k-labels-idx1-ubyte: its MD5 is [0-9a-f]{32}, not bb300/,
    });
  });

  it("refuses calls that name no folder or an unknown option", () => {
    assert.throws(() => FashionMNIST({} as { root: string }), /FashionMNIST\(\): argument 'root' must be the path/);
    assert.throws(() => FashionMNIST({ root, target_transform: null } as object), /unexpected keyword argument/);
  });
});
