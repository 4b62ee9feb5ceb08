import assert from "node:assert/strict";
import * as torch from "tangent";
import { gradcheck } from "./gradcheck.ts";

const { pad } = torch.nn.functional;

describe("padding", () => {
  it("shows the modes' own elements, and of negative numbers fewer", () => {
    const x = torch.tensor([[1, 2, 3]]);
    const padded = (...args: [number[], "reflect" | "replicate" | "circular"]): unknown => pad(x, ...args).tolist();
    assert.deepEqual(padded([2, 1], "reflect"), [[3, 2, 1, 2, 3, 2]]);
    assert.deepEqual(padded([2, 1], "replicate"), [[1, 1, 1, 2, 3, 3]]);
    assert.deepEqual(padded([2, 1], "circular"), [[2, 3, 1, 2, 3, 1]]);
    assert.deepEqual(padded([-1, 2], "circular"), [[2, 3, 2, 3]]);
    assert.deepEqual(padded([-1, 2], "replicate"), [[2, 3, 3, 3]]);
    assert.deepEqual(pad(x, [-1, 1], { value: 9 }).tolist(), [[2, 3, 9]]);
  });

  it("has both derivatives", () => {
    gradcheck((x) => pad(x, [1, -1, 2, 0], "constant", 3), torch.rand(2, 3));
    gradcheck((x) => pad(x, [2, 1, 1, 1], "reflect"), torch.rand(1, 2, 3));
    gradcheck((x) => pad(x, [2, -1, 1, 1], "replicate"), torch.rand(1, 2, 3));
    gradcheck((x) => pad(x, [2, 1, 1, -1], "circular"), torch.rand(1, 2, 3));
  });

  it("refuses what PyTorch refuses, in its words", () => {
    const x = torch.ones(2, 3);
    assert.throws(() => pad(x, [1]), /Padding length must be divisible by 2/);
    assert.throws(() => pad(x, [1, 1, 1, 1, 1, 1]), /got padding length 6 and input of dimension 2/);
    assert.throws(() => pad(x, [-4, 0]), /narrow\(\): length must be non-negative/);
    assert.throws(() => pad(x, [3, 1], "reflect"), /got: padding \(3, 1\) at dimension 1 of input \[2, 3\]/);
    assert.throws(() => pad(x, [4, 0], "circular"), /Padding value causes wrapping around more than once/);
    assert.throws(() => pad(x, [1, 1, 1, 1], "reflect"), /Padding size 4 is not supported for 2D input tensor/);
    assert.throws(() => pad(x, [1, 1], "reflect", 1), /Padding mode "reflect" doesn't take in value argument/);
  });
});
