import assert from "node:assert/strict";
import * as torch from "tangent";

const grid = (): torch.Tensor => torch.arange(12).reshape(3, 4);

describe("indexing", () => {
  it("takes rows by number, from the end, in a loop", () => {
    const x = grid();
    assert.deepEqual(x[1].tolist(), [4, 5, 6, 7]);
    assert.deepEqual(x[-1][-1].item(), 11);
    assert.deepEqual(
      [...x].map((row) => row[0].item()),
      [0, 4, 8],
    );
    assert.throws(() => x[3], /index 3 (is )?out of (range|bounds)/);
    assert.throws(() => [...torch.tensor(1)], /iteration over a 0-d tensor/);
  });

  it("takes slices in words, as objects, new dims and the rest", () => {
    const x = grid();
    assert.deepEqual(x.at("1:", "::2").tolist(), [
      [4, 6],
      [8, 10],
    ]);
    assert.deepEqual(x.at(torch.Slice(1), -1).tolist(), [3]);
    assert.deepEqual([...x.at("...", null).shape], [3, 4, 1]);
    assert.deepEqual(x.at("...", 0).tolist(), [0, 4, 8]);
    assert.throws(() => x.at(0, 0, 0), /too many indices for tensor of dimension 2/);
    assert.throws(() => x.at("first"), /'first' is no index/);
  });

  it("takes masks, lists and tensors of indices, side by side and apart", () => {
    const x = grid();
    assert.deepEqual(x.at(x.gt(8)).tolist(), [9, 10, 11]);
    assert.deepEqual(x.at([0, 2], [1, -1]).tolist(), [1, 11]);
    assert.deepEqual(x.at(":", torch.tensor([[0n], [3n]])).shape, torch.zeros(3, 2, 1).shape);
    assert.deepEqual([...grid().reshape(3, 2, 2).at([0, 1], ":", [1, 1]).shape], [2, 2]);
    assert.throws(() => x.at(torch.tensor([true, false])), /shape of the mask \[2\] at index 0 does not match/);
    assert.throws(() => x.at(torch.tensor([0.5])), /must be long, int, byte or bool tensors/);
  });

  it("mixes booleans, masks, integers and slices as PyTorch does", () => {
    const x = torch.arange(24).reshape(2, 3, 4);
    const shape = (...index: Parameters<typeof x.at>): number[] => [...x.at(...index).shape];
    assert.deepEqual(shape(true), [1, 2, 3, 4]);
    assert.deepEqual(shape(false), [0, 2, 3, 4]);
    assert.deepEqual(shape("...", [true, false, true, false]), [2, 3, 2]);
    assert.deepEqual(shape([0, 1], ":", [1, 2]), [2, 3]);
    assert.deepEqual(shape(torch.tensor(0n), ":", [1, 2]), [3, 2]);
    assert.deepEqual(shape([0, 1], null, [1, 2]), [2, 1, 4]);
    assert.throws(() => x.at("::-1"), /step must be greater than zero/);
    assert.throws(() => x.at("::0"), /slice step cannot be zero/);
    assert.throws(() => x.at(0, "...", 4), /index 4 is out of bounds for dimension 2 with size 4/);
    assert.throws(() => x.at([0, 1], [0, 1, 2]), /could not be broadcast together with shapes \[2\], \[3\]/);
    assert.throws(() => torch.zeros(0, 3).at([0]), /index is out of bounds for dimension with size 0/);
    assert.throws(
      () => torch.tensor(5)[0],
      /invalid index of a 0-dim tensor|select\(\) cannot be applied to a 0-dim tensor/,
    );
  });

  it("writes to what an index names, with broadcasting", () => {
    const x = grid();
    x.set(0, 7);
    x[2] = torch.tensor([8, 9, 10, 11]);
    x.set(":", 1, torch.tensor([20, 21, 22]));
    x.set(x.gt(20), 0);
    x.set([1, 2], [3, 3], -1);
    x.set(0, 0, torch.tensor([[7]]));
    assert.throws(
      () => x.set(0, torch.tensor([1, 2])),
      /The expanded size of the tensor \(4\) must match the existing size \(2\)/,
    );
    assert.deepEqual(x.tolist(), [
      [7, 20, 7, 7],
      [4, 0, 6, -1],
      [8, 0, 10, -1],
    ]);
  });

  it("shares memory for basic indices, copies for others", () => {
    const x = grid();
    x[0].fill_(5);
    x.at([1]).fill_(5);
    assert.deepEqual(x.at(":", 0).tolist(), [5, 4, 8]);
  });

  it("lets gradients through reads and writes", () => {
    const x = torch.ones(3, 2, { requiresGrad: true });
    const y = x.mul(2);
    y.set(0, 5);
    y.set(torch.tensor([2n, 2n]), torch.tensor([0n, 1n]), 9);
    y.at([1, 1, 2]).sum().backward();
    assert.deepEqual(x.grad?.tolist(), [
      [0, 0],
      [4, 4],
      [0, 0],
    ]);
  });

  it("names the camelCase form of a snake_case name", () => {
    const x = grid() as unknown as Record<string, unknown>;
    assert.throws(() => x.index_select, /Tensor has no 'index_select'.*write 'indexSelect'/);
    assert.equal(x.nothing_such, undefined);
  });
});
