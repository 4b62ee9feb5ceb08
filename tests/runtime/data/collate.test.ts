import assert from "node:assert/strict";
import * as torch from "tangent";
import { defaultCollate } from "tangent/data";

describe("defaultCollate", () => {
  it("stacks tensors, and makes tensors of numbers and booleans", () => {
    const batch = defaultCollate([
      [torch.ones(2), 1, 0.5, true, "a", new Float32Array([1, 2])],
      [torch.zeros(2), 2, 1, false, "b", new Float32Array([3, 4])],
    ] as [torch.Tensor, number, number, boolean, string, Float32Array][]);
    const [tensors, whole, fractions, booleans, texts, arrays] = batch;
    assert.deepEqual(tensors.tolist(), [
      [1, 1],
      [0, 0],
    ]);
    assert.deepEqual([whole.dtype, whole.tolist()], [torch.int64, [1, 2]]);
    assert.deepEqual([fractions.dtype, fractions.tolist()], [torch.float64, [0.5, 1]]);
    assert.deepEqual([booleans.dtype, booleans.tolist()], [torch.bool, [true, false]]);
    assert.deepEqual(texts, ["a", "b"]);
    assert.deepEqual([arrays.dtype, arrays.shape.join()], [torch.float32, "2,2"]);
  });

  it("goes through objects by key", () => {
    const batch = defaultCollate([
      { x: torch.tensor(1), meta: { id: 7 } },
      { x: torch.tensor(2), meta: { id: 8 } },
    ]);
    assert.deepEqual(batch.x.tolist(), [1, 2]);
    assert.deepEqual(batch.meta.id.tolist(), [7, 8]);
  });

  it("says what it cannot take", () => {
    assert.throws(() => defaultCollate([new Date()]), /default_collate: batch must contain tensors.*found Date/);
    assert.throws(() => defaultCollate([[1], [1, 2]]), /each element in list of batch should be of equal size/);
    assert.throws(() => defaultCollate([{ a: 1 }, { b: 1 }]), /sample 1 of the batch has no 'a'/);
    assert.throws(() => defaultCollate([]), /the batch is empty/);
    assert.throws(() => defaultCollate([torch.ones(2), torch.ones(3)]), /stack expects each tensor to be equal size/);
  });
});
