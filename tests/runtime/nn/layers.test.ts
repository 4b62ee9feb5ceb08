import assert from "node:assert/strict";
import * as torch from "tangent";

const { nn } = torch;

describe("convolution layers", () => {
  it("pad as their mode says", () => {
    const x = torch.arange(9).float().reshape(1, 1, 3, 3);
    const sums = (paddingMode: "reflect" | "replicate" | "circular") => {
      const layer = new nn.Conv2d(1, 1, [1, 3], { padding: [0, 1], paddingMode, bias: false });
      layer.weight.data.fill_(1);
      return layer(x)[0][0][0].tolist();
    };
    assert.deepEqual(sums("reflect"), [2, 3, 4]);
    assert.deepEqual(sums("replicate"), [1, 3, 5]);
    assert.deepEqual(sums("circular"), [3, 3, 3]);
  });

  it("give a transposed convolution the size that is asked for", () => {
    const layer = new nn.ConvTranspose2d(2, 3, 3, 2);
    assert.equal(layer(torch.ones(1, 2, 4, 4), [10, 9]).shape.join(), "1,3,10,9");
    assert.throws(() => layer(torch.ones(1, 2, 4, 4), [20, 20]), /valid sizes range from \[9, 9\] to \[10, 10\]/);
  });

  it("refuse what does not fit together", () => {
    assert.throws(() => new nn.Conv2d(3, 4, 3, { groups: 2 }), /in_channels must be divisible by groups/);
    assert.throws(() => new nn.Conv2d(3, 4, 3, { padding: "same", stride: 2 }), /strided convolutions/);
    assert.throws(() => new nn.ConvTranspose2d(3, 4, 3, { paddingMode: "reflect" }), /Only "zeros" padding mode/);
  });
});

describe("lazy layers", () => {
  it("become what they stand for with their first input, and draw the same weights", () => {
    const conv = new nn.LazyConv2d(4, 3);
    const norm = new nn.LazyBatchNorm2d();
    const linear = new nn.LazyLinear(2);
    assert.equal(String(conv), "LazyConv2d(0, 4, kernel_size=(3, 3), stride=(1, 1))");
    assert.throws(() => conv.weight.shape, /uninitialized parameter/);
    torch.manualSeed(0);
    new nn.Sequential(conv, norm, new nn.Flatten(), linear)(torch.ones(2, 3, 5, 5));
    torch.manualSeed(0);
    assert.ok(conv.weight.equal(new nn.Conv2d(3, 4, 3).weight));
    assert.equal(conv.constructor, nn.Conv2d);
    assert.equal(String(norm), String(new nn.BatchNorm2d(4)));
    assert.equal(String(linear), "Linear(in_features=36, out_features=2, bias=True)");
  });

  it("take their shapes from a state dict", () => {
    const lazy = new nn.LazyLinear(2);
    assert.ok(lazy.stateDict().weight instanceof nn.UninitializedParameter);
    const linear = new nn.Linear(3, 2);
    lazy.loadStateDict(linear.stateDict());
    assert.ok(lazy(torch.ones(1, 3)).equal(linear(torch.ones(1, 3))));
  });
});

describe("batch normalisation layers", () => {
  it("keep running statistics, and load states without a count of batches", () => {
    const layer = new nn.BatchNorm1d(2, { momentum: null });
    layer(
      torch
        .tensor([
          [1, 2],
          [3, 6],
        ])
        .float(),
    );
    layer(
      torch
        .tensor([
          [3, 4],
          [5, 8],
        ])
        .float(),
    );
    assert.deepEqual(layer.runningMean?.tolist(), [3, 5]);
    assert.equal(layer.numBatchesTracked?.item(), 2);
    const { num_batches_tracked: _, ...old } = layer.stateDict();
    const other = new nn.BatchNorm1d(2);
    other.loadStateDict(old);
    assert.deepEqual(other.runningMean?.tolist(), [3, 5]);
    assert.throws(() => layer(torch.ones(2)), /expected 2D or 3D input \(got 1D input\)/);
  });
});
