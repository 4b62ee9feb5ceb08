import assert from "node:assert/strict";
import * as torch from "tangent";
import { gradcheck } from "./gradcheck.ts";

const { nn } = torch;
const F = nn.functional;
const options = { dtype: torch.float64 };
const close = (a: torch.Tensor, b: torch.Tensor): void => assert.ok(torch.allclose(a, b, { atol: 1e-10 }));

/** `softmax(q kᵀ / √E + mask) v`, written out. */
function written(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask?: torch.Tensor): torch.Tensor {
  const scores = q.matmul(k.transpose(-2, -1)).div(Math.sqrt(q.shape[q.ndim - 1]));
  return torch.softmax(mask === undefined ? scores : scores.add(mask), -1).matmul(v);
}

describe("attention", () => {
  beforeEach(() => {
    torch.manualSeed(2);
  });

  it("is what its definition says, over blocks of queries, masks, groups and any strides", () => {
    const q = torch.randn([2, 70, 4, 3], options).transpose(1, 2);
    const k = torch.randn([2, 2, 90, 3], options);
    const v = torch.randn([2, 2, 90, 5], options);
    const wide = (x: torch.Tensor): torch.Tensor =>
      x
        .unsqueeze(2)
        .expand(2, 2, 2, ...x.shape.slice(2))
        .reshape(2, 4, ...x.shape.slice(2));
    const mask = torch.randn([70, 90], options);
    const causal = torch.full([70, 90], Number.NEGATIVE_INFINITY, options).triu(1);
    close(F.scaledDotProductAttention(q, k, v, { enableGqa: true }), written(q, wide(k), wide(v)));
    close(
      F.scaledDotProductAttention(q, k, v, { attnMask: mask, enableGqa: true }),
      written(q, wide(k), wide(v), mask),
    );
    close(
      F.scaledDotProductAttention(q, k, v, { isCausal: true, enableGqa: true }),
      written(q, wide(k), wide(v), causal),
    );
    const few = [q, k, v].map((x) => x.narrow(2, 0, 3));
    gradcheck((a, b, c) => F.scaledDotProductAttention(a, b, c, { isCausal: true, enableGqa: true, scale: 0.3 }), few);
    gradcheck(
      (a, b, m) => F.scaledDotProductAttention(a, b, b, m),
      [few[0].narrow(1, 0, 2), few[1], torch.randn([3, 3], options)],
    );
  });

  it("gives 0 to a query that sees no key", () => {
    const x = torch.randn([1, 1, 2, 3]).requiresGrad_();
    const seen = torch.tensor([
      [true, true],
      [false, false],
    ]);
    const output = F.scaledDotProductAttention(x, x, x, seen);
    assert.deepEqual(output.select(2, 1).flatten().tolist(), [0, 0, 0]);
    output.sum().backward();
    assert.ok(x.grad?.isfinite().all().item());
    assert.throws(() => F.scaledDotProductAttention(x, x, x, seen, 0, true), /should not be set when is_causal=True/);
  });

  it("gives the same with the weights as without", () => {
    const layer = new nn.MultiheadAttention(6, 3, { dtype: torch.float64, kdim: 4, vdim: 5, addBiasKv: true });
    const q = torch.randn([3, 2, 6], options);
    const k = torch.randn([4, 2, 4], options);
    const v = torch.randn([4, 2, 5], options);
    const keyPaddingMask = torch.tensor([
      [false, false, true, true],
      [false, false, false, false],
    ]);
    const [output, weights] = layer(q, k, v, { keyPaddingMask });
    assert.deepEqual([...(weights as torch.Tensor).shape], [2, 3, 5]);
    close(output, layer(q, k, v, { keyPaddingMask, needWeights: false })[0]);
    assert.throws(() => layer(q, k, v, { attnMask: torch.zeros(2, 2) }), /should be \(3, 4\)/);
  });

  it("copies layers that a transformer stacks", () => {
    const layer = new nn.TransformerEncoderLayer(4, 2, 8, { dropout: 0 });
    const encoder = new nn.TransformerEncoder(layer, 2);
    const [first, second] = [...encoder.layers];
    assert.notEqual(first, layer);
    assert.deepEqual(Object.keys(first.stateDict()), Object.keys(layer.stateDict()));
    const state = second.stateDict()["linear1.weight"];
    assert.ok(state.equal(layer.linear1.weight));
    assert.notEqual(
      state.kernels.storageId(state.handle),
      layer.linear1.weight.kernels.storageId(layer.linear1.weight.handle),
    );
    const x = torch.randn([3, 1, 4]);
    const mask = nn.Transformer.generateSquareSubsequentMask(3);
    close(encoder(x, { mask }).narrow(0, 0, 1), encoder(x.narrow(0, 0, 1)));
  });
});
