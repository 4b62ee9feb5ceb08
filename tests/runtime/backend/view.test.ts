import assert from "node:assert/strict";
import { dtypeNames, type Handle } from "../../../runtime/backend/backend.ts";
import { allTypes, code, floatTypes, integerTypes, kernels, numbers, rounded, tensor } from "./support.ts";

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const cube = (): Handle => tensor(count(24), [2, 3, 4]);
const shape = (a: Handle): number[] => kernels.sizes(a);

describe("views", () => {
  it("share what they show: a write through one is seen by all, and counted", () => {
    const a = cube();
    const views = [
      kernels.view(a, [6, 4]),
      kernels.permute(a, [2, 0, 1]),
      kernels.transpose(a, 0, -1),
      kernels.select(a, 0, -1),
      kernels.slice(a, 2, 1, 100, 2),
      kernels.unsqueeze(a, -1),
      kernels.expand(kernels.unsqueeze(a, 0), [5, -1, -1, -1]),
      kernels.asStrided(a, [2, 2], [1, 12], 3),
      kernels.alias(a),
    ];
    for (const view of views) assert.equal(kernels.storageId(view), kernels.storageId(a));
    kernels.copyInto(kernels.slice(kernels.select(a, 0, 1), 0, 1, 2, 1), 100);
    assert.deepEqual(numbers(views[3]), [12, 13, 14, 15, 100, 100, 100, 100, 20, 21, 22, 23]);
    assert.deepEqual(numbers(views[7]), [3, 15, 4, 100]);
    for (const view of views) assert.equal(kernels.version(view), 1);
  });

  it("follow their memory where it grows, also those that count their writes apart", () => {
    for (const grown of [0, 1, 2]) {
      const a = tensor(count(4), [4]);
      const apart = kernels.countedApart(a);
      const all = [a, apart, kernels.countedApart(apart)];
      const longer = kernels.resize(all[grown], [1_000]);
      kernels.copyInto(longer, 5);
      for (const each of all) assert.deepEqual(numbers(each), [5, 5, 5, 5]);
      kernels.copyInto(apart, 6);
      assert.deepEqual(numbers(longer).slice(0, 5), [6, 6, 6, 6, 5]);
      for (const each of all) assert.equal(kernels.storageSize(each), 4_000);
    }
  });

  it("have PyTorch's sizes and strides", () => {
    const a = cube();
    assert.deepEqual(
      [shape(kernels.permute(a, [2, 0, 1])), kernels.strides(kernels.permute(a, [2, 0, 1]))],
      [
        [4, 2, 3],
        [1, 12, 4],
      ],
    );
    assert.deepEqual(shape(kernels.reshape(kernels.transpose(a, 0, 2), [4, -1])), [4, 6]);
    assert.deepEqual(numbers(kernels.slice(a, 2, -2, 4, 1)).slice(0, 4), [2, 3, 6, 7]);
    assert.deepEqual(shape(kernels.slice(a, 1, 5, 1, 1)), [2, 0, 4]);
    assert.deepEqual(shape(kernels.squeeze(kernels.view(a, [1, 2, 1, 12]), null)), [2, 12]);
    assert.deepEqual(shape(kernels.squeeze(kernels.view(a, [1, 2, 1, 12]), [0, 1])), [2, 1, 12]);
    assert.deepEqual(shape(kernels.storageView(kernels.select(a, 0, 1))), [24]);
    assert.equal(kernels.offset(kernels.select(a, 0, 1)), 12);
  });

  it("refuse what PyTorch refuses, in its words", () => {
    const a = cube();
    assert.throws(
      () => kernels.view(kernels.transpose(a, 0, 2), [24]),
      /view size is not compatible with input tensor's size and stride/,
    );
    assert.throws(() => kernels.view(a, [5, -1]), { message: "shape '[5, -1]' is invalid for input of size 24" });
    assert.throws(() => kernels.view(a, [-1, -1]), { message: "only one dimension can be inferred" });
    assert.throws(() => kernels.select(a, 0, 2), {
      message: "select(): index 2 out of range for tensor of size [2, 3, 4] at dimension 0",
    });
    assert.throws(() => kernels.slice(a, 0, 0, 1, 0), { message: "slice step must be positive" });
    assert.throws(() => kernels.transpose(a, 0, 3), {
      message: "Dimension out of range (expected to be in range of [-3, 2], but got 3)",
    });
    assert.throws(() => kernels.asStrided(a, [5, 5], [5, 1], 0), /out of bounds for storage of size 96/);
    assert.throws(() => kernels.asStrided(a, [2], [-1], 0), /Negative strides are not supported/);
  });
});

describe("copies", () => {
  it("convert every dtype to every other as PyTorch does", () => {
    for (const from of allTypes)
      for (const to of allTypes) {
        const signed = from !== "uint8" && from !== "bool" && to !== "uint8" && to !== "bool";
        const given = [0, 1, 2, 100, ...(signed ? [-3] : []), ...(floatTypes.includes(from) ? [1.5, 2.75] : [])];
        const values = given.map((v) => rounded(v, from));
        const expected = values.map((v) => {
          if (to === "bool") return Number(v !== 0);
          return integerTypes.includes(to) ? Math.trunc(v) : rounded(v, to);
        });
        const a = tensor(values, [values.length], from);
        assert.deepEqual(numbers(kernels.to(a, code(to))), expected, `${from} to ${to}`);
        const target = kernels.full([values.length], 0, code(to));
        kernels.copyInto(target, a);
        assert.deepEqual(numbers(target), expected, `${from} into ${to}`);
      }
  });

  it("give a tensor itself where nothing is to be done, and a fresh one otherwise", () => {
    const a = cube();
    assert.equal(kernels.contiguous(a), a);
    assert.equal(kernels.to(a, code("float32")), a);
    assert.notEqual(kernels.storageId(kernels.clone(a)), kernels.storageId(a));
    const turned = kernels.permute(a, [2, 0, 1]);
    const copy = kernels.contiguous(turned);
    assert.deepEqual([numbers(copy), kernels.strides(copy)], [numbers(turned), [6, 3, 1]]);
  });

  it("broadcast into their target, and read what they overwrite first; refuse what lies across it", () => {
    const a = cube();
    kernels.copyInto(a, tensor([1, 2, 3, 4], [4]));
    assert.deepEqual(numbers(a).slice(4, 8), [1, 2, 3, 4]);
    const square = tensor(count(9), [3, 3]);
    assert.throws(() => kernels.copyInto(square, kernels.transpose(square, 0, 1)), /some elements of the input tensor/);
    const pairs = kernels.asStrided(square, [4], [2], 0);
    kernels.copyInto(pairs, kernels.asStrided(square, [4], [2], 2));
    assert.deepEqual(numbers(square), [2, 1, 4, 3, 6, 5, 8, 7, 8]);
    assert.throws(
      () => kernels.copyInto(tensor([1], [1]), tensor([1, 2], [2])),
      /output with shape \[1\] doesn't match the broadcast shape \[2\]/,
    );
  });

  it("join along any dim, and promote", () => {
    const [a, b] = [tensor(count(6), [2, 3]), tensor([10, 20], [2, 1])];
    assert.deepEqual(numbers(kernels.cat([a, b], 1)), [0, 1, 2, 10, 3, 4, 5, 20]);
    assert.deepEqual(numbers(kernels.cat([a, a], 0)), [...count(6), ...count(6)]);
    const joined = kernels.cat([a, tensor([7, 8, 9], [1, 3], "int64")], 0);
    assert.equal(dtypeNames[kernels.dtype(joined)], "float32");
    const many = Array.from({ length: 5 }, (_, i) =>
      tensor(
        count(40).map((v) => v + 100 * i),
        [20, 2],
      ),
    );
    const wide = numbers(kernels.cat(many, 1));
    assert.deepEqual(wide.slice(10, 20), [2, 3, 102, 103, 202, 203, 302, 303, 402, 403]);
    assert.deepEqual(shape(kernels.cat([tensor([], [0]), a], 0)), [2, 3]);
    assert.throws(() => kernels.cat([a, tensor([1], [1, 1])], 0), /Sizes of tensors must match except in dimension 0/);
  });

  it("keep triangles", () => {
    const a = tensor(count(9), [3, 3]);
    assert.deepEqual(numbers(kernels.tril(a, 0)), [0, 0, 0, 3, 4, 0, 6, 7, 8]);
    assert.deepEqual(numbers(kernels.triu(a, 1)), [0, 1, 2, 0, 0, 5, 0, 0, 0]);
    assert.deepEqual(numbers(kernels.tril(a, -100)), new Array(9).fill(0));
  });
});
