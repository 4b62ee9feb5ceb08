/** `out`: what PyTorch asks of the tensor that a result is written to. */

import assert from "node:assert/strict";
import * as torch from "tangent";

/** What a call says through console.warn. */
function warnings(call: () => void): string[] {
  const said: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => said.push(text);
  try {
    call();
  } finally {
    console.warn = warn;
  }
  return said;
}

describe("out", () => {
  const a = torch.tensor([1, 2, 3], { dtype: torch.float32 });

  it("takes the result, and its shape: silently where it was empty", () => {
    const out = torch.empty(0);
    assert.deepEqual(
      warnings(() => assert.equal(torch.add(a, 1, { out }), out)),
      [],
    );
    assert.deepEqual(out.tolist(), [2, 3, 4]);
    const [said] = warnings(() => torch.cat([a, a], { out }));
    assert.match(
      said,
      /^An output with one or more elements was resized since it had shape \[3\], which does not match/,
    );
    assert.deepEqual(out.tolist(), [1, 2, 3, 1, 2, 3]);
    assert.deepEqual(torch.zeros(2, { out }).shape, torch.zeros(2).shape);
    const view = out.narrow(0, 1, 1);
    warnings(() => torch.mul(a, 10, { out: view }));
    assert.deepEqual(view.tolist(), [10, 20, 30]);
  });

  it("takes pairs", () => {
    const [values, indices] = [torch.empty(0), torch.empty(0, { dtype: torch.int64 })];
    const pair = torch.max(
      torch.tensor(
        [
          [1, 5],
          [7, 2],
        ],
        { dtype: torch.float32 },
      ),
      1,
      { out: [values, indices] },
    );
    assert.equal(pair.values, values);
    assert.deepEqual(
      [values.tolist(), indices.tolist()],
      [
        [5, 7],
        [1, 0],
      ],
    );
    assert.throws(() => torch.sort(a, { out: [values] as never }), /must be tuple of 2 Tensors/);
  });

  it("must have a dtype that the operator writes", () => {
    const integers = torch.zeros(3, { dtype: torch.int64 });
    assert.throws(() => torch.sin(a, { out: integers }), {
      message: "result type Float can't be cast to the desired output type Long",
    });
    assert.throws(() => torch.gather(a, 0, torch.tensor([0n]), { out: integers }), {
      message: "Expected out tensor to have dtype float, but got long int instead",
    });
    assert.throws(() => torch.cat([a], { out: integers }), {
      message: "torch.cat(): input types can't be cast to the desired output type Long",
    });
    assert.deepEqual(torch.sum(a, 0, { out: torch.zeros([], { dtype: torch.int64 }) }).item(), 6);
    assert.deepEqual(integers.tolist(), [0, 0, 0]);
  });

  it("must not share memory with itself or, in part, with an input", () => {
    const one = torch.zeros(1).expand(3);
    assert.throws(() => torch.add(a, 1, { out: one }), /more than one element of the written-to tensor refers to/);
    const whole = torch.arange(6).float();
    const [front, back] = [whole.narrow(0, 0, 4), whole.narrow(0, 2, 4)];
    assert.throws(() => torch.add(front, 1, { out: back }), /some elements of the input tensor and the written-to/);
    assert.throws(() => torch.take(whole, torch.tensor([1n, 2n]), { out: whole }), /some elements of the input tensor/);
    assert.deepEqual(torch.add(front, 1, { out: front }).tolist(), [1, 2, 3, 4]);
    assert.throws(() => front.add_(torch.ones(2, 4)), {
      message: "output with shape [4] doesn't match the broadcast shape [2, 4]",
    });
  });

  it("records no gradient, and is a tensor", () => {
    const x = torch.ones(3, { requiresGrad: true });
    const refusal = /functions with out=\.\.\. arguments don't support automatic differentiation/;
    assert.throws(() => torch.mul(x, 2, { out: torch.empty(3) }), refusal);
    assert.throws(() => torch.cumsum(x, 0, { out: torch.empty(3) }), refusal);
    torch.noGrad(() => torch.mul(x, 2, { out: torch.empty(3) }));
    assert.throws(() => torch.add(a, 1, { out: [1] as never }), /argument 'out' must be Tensor, not list/);
  });
});
