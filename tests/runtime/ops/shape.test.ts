import assert from "node:assert/strict";
import * as torch from "tangent";

describe("shapes", () => {
  const x = torch.arange(24).reshape(2, 3, 4);
  const shape = (tensor: torch.Tensor): number[] => [...tensor.shape];

  it("are seen without copies where that can be", () => {
    const views = [
      x.view(6, 4),
      x.permute(2, 0, 1),
      x.transpose(0, 2),
      x.unsqueeze(1),
      x.flatten(1),
      x.T,
      x.mT,
      x.narrow(1, 0, 2),
    ];
    for (const view of views) assert.equal(view.kernels.storageId(view.handle), x.kernels.storageId(x.handle));
    assert.deepEqual(views.map(shape), [
      [6, 4],
      [4, 2, 3],
      [4, 3, 2],
      [2, 1, 3, 4],
      [2, 12],
      [4, 3, 2],
      [2, 4, 3],
      [2, 2, 4],
    ]);
    assert.throws(() => x.transpose(0, 1).view(-1), /view size is not compatible/);
    assert.deepEqual(shape(x.transpose(0, 1).reshape(-1)), [24]);
  });

  it("take dims by name, from the end, and say when there are none", () => {
    assert.deepEqual(shape(x.flatten({ endDim: 1 })), [6, 4]);
    assert.deepEqual(shape(x.squeeze({ dim: 0 })), [2, 3, 4]);
    assert.throws(() => x.unsqueeze(5), /Dimension out of range \(expected to be in range of \[-4, 3\], but got 5\)/);
    assert.throws(() => x.view(5, 5), /shape '\[5, 5\]' is invalid for input of size 24/);
  });

  it("are cut and joined", () => {
    assert.deepEqual(x.chunk(2, 2).map(shape), [
      [2, 3, 2],
      [2, 3, 2],
    ]);
    assert.deepEqual(x.split([1, 2], 1).map(shape), [
      [2, 1, 4],
      [2, 2, 4],
    ]);
    assert.deepEqual(torch.cat(x.unbind(1), -1).tolist(), x.reshape(2, 12).tolist());
    assert.deepEqual(shape(torch.stack([x, x], 1)), [2, 2, 3, 4]);
    assert.throws(() => torch.stack([x, x[0]]), /stack expects each tensor to be equal size/);
    assert.throws(() => x.split([1, 1], 1), /split_sizes to sum exactly to 3/);
  });

  it("are repeated and turned round", () => {
    const row = torch.tensor([1, 2]);
    assert.deepEqual(row.repeat(2, 2).tolist(), [
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ]);
    assert.deepEqual(row.tile(2).tolist(), [1, 2, 1, 2]);
    assert.deepEqual(row.flip(0).tolist(), [2, 1]);
    assert.deepEqual(row.expand(3, 2).stride(), [0, 1]);
    assert.deepEqual(x.diagonal(0, 1, 2).tolist(), [
      [0, 5, 10],
      [12, 17, 22],
    ]);
  });

  it("are copied row by row, whatever the rows' width", () => {
    for (const dtype of [torch.uint8, torch.float32]) {
      for (const width of [1, 3, 15, 16, 31, 33, 64, 65, 127, 129, 200, 519, 2049]) {
        const wide = torch.randint(0, 200, [3, 9, 2, width + 2]).to(dtype);
        const rows = wide.narrow(3, 1, width).transpose(1, 2);
        const list = wide.tolist() as number[][][][];
        const expected = list.map((a) => [0, 1].map((i) => a.map((b) => b[i].slice(1, width + 1))));
        assert.deepEqual(rows.contiguous().tolist(), expected, `${dtype.name} ${width}`);
        const part = rows.select(0, 1).contiguous();
        assert.deepEqual(part.indexSelect(1, torch.tensor([8n, 0n])).tolist(), [
          [expected[1][0][8], expected[1][0][0]],
          [expected[1][1][8], expected[1][1][0]],
        ]);
        const joined = torch.cat([part, part.narrow(2, 0, 1)], 2).tolist() as number[][][];
        assert.deepEqual(
          joined,
          expected[1].map((a) => a.map((b) => [...b, b[0]])),
        );
      }
    }
  });
});
