import assert from "node:assert/strict";
import * as torch from "tangent";

describe("statistics", () => {
  it("take the place that PyTorch takes among equals", () => {
    const x = torch.tensor([2, 1, 1, 0]);
    assert.equal(torch.median(x, 0).indices.item(), 1);
    assert.equal(torch.mode(torch.tensor([3, 1, 3, 1, 3, 1]), 0).values.item(), 1);
    assert.deepEqual(torch.kthvalue(torch.tensor([3, 1, 1, 2]), 2).indices.item(), 1);
  });

  it("find the middle of many elements as sorting does", () => {
    torch.manualSeed(0);
    for (const dtype of [torch.float32, torch.float64, torch.float16, torch.int64, torch.uint8]) {
      const x = torch.randn(300_001).mul(40).abs().to(dtype);
      assert.equal(torch.median(x).item(), torch.sort(x).values.at(150_000).item(), String(dtype));
    }
  });

  it("know NaN from the largest", () => {
    const x = torch.tensor([1, Number.NaN, 0, Infinity]);
    assert.ok(Number.isNaN(torch.median(x).item()));
    assert.equal(torch.nanmedian(x).item(), 1);
    assert.ok(Number.isNaN(torch.quantile(x, 0.5).item()));
    assert.equal(torch.nanquantile(x, 0.5).item(), 1);
    assert.equal(torch.nansum(torch.tensor([1, Number.NaN, 2])).item(), 3);
  });

  it("share the gradient among equals", () => {
    for (const f of [torch.median, torch.nanmedian, torch.max, torch.min]) {
      const x = torch.tensor([2, 2, 2]).to(torch.float32).requiresGrad_();
      (f(x) as torch.Tensor).backward();
      assert.deepEqual(x.grad?.mul(3).round().tolist(), [1, 1, 1]);
    }
  });

  it("do not lose a small spread beside a large mean, nor tiny or huge elements", () => {
    const x = torch.rand(64, 1000, { dtype: torch.float64 });
    const expected = x.var(1);
    assert.ok(torch.allclose(x.add(1e6).var(1), expected, { rtol: 1e-6 }));
    assert.ok(torch.allclose(x.add(1e6).t().var(0), expected, { rtol: 1e-6 }));
    assert.ok(torch.allclose(x.add(1e6).reshape(-1).var(), x.reshape(-1).var(), { rtol: 1e-6 }));
    const tiny = torch.tensor([1e-25, 3e-25]);
    assert.ok(Math.abs(tiny.std().item() / 1.4142135e-25 - 1) < 1e-5);
    assert.ok(Math.abs(tiny.mul(1e30).mul(1e25).std().item() / 1.4142135e30 - 1) < 1e-5);
  });

  it("interpolate quantiles in all five ways", () => {
    const x = torch.tensor([1, 2, 3, 5], { dtype: torch.float64 });
    const q = torch.tensor([0, 0.5, 0.3, 0.1, 1], { dtype: torch.float64 });
    const expected = {
      linear: [1, 2.5, 1.9, 1.3, 5],
      lower: [1, 2, 1, 1, 5],
      higher: [1, 3, 2, 2, 5],
      midpoint: [1, 2.5, 1.5, 1.5, 5],
      nearest: [1, 3, 2, 1, 5],
    } as const;
    for (const [interpolation, values] of Object.entries(expected)) {
      const found = torch
        .quantile(x, q, { interpolation: interpolation as keyof typeof expected })
        .tolist() as number[];
      found.forEach((value, i) => {
        assert.ok(Math.abs(value - values[i]) < 1e-12, interpolation);
      });
    }
  });

  it("count by bins whose edges belong to the right", () => {
    const { hist, binEdges } = torch.histogram(torch.tensor([0, 0.5, 1, 1, 2]), 2);
    assert.deepEqual(hist.tolist(), [2, 3]);
    assert.deepEqual(binEdges.tolist(), [0, 1, 2]);
    assert.match(
      String(torch.histogram(torch.ones(2), 1)),
      /^torch.return_types.histogram\(\nhist=tensor\(\[2\.\]\),\nbin_edges=/,
    );
    const many = torch.rand(200_000);
    assert.ok(
      torch.equal(
        torch.histogram(many, 50, { range: [0, 1] }).hist,
        torch
          .bincount(torch.bucketize(many, torch.linspace(0, 1, 51), { right: true }).sub(1), { minlength: 50 })
          .to(torch.float32),
      ),
    );
  });
});
