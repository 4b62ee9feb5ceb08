import assert from "node:assert/strict";
import { assertNear, slopes, wave } from "./derivative.ts";
import { assertClose, code, kernels, numbers, tensor } from "./support.ts";

describe("gelu", () => {
  // PyTorch 2.13: F.gelu(torch.tensor([-3, -1, -0.1, 0, 0.5, 2, 9], dtype=torch.float64)), and with approximate="tanh".
  const x = [-3, -1, -0.1, 0, 0.5, 2, 9];
  const exact = [
    -0.00404969409489031, -0.15865525393145702, -0.0460172162722971, 0, 0.34573123063700656, 1.9544997361036416, 9,
  ];
  const byTanh = [
    -0.0036373920817729943, -0.15880800939172324, -0.04601724895456484, 0, 0.34571400982514394, 1.954597694087775, 9,
  ];

  it("is PyTorch's, and its gradient is its slope", () => {
    for (const dtype of ["float32", "float64"] as const)
      for (const [approximate, expected] of [
        [false, exact],
        [true, byTanh],
      ] as const) {
        const input = tensor(x, [7], dtype);
        assertNear(
          kernels.gelu(input, approximate),
          expected,
          dtype === "float32" ? 1e-6 : 1e-14,
          `${dtype} ${approximate}`,
        );
        const grad = wave(7, 2);
        const f = (values: readonly number[]) => numbers(kernels.gelu(tensor(values, [7], "float64"), approximate));
        const back = kernels.geluBackward(tensor(grad, [7], dtype), input, approximate);
        assertNear(back, slopes(x, grad, f), dtype === "float32" ? 2e-6 : 1e-8, "gradient");
      }
  });

  it("meets infinity and NaN", () => {
    const far = tensor([Number.POSITIVE_INFINITY, Number.NaN, 1e30, -1e30], [4]);
    for (const approximate of [false, true]) {
      const [up, none, large, small] = numbers(kernels.gelu(far, approximate));
      assert.deepEqual([up, none, small + 0], [Number.POSITIVE_INFINITY, Number.NaN, 0]);
      assertClose([large], [Math.fround(1e30)], "float32", "large");
      const slope = numbers(kernels.geluBackward(kernels.full([4], 1, code("float32")), far, approximate));
      assert.deepEqual(slope.slice(2), [1, 0]);
    }
  });
});
