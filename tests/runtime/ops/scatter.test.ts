import assert from "node:assert/strict";
import * as torch from "tangent";
import { gradcheck } from "./gradcheck.ts";

const indices = (list: Parameters<typeof torch.tensor>[0]): torch.Tensor => torch.tensor(list, { dtype: torch.int64 });

describe("places that indices name", () => {
  const x = torch.rand(3, 4);
  const rows = indices([2, 0, 2]);
  const places = indices([
    [0, 1, 2, 0],
    [2, 2, 1, 0],
  ]);
  const mask = torch.tensor([true, false, true, false]);

  it("are read with both derivatives", () => {
    gradcheck((a) => a.gather(0, places), x);
    gradcheck((a) => a.indexSelect(0, rows), x);
    gradcheck((a) => a.take(indices([0, -1, 5, 0])), x);
    gradcheck((a) => torch.takeAlongDim(a, places, 0), x);
    gradcheck((a) => a.maskedSelect(mask), x);
    gradcheck((a) => a.at(rows, null, [0, 1, 3]).mul(a.at(1, "::2").sum()), x);
  });

  it("are written with both derivatives of both tensors", () => {
    const row = torch.rand(2, 4);
    gradcheck((a, b) => a.scatterAdd(0, places, b), x, row);
    gradcheck(
      (a, b) =>
        a.scatter(
          1,
          indices([
            [3, 0],
            [1, 2],
          ]),
          b,
        ),
      x,
      torch.rand(2, 2),
    );
    gradcheck((a, b) => a.indexAdd(0, rows, b, { alpha: 2 }), x, torch.rand(3, 4));
    gradcheck((a, b) => a.indexCopy(0, indices([2, 0]), b), x, row);
    gradcheck((a, b) => a.indexFill(1, rows, b), x, torch.tensor(0.5));
    gradcheck((a, b) => a.maskedFill(mask, b), x, torch.tensor(0.5));
    gradcheck((a, b) => a.maskedScatter(mask, b), x, torch.rand(7));
    gradcheck((a, b) => torch.indexPut(a, [rows, indices([1, 1, 1])], b, true), x, torch.rand(3));
    gradcheck(
      (a, b) => {
        const y = a.mul(2);
        y.set(1, "::2", b);
        y.set([0, 2], [3, 3], b.sum().mul(y.at(1, 0).clone()));
        return y;
      },
      x,
      torch.rand(2),
    );
  });

  it("are refused where there are none", () => {
    assert.throws(() => x.gather(0, indices([[3]])), /index 3 is out of bounds for dimension 0 with size 3/);
    assert.throws(
      () => torch.indexPut(x, [rows], indices([1])),
      /Index put requires the source and destination dtypes match, got Float for the destination and Long/,
    );
    const y = torch.zeros(4);
    assert.deepEqual(y.indexPut_([mask], torch.tensor([1, 2])).tolist(), [1, 0, 2, 0]);
    assert.throws(() => x.indexSelect(0, indices([-1])), /index out of range in self/);
    assert.throws(() => x.maskedScatter(mask, torch.rand(5)), /Number of elements of source < number of ones in mask/);
    assert.throws(
      () => x.indexAdd(0, rows, torch.rand(2, 4)),
      /Number of indices \(3\) should be equal to source.size/,
    );
  });
});
