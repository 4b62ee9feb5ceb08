import assert from "node:assert/strict";
import * as torch from "tangent";

describe("factories", () => {
  it("infer PyTorch's dtypes", () => {
    const names = [[1, 2], [1.5], [true], 3, 2.5, new Float32Array(2), new Uint8Array(2), new BigInt64Array(1), []].map(
      (data) => torch.tensor(data).dtype.name,
    );
    assert.deepEqual(names, ["int64", "float32", "bool", "int64", "float32", "float32", "uint8", "int64", "float32"]);
    assert.equal(torch.tensor([1, 2], { requiresGrad: true }).dtype, torch.float32);
    assert.equal(torch.full([2], 1).dtype, torch.int64);
    assert.equal(torch.arange(3).dtype, torch.int64);
    assert.equal(torch.arange(0, 1, 0.5).dtype, torch.float32);
  });

  it("refuse ragged lists and what is no number", () => {
    assert.throws(() => torch.tensor([[1, 2], [3]]), /expected sequence of length 2 at dim 1 \(got 1\)/);
    assert.throws(() => torch.tensor(["a"] as never), /could not infer dtype of string/);
    assert.throws(() => torch.zeros(-1), /negative dimension -1/);
    assert.throws(() => torch.zeros(1.5), /must be tuple of ints/);
    assert.throws(() => torch.zeros(2, { dtype: "float" as never }), /argument 'dtype' must be torch.dtype/);
  });

  it("take sizes one by one, as a list and by name", () => {
    for (const x of [torch.zeros(2, 3), torch.zeros([2, 3]), torch.zeros({ size: [2, 3] } as never)])
      assert.deepEqual([...x.shape], [2, 3]);
    assert.deepEqual([...torch.zeros().shape], []);
  });

  it("count and divide as PyTorch does", () => {
    assert.deepEqual(torch.arange(5, 0, -2).tolist(), [5, 3, 1]);
    assert.deepEqual(torch.arange({ start: 1, end: 3 }).tolist(), [1, 2]);
    assert.deepEqual(torch.linspace(0, 1, 5).tolist(), [0, 0.25, 0.5, 0.75, 1]);
    assert.deepEqual(torch.logspace(0, 2, 3).tolist(), [1, 10, 100]);
    assert.deepEqual(torch.eye(2, 3).tolist(), [
      [1, 0, 0],
      [0, 1, 0],
    ]);
    assert.throws(() => torch.arange(1, 5, -1), /upper bound and lower bound inconsistent with step sign/);
  });

  it("go from JavaScript and back", () => {
    const nested = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ];
    assert.deepEqual(torch.tensor(nested).tolist(), nested);
    assert.deepEqual(torch.tensor([torch.tensor(1), torch.tensor(2)]).tolist(), [1, 2]);
    assert.deepEqual(torch.tensor([1.5, -0]).numpy(), new Float32Array([1.5, -0]));
    assert.deepEqual(torch.tensor([2n ** 60n]).tolist(), [2n ** 60n]);
  });
});
