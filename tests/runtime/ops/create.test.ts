import assert from "node:assert/strict";
import * as torch from "tangent";

describe("factories", () => {
  it("infer dtypes: numbers are the default dtype, bigints int64, booleans bool, typed arrays their own", () => {
    const names = [
      [1, 2],
      [1.5, 1n],
      [true, 2],
      [true],
      [true, 1n],
      3,
      3n,
      new Float64Array(2),
      new BigInt64Array(1),
      [],
    ].map((data) => torch.tensor(data).dtype.name);
    const expected = [
      "float32",
      "float32",
      "float32",
      "bool",
      "int64",
      "float32",
      "int64",
      "float64",
      "int64",
      "float32",
    ];
    assert.deepEqual(names, expected);
    assert.equal(torch.tensor([1, 2], { dtype: torch.int32 }).dtype, torch.int32);
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

  it("infers the dtype of mixed lists", () => {
    const half = torch.tensor(2.5, { dtype: torch.float16 });
    const kinds: readonly [torch.TensorData, torch.DType, readonly unknown[]][] = [
      [[true, 2n], torch.int64, [1, 2]],
      [[true, 2], torch.float32, [1, 2]],
      [[1n, 2.5], torch.float32, [1, 2.5]],
      [[1, torch.tensor(2.5)], torch.float32, [1, 2.5]],
      [[half, torch.tensor(1n)], torch.float16, [2.5, 1]],
      [
        [[1, 2], new Float64Array([3, 4])],
        torch.float64,
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [new Uint16Array([65535]), torch.int32, [65535]],
      [[1n, 9007199254740993n], torch.int64, [1, 9007199254740993n]],
    ];
    for (const [data, dtype, list] of kinds) {
      const made = torch.tensor(data);
      assert.deepEqual([made.dtype, made.tolist()], [dtype, list]);
    }
    assert.equal(torch.tensor(2 ** 63).dtype, torch.float32);
  });

  it("refuses ragged lists and numbers that do not fit", () => {
    assert.throws(() => torch.tensor([[1, 2], [3]]), /expected sequence of length 2 at dim 1 \(got 1\)/);
    assert.throws(() => torch.tensor([[1, 2], 3]), /not a sequence/);
    assert.throws(() => torch.tensor(2n ** 63n), /Overflow when unpacking long long/);
    const uint8 = (value: number) => torch.tensor([value], { dtype: torch.uint8 });
    assert.throws(() => uint8(300), /value cannot be converted to type uint8 without overflow/);
    assert.equal(uint8(-1).item(), 255);
    assert.throws(() => torch.zeros(1).fill_(1e40), /value cannot be converted to type float without overflow/);
    const endless: unknown[] = [];
    endless.push(endless);
    assert.throws(() => torch.tensor(endless as never), /too many dimensions/);
  });

  it("reads elements from the bytes of a buffer", () => {
    const { buffer } = new Int16Array([1, 2, 3, 4]);
    const read = (options: object) => torch.frombuffer(buffer, { dtype: torch.int16, ...options });
    assert.deepEqual(read({ offset: 2, count: 2 }).tolist(), [2, 3]);
    assert.throws(() => read({ offset: 3 }), /buffer length \(5 bytes\) after offset \(3 bytes\) must be a multiple/);
    assert.throws(() => read({ count: 5 }), /requested buffer length \(5 \* 2 bytes\) after offset \(0 bytes\)/);
    assert.throws(() => torch.frombuffer(buffer, {} as never), /missing 1 required positional arguments: "dtype"/);
  });
});
