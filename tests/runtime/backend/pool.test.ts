import assert from "node:assert/strict";
import type { PoolOptions } from "../../../runtime/backend/backend.ts";
import { kernels, numbers, tensor } from "./support.ts";

/** A 2-d window; a pair of numbers where the dims differ. */
const window = (
  given: Partial<Record<keyof PoolOptions, number | readonly [number, number] | boolean>>,
): PoolOptions => {
  const pair = (name: keyof PoolOptions, otherwise: number): readonly number[] => {
    const value = given[name] ?? otherwise;
    return typeof value === "number" ? [value, value] : (value as readonly [number, number]);
  };
  return {
    kernel: pair("kernel", 2),
    stride: pair("stride", 2),
    padding: pair("padding", 0),
    dilation: pair("dilation", 1),
    ceilMode: given.ceilMode === true,
  };
};

const grid = (height: number, width: number): number[] =>
  Array.from({ length: height * width }, (_, i) => ((i * 37) % 23) - 11);

/** Every output place with the pixels under its window, as the definition has them. */
function windows(
  height: number,
  width: number,
  { kernel, stride, padding, dilation }: PoolOptions,
  sizes: readonly number[],
) {
  return Array.from({ length: sizes[0] * sizes[1] }, (_, place) => {
    const [y, x] = [Math.floor(place / sizes[1]), place % sizes[1]];
    const pixels: number[] = [];
    let padded = 0;
    for (let i = 0; i < kernel[0]; i++)
      for (let j = 0; j < kernel[1]; j++) {
        const row = y * stride[0] - padding[0] + i * dilation[0];
        const column = x * stride[1] - padding[1] + j * dilation[1];
        if (row < height + padding[0] && column < width + padding[1]) padded++;
        if (row >= 0 && row < height && column >= 0 && column < width) pixels.push(row * width + column);
      }
    return { pixels, padded };
  });
}

const cases: Record<string, PoolOptions> = {
  plain: window({}),
  overlapping: window({ kernel: 3, stride: 1 }),
  padded: window({ kernel: 3, padding: 1 }),
  dilated: window({ kernel: 2, stride: 1, dilation: 2 }),
  "with a last window that is cut": window({ kernel: 3, stride: 2, ceilMode: true }),
  "of two widths": window({ kernel: [1, 3], stride: [2, 1], padding: [0, 1] }),
};

describe("pooling", () => {
  const [height, width] = [7, 6];
  const values = grid(height, width);
  const planes = tensor([...values, ...values.map((v) => -v)], [1, 2, height, width]);

  for (const [name, options] of Object.entries(cases)) {
    it(`takes the largest of each window, and where it is: ${name}`, () => {
      const [largest, indices] = kernels.maxPool(planes, options);
      const sizes = kernels.sizes(largest).slice(2);
      const expected = windows(height, width, options, sizes).map(({ pixels }) =>
        pixels.reduce((best, pixel) => (values[pixel] > values[best] ? pixel : best)),
      );
      assert.deepEqual(numbers(indices).slice(0, expected.length), expected);
      assert.deepEqual(
        numbers(largest).slice(0, expected.length),
        expected.map((pixel) => values[pixel]),
      );
      const grad = kernels.full(kernels.sizes(largest), 2, 6);
      const back = numbers(kernels.maxPoolBackward(grad, planes, indices, 2)).slice(0, values.length);
      const counts = values.map((_, pixel) => 2 * expected.filter((chosen) => chosen === pixel).length);
      assert.deepEqual(back, counts);
    });

    if (name === "dilated") continue;
    it(`takes the average of each window: ${name}`, () => {
      for (const includesPadding of [true, false])
        for (const divisor of [null, 5]) {
          const averages = kernels.avgPool(planes, options, includesPadding, divisor);
          const sizes = kernels.sizes(averages).slice(2);
          const all = windows(height, width, options, sizes);
          const by = all.map(({ pixels, padded }) => divisor ?? (includesPadding ? padded : pixels.length));
          const expected = all.map(({ pixels }, i) =>
            Math.fround(pixels.reduce((sum, pixel) => sum + values[pixel], 0) / by[i]),
          );
          assert.deepEqual(
            numbers(averages)
              .slice(0, expected.length)
              .map((v) => v + 0),
            expected.map((v) => v + 0),
          );
          const grad = kernels.full(kernels.sizes(averages), 1, 6);
          const back = numbers(kernels.avgPoolBackward(grad, planes, options, includesPadding, divisor));
          const shares = values.map((_, pixel) =>
            all.reduce((sum, { pixels }, i) => sum + (pixels.includes(pixel) ? 1 / by[i] : 0), 0),
          );
          shares.forEach((share, pixel) => {
            assert.ok(Math.abs(back[pixel] - share) < 1e-6);
          });
        }
    });
  }

  it("cuts the plane into even regions", () => {
    const line = tensor([0, 1, 2, 3, 4, 5, 6], [1, 7]);
    assert.deepEqual(numbers(kernels.adaptiveAvgPool(line, [3])), [1, 3, 5]);
    assert.deepEqual(numbers(kernels.adaptiveMaxPool(line, [3])[0]), [2, 4, 6]);
    assert.deepEqual(numbers(kernels.adaptiveAvgPool(planes, [1, 1])), numbers(kernels.mean(planes, [2, 3], false)));
    const shares = numbers(kernels.adaptiveAvgPoolBackward(tensor([3, 3, 3], [1, 3]), line, 1));
    assert.deepEqual(shares, [1, 1, 2, 1, 2, 1, 1]);
  });

  it("lets NaN win, takes planes without a batch, and batches of none", () => {
    const [largest, index] = kernels.maxPool(tensor([1, Number.NaN, 3, 9], [1, 2, 2]), window({}));
    assert.deepEqual([numbers(largest), numbers(index)], [[Number.NaN], [1]]);
    assert.deepEqual(kernels.sizes(kernels.maxPool(tensor([], [0, 2, 4, 4]), window({}))[0]), [0, 2, 2, 2]);
  });

  it("refuses what PyTorch refuses, in its words", () => {
    const run = (options: PoolOptions) => kernels.maxPool(tensor(grid(8, 8), [1, 4, 4, 4]), options);
    assert.throws(() => run(window({ kernel: 5 })), {
      message: "Given input size: (4x4x4). Calculated output size: (4x0x0). Output size is too small",
    });
    assert.throws(() => run(window({ padding: 2 })), {
      message: "pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1",
    });
    assert.throws(() => run(window({ stride: 0 })), { message: "stride should not be zero" });
    assert.throws(() => kernels.avgPool(tensor(grid(4, 4), [1, 4, 4]), window({}), true, 0), {
      message: "divisor must be not zero",
    });
    assert.throws(() => kernels.adaptiveAvgPool(tensor(grid(4, 4), [1, 1, 4, 4]), [-1, 2]), {
      message: "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received [-1, 2]",
    });
  });
});
