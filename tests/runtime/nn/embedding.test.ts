import assert from "node:assert/strict";
import * as torch from "tangent";
import { gradcheck } from "./gradcheck.ts";

const { nn } = torch;
const F = nn.functional;
const options = { dtype: torch.float64 };

describe("embeddings", () => {
  const indices = torch.tensor([1n, 2n, 2n, 0n, 3n]);

  it("have the derivatives of finite differences, the padding none", () => {
    torch.manualSeed(1);
    const weight = torch.randn([4, 2], options);
    const offsets = torch.tensor([0n, 3n, 3n]);
    gradcheck((w) => F.embedding(indices, w.mul(w), { scaleGradByFreq: false }), [weight]);
    for (const mode of ["sum", "mean", "max"] as const)
      gradcheck((w) => F.embeddingBag(indices, w.mul(w), { offsets, mode, paddingIdx: -1 }), [weight.narrow(0, 0, 4)], {
        second: mode !== "max",
      });
    gradcheck(
      (w, each) => F.embeddingBag(indices, w, { offsets, mode: "sum", perSampleWeights: each }),
      [weight, torch.randn([5], options)],
    );
    const w = weight.clone().requiresGrad_();
    F.embedding(indices, w, { paddingIdx: 0, scaleGradByFreq: true }).sum().backward();
    assert.deepEqual(w.grad?.select(1, 0).tolist(), [0, 1, 1, 1]);
  });

  it("scale down looked up rows in place", () => {
    const weight = torch.tensor([
      [3, 4],
      [3, 4],
      [0.3, 0.4],
    ]);
    F.embedding(torch.tensor([0n, 2n]), weight, { maxNorm: 1 });
    assert.ok(
      torch.allclose(
        weight,
        torch.tensor([
          [0.6, 0.8],
          [3, 4],
          [0.3, 0.4],
        ]),
      ),
    );
  });

  it("are layers with a padding and pretrained rows", () => {
    const layer = new nn.Embedding(5, 3, { paddingIdx: -1 });
    assert.equal(String(layer), "Embedding(5, 3, padding_idx=4)");
    assert.deepEqual(layer(torch.tensor(4n)).tolist(), [0, 0, 0]);
    const fixed = nn.Embedding.fromPretrained(torch.eye(2));
    assert.equal(fixed.weight.requiresGrad, false);
    assert.throws(() => layer(torch.tensor([0.5])), /scalar types: Long, Int; but got float32/);
    assert.throws(() => layer(torch.tensor([5n])), /out of range/);
    const bag = new nn.EmbeddingBag(5, 3, { mode: "max", maxNorm: 2 });
    assert.equal(String(bag), "EmbeddingBag(5, 3, max_norm=2.0, mode='max')");
    assert.throws(() => bag(torch.tensor([1n, 2n])), /offsets has to be a 1D Tensor but got None/);
    assert.throws(() => bag(torch.tensor([1n, 2n]), torch.tensor([1n])), /offsets\[0\] has to be 0/);
  });
});
