import assert from "node:assert/strict";
import * as torch from "tangent";
import { nn } from "tangent";

describe("memory formats", () => {
  const pictures = () => torch.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5);

  it("lay channels last without changing what a tensor holds", () => {
    const x = pictures();
    const y = x.contiguous({ memoryFormat: torch.channelsLast });
    assert.deepEqual(y.stride(), [60, 1, 15, 3]);
    assert.deepEqual([...y.shape], [2, 3, 4, 5]);
    assert.ok(torch.equal(x, y));
    assert.equal(y.isContiguous(), false);
    assert.equal(y.isContiguous({ memoryFormat: torch.channelsLast }), true);
    assert.equal(x.isContiguous({ memoryFormat: torch.channelsLast }), false);
    assert.equal(y.contiguous({ memoryFormat: torch.channelsLast }), y);
    assert.deepEqual(y.contiguous().stride(), x.stride());
    const z = torch.zeros(1, 2, 3, 4, 5).to({ memoryFormat: torch.channelsLast3d });
    assert.deepEqual(z.stride(), [120, 1, 40, 10, 2]);
  });

  it("are kept by clone, as far as there are neither gaps nor elements in one place", () => {
    assert.deepEqual(torch.zeros(3, 4).t().clone().stride(), [1, 4]);
    assert.deepEqual(torch.zeros(3, 4).t().clone({ memoryFormat: torch.contiguousFormat }).stride(), [3, 1]);
    assert.deepEqual(torch.zeros(3, 1).expand(3, 4).clone().stride(), [4, 1]);
    assert.deepEqual(torch.zeros(3, 8).narrow(1, 0, 4).clone().stride(), [4, 1]);
  });

  it("let gradients through, and convolve to the same answers", () => {
    torch.manualSeed(0);
    const layer = new nn.Conv2d(3, 4, 3);
    const x = torch.randn(2, 3, 6, 6, { requiresGrad: true });
    const expected = layer(x);
    layer.to({ memoryFormat: torch.channelsLast });
    assert.deepEqual(layer.weight.stride(), [27, 1, 9, 3]);
    const out = layer(x.to({ memoryFormat: torch.channelsLast }));
    assert.ok(torch.allclose(out, expected));
    out.sum().backward();
    assert.deepEqual([...(x.grad as torch.Tensor).shape], [2, 3, 6, 6]);
  });

  it("refuse tensors of another rank, and what is no format", () => {
    const x = torch.zeros(2, 3);
    assert.throws(() => x.contiguous({ memoryFormat: torch.channelsLast }), {
      message: "required rank 4 tensor to use channels_last format",
    });
    assert.throws(() => x.contiguous(torch.preserveFormat), {
      message: "preserve memory format is unsupported by the contiguous operator",
    });
    // @ts-expect-error a string is no format
    assert.throws(() => x.clone({ memoryFormat: "channels_last" }), /must be torch.memory_format, not str/);
    assert.equal(String(torch.channelsLast), "torch.channels_last");
  });
});
