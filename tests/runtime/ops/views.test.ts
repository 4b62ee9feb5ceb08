import assert from "node:assert/strict";
import * as torch from "tangent";
import { gradcheck } from "./gradcheck.ts";

const vector = (): torch.Tensor => torch.ones(3, { requiresGrad: true });

describe("views under autograd", () => {
  it("show what is written through any chain of them", () => {
    const x = torch.zeros(2, 3, 4);
    x.permute(2, 0, 1)[1].unsqueeze(0).select(1, 1).narrow(1, 1, 2).fill_(5);
    assert.deepEqual(x.nonzero().tolist(), [
      [1, 1, 1],
      [1, 2, 1],
    ]);
  });

  it("lead gradients through in-place operators to a base of any layout", () => {
    gradcheck(
      (x, p) => {
        const base = torch
          .stack([x, x.mul(2)], 1)
          .t()
          .mul(1);
        base.select(1, 1).mul_(p);
        base.t().slice(0, 0, 2).exp_();
        return base;
      },
      torch.tensor([0.3, 0.5, 0.7]),
      torch.tensor([1.5, 2.5]),
    );
    const strided = torch.ones(2, 3).t().mul(vector().unsqueeze(1));
    strided[0].mul_(3);
    assert.match(String(strided.gradFn), /CopySlices/);
    assert.match(String(strided[0].gradFn), /SelectBackward0/);
  });

  it("take the history of a base that got one later", () => {
    const p = vector();
    const base = torch.ones(3);
    const first = base.slice(0, 0, 2);
    const second = base.slice(0, 1, 3);
    first.mul_(p.slice(0, 0, 2));
    assert.equal(second.requiresGrad, true);
    second.sum().backward();
    assert.deepEqual(p.grad?.tolist(), [0, 1, 0]);
  });

  it("are not changed in place where one operator gave several, or gradients were off", () => {
    const several = /Output 0 of Unbind is a view and is being modified inplace. This view is the output of a function/;
    assert.throws(() => vector().mul(1).unbind()[0].mul_(2), several);
    const y = vector().mul(1);
    const [part] = y.split(1);
    y.mul_(2);
    assert.throws(() => part.gradFn, /Output 0 of Split is a view and its base or another view of its base has been/);
    const hidden = torch.noGrad(() => y.slice(0, 0, 2));
    assert.throws(() => hidden.mul_(2), /A view was created in no_grad mode and is being modified inplace/);
    assert.throws(() => vector().slice(0, 0, 2).mul_(2), /a view of a leaf Variable that requires grad/);
    const [copy] = y.unsafeSplit(1);
    assert.match(String(copy.mul_(2).gradFn), /MulBackward0/);
  });

  it("keep what a derivative reads from being overwritten, or say what overwrote it", () => {
    const x = vector();
    const y = x.mul(1);
    y.mul_(x.mul(2)).sum().backward();
    assert.deepEqual(x.grad?.tolist(), [4, 4, 4]);
    const z = x.mul(1).exp();
    z.add_(1);
    assert.throws(
      () => z.sum().backward(),
      /\[torch.FloatTensor \[3\]\], which is output 0 of Exp, is at version 1; expected version 0 instead/,
    );
  });

  it("get no gradient from before a value that replaced them", () => {
    const x = vector();
    const y = x.mul(2);
    const part = y.slice(0, 0, 2);
    y.fill_(3);
    assert.equal(y.requiresGrad, true);
    part.mul(2).sum().backward();
    assert.deepEqual(x.grad?.tolist(), [0, 0, 0]);
    const z = x.mul(2).tanh_();
    z.mul_(2);
    assert.throws(() => z.sum().backward(), /which is output 0 of Tanh, is at version 2; expected version 1/);
    const leaf = torch.arange(4).float().reshape(2, 2).requiresGrad_();
    assert.throws(() => leaf[0].mul_(2), /a view of a leaf Variable that requires grad/);
  });

  it("change a tensor's own sizes in place, recorded", () => {
    const x = vector();
    const y = x.mul(2);
    assert.deepEqual([...y.unsqueeze_(0).transpose_(0, 1).shape], [3, 1]);
    assert.match(String(y.gradFn), /TransposeBackward0/);
    y.squeeze_().mul(y).sum().backward();
    assert.deepEqual(x.grad?.tolist(), [8, 8, 8]);
    assert.throws(() => x.unsqueeze_(0), /a leaf Variable that requires grad/);
  });

  it("count what overlapping strides show as often as they do", () => {
    gradcheck((x) => x.asStrided([3, 2], [1, 1]), torch.tensor([0.1, 0.2, 0.4, 0.8]));
    gradcheck((x) => x.t().asStrided([2, 2], [3, 1], 1), torch.rand(2, 3));
    gradcheck((x) => x.expand(2, 3).asStrided([3], [1]), torch.rand(3));
    gradcheck((x) => x.unfold(1, 3, 1), torch.rand(2, 5));
    gradcheck((x) => x.t().unfold(0, 2, 2), torch.rand(2, 5));
    assert.throws(() => torch.ones(3).unfold(0, 4, 1), /maximum size for tensor at dimension 0 is 3 but size is 4/);
    assert.throws(() => torch.ones(3).unfold(0, 2, 0), /step is 0 but must be > 0/);
  });
});

describe("parts", () => {
  const m = torch.rand(3, 4, 2);

  it("are written to copies, with both gradients, twice", () => {
    gradcheck((x, s) => x.selectScatter(s, 1, -1), m, torch.rand(3, 2));
    gradcheck((x, s) => x.sliceScatter(s, 1, 0, 4, 2), m, torch.rand(3, 2, 2));
    gradcheck((x, s) => x.diagonalScatter(s, 1, 0, 1), m, torch.rand(2, 3));
    assert.throws(() => m.selectScatter(torch.ones(2), 0, 0), /src size = \[2\], slice size = \[4, 2\]/);
  });

  it("are cut and come together again", () => {
    for (const pieces of [
      (x: torch.Tensor) => x.split(3, 1),
      (x: torch.Tensor) => x.splitWithSizes([1, 0, 3], 1),
      (x: torch.Tensor) => x.tensorSplit(3, -1),
      (x: torch.Tensor) => x.tensorSplit(torch.tensor([1n, 3n]), 1),
      (x: torch.Tensor) => x.hsplit([1, 2]),
      (x: torch.Tensor) => x.dsplit(2),
      (x: torch.Tensor) => x.chunk(3, 1),
    ])
      gradcheck((x) => pieces(x)[0].mul(2), m);
    gradcheck((x) => x.unbind(1)[2], m);
    assert.deepEqual(
      torch
        .arange(7)
        .tensorSplit(3)
        .map((piece) => piece.tolist()),
      [
        [0, 1, 2],
        [3, 4],
        [5, 6],
      ],
    );
    assert.throws(() => m.hsplit(3), /torch.hsplit attempted to split along dimension 1, but the size/);
  });

  it("are rolled, turned and shuffled", () => {
    gradcheck((x) => torch.roll(x, [1, -2], [0, 1]), m);
    gradcheck((x) => torch.rot90(x, 3, [0, 2]), m);
    gradcheck((x) => torch.pixelShuffle(x, 2), torch.rand(4, 1, 2));
    gradcheck((x) => torch.pixelUnshuffle(x, 2), torch.rand(1, 2, 4));
    gradcheck((x) => torch.channelShuffle(x, 2), torch.rand(1, 4, 2));
    assert.deepEqual(
      torch
        .rot90(
          torch.tensor([
            [1, 2],
            [3, 4],
          ]),
        )
        .tolist(),
      [
        [2, 4],
        [1, 3],
      ],
    );
    assert.throws(() => torch.roll(m, [1, 2], 0), /shifts and dimensions must align. shifts: 2, dims:1/);
  });

  it("lie on diagonals", () => {
    gradcheck((x) => torch.diagEmbed(x, 1, 0, 2), torch.rand(2, 3));
    gradcheck((x) => torch.diag(x, -1), torch.rand(3, 4));
    gradcheck((x) => torch.trace(x).mul(x), torch.rand(2, 3));
    gradcheck((a, b) => torch.blockDiag(a, b), torch.rand(1, 2), torch.rand(3));
    const tall = torch.zeros(7, 3).fillDiagonal_(1, true);
    assert.deepEqual(tall.sum(1).tolist(), [1, 1, 1, 0, 1, 1, 1]);
  });
});
