/** Which dtype a result of two operands has, and where it can be written: all pairs, as PyTorch 2.13 answers. */

import assert from "node:assert/strict";
import * as torch from "tangent";

type Operand = torch.Tensor | number | boolean;
type Binary = (a: never, b: never, options?: { out?: torch.Tensor }) => torch.Tensor;

const dtypes = [
  ...[torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64],
  ...[torch.bool, torch.bfloat16],
];
const operands: readonly (readonly [string, Operand])[] = [
  ...dtypes.map((dtype) => [`${dtype.name} [1]`, torch.ones(1, { dtype })] as const),
  ...dtypes.map((dtype) => [`${dtype.name} []`, torch.ones([], { dtype })] as const),
  ["an integer", 2],
  ["a float", 2.5],
  ["a boolean", true],
];

/** The result's dtype of each pair of operands, by its number; "." where neither is a tensor. */
const promoted = `
02234567090000056709060 21234567191111156719161 22234567292222256729262 33334567393333356739363 44444567494444456749464
55555567565555555555555 66666667666666666666666 77777777777777777777777 01234567890123456789468 99999667999999999999999
01234567090223456709060 01234567192123456719161 01234567292223456729262 01234567393333456739363 01234567494444456749464
55555567595555556756555 66666567696666666766666 77777567797777777777777 01234567890123456789468 99999567999999966799999
01234567490123456749... 66666567696666656769... 01234567890123456789...`
  .trim()
  .split(/\s+/);

function eachPair(check: (a: Operand, b: Operand, expected: torch.DType, what: string) => void): void {
  operands.forEach(([first, a], i) => {
    operands.forEach(([second, b], j) => {
      const code = promoted[i][j];
      if (code !== ".") check(a, b, dtypes[Number(code)], `${first} and ${second}`);
    });
  });
}

/** Whether a result of one dtype can be written to another. */
const castable = (from: torch.DType, to: torch.DType): boolean =>
  (!from.isFloatingPoint || to.isFloatingPoint) && (to !== torch.bool || from === torch.bool);

describe("promotion", () => {
  it("gives arithmetic and choices the dtype that both operands fit in", () => {
    const choose = (a: Operand, b: Operand) => torch.where(torch.tensor([true]), a, b);
    for (const operator of [torch.add, torch.mul, choose] as Binary[])
      eachPair((a, b, expected, what) => assert.equal(operator(a as never, b as never).dtype, expected, what));
  });

  it("divides integers to the default float, and compares to bool", () => {
    eachPair((a, b, expected, what) => {
      const quotient = torch.div(a, b).dtype;
      assert.equal(quotient, expected.isFloatingPoint ? expected : torch.float32, what);
      assert.equal(torch.eq(a, b).dtype, torch.bool, what);
    });
  });

  it("writes in place and to `out` only what the dtype can hold", () => {
    eachPair((a, b, expected, what) => {
      if (!(a instanceof torch.Tensor) || (a.ndim === 0 && b instanceof torch.Tensor && b.ndim > 0)) return;
      const write = () => a.clone().add_(b);
      if (castable(expected, a.dtype)) assert.equal(write().dtype, a.dtype, what);
      else assert.throws(write, /^Error: result type \w+ can't be cast to the desired output type \w+$/, what);
    });
    for (const from of dtypes)
      for (const to of dtypes) {
        const one = torch.ones(1, { dtype: from });
        const write = () => torch.add(one, one, { out: torch.empty(1, { dtype: to }) });
        if (castable(from, to)) assert.equal(write().dtype, to);
        else assert.throws(write, /can't be cast to the desired output type/, `${from} to ${to}`);
      }
  });
});
