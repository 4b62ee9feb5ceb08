import assert from "node:assert/strict";
import * as torch from "tangent";

describe("ldexp", () => {
  it("keeps the type of a floating-point input, also where the power alone is beyond it", () => {
    const cases: [torch.DType, number, bigint, number][] = [
      [torch.float16, 2 ** -10, 17n, 128],
      [torch.bfloat16, 2 ** -10, 130n, 2 ** 120],
      [torch.float32, 2 ** -100, 130n, 2 ** 30],
      [torch.float64, 2 ** -1000, 1030n, 2 ** 30],
    ];
    for (const [dtype, value, exponent, expected] of cases) {
      const found = torch.ldexp(torch.tensor(value, { dtype }), torch.tensor(exponent));
      assert.equal(found.dtype, dtype);
      assert.equal(found.item(), expected);
    }
    assert.equal(torch.ldexp(torch.tensor([1n]), torch.tensor([2n])).dtype, torch.float32);
  });
});
