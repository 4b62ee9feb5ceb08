import assert from "node:assert/strict";
import * as torch from "tangent";
import { gradcheck } from "./gradcheck.ts";

const F = torch.nn.functional;
const options = { dtype: torch.float64 };
const draw = (...shape: number[]): torch.Tensor => torch.randn(shape, options);
const item = (tensor: torch.Tensor): number => Number(tensor.item());

describe("losses", () => {
  beforeEach(() => {
    torch.manualSeed(3);
  });

  it("have the first and second derivatives of finite differences", () => {
    const signs = torch.tensor([1, -1, 1], options);
    const classes = torch.tensor([2n, 0n, 1n]);
    gradcheck((x, y) => F.binaryCrossEntropy(x.sigmoid(), y.sigmoid(), { weight: signs.abs() }), [draw(3), draw(3)]);
    gradcheck((x, y) => F.binaryCrossEntropyWithLogits(x, y, { posWeight: signs.add(2) }), [draw(2, 3), draw(2, 3)]);
    gradcheck((x, y) => F.smoothL1Loss(x, y, { beta: 0.7 }), [draw(4), draw(4)]);
    gradcheck((x, y) => F.huberLoss(x, y, "none", 0.7), [draw(4), draw(4)]);
    gradcheck((x, y) => F.klDiv(x, y, { reduction: "batchmean", logTarget: true }), [draw(2, 2), draw(2, 2)]);
    gradcheck((x, y) => F.poissonNllLoss(x, y.exp(), { full: true }), [draw(4), draw(4)]);
    gradcheck((x, y, v) => F.gaussianNllLoss(x, y, v.exp(), { full: true }), [draw(4), draw(4), draw(4)]);
    gradcheck((x) => F.softMarginLoss(x, signs, { reduction: "none" }), [draw(3)]);
    gradcheck((x) => F.multiMarginLoss(x, classes, { p: 2, margin: 2 }), [draw(3, 3)]);
    gradcheck((x) => F.multilabelMarginLoss(x, torch.tensor([[1n, 2n, -1n, 0n]])), [draw(1, 4)]);
    gradcheck((x) => F.multilabelSoftMarginLoss(x, torch.ones(2, 3)), [draw(2, 3)]);
    gradcheck((x, y) => F.cosineEmbeddingLoss(x, y, signs), [draw(3, 2), draw(3, 2)]);
    gradcheck((a, p, n) => F.tripletMarginLoss(a, p, n, { p: 3 }), [draw(2, 3), draw(2, 3), draw(2, 3)]);
    gradcheck((x) => F.crossEntropy(x, classes, { labelSmoothing: 0.2, weight: signs.abs() }), [draw(3, 3)]);
  });

  it("sum the probability of all alignments in ctcLoss", () => {
    const logits = draw(3, 1, 3);
    const logProbs = logits.logSoftmax(2);
    const p = logProbs.exp().squeeze(1).tolist() as number[][];
    // The alignments of "1 2" in three steps: 112, 122, 012, 102, 120 with 0 for the blank.
    const paths = [
      [1, 1, 2],
      [1, 2, 2],
      [0, 1, 2],
      [1, 0, 2],
      [1, 2, 0],
    ];
    const total = paths.reduce((sum, path) => sum + path.reduce((product, c, t) => product * p[t][c], 1), 0);
    const target = torch.tensor([[1n, 2n]]);
    assert.ok(Math.abs(item(F.ctcLoss(logProbs, target, [3], [2], { reduction: "sum" })) + Math.log(total)) < 1e-12);
    gradcheck((x) => F.ctcLoss(x.logSoftmax(2), target, [3], [2]), [logits], { second: false });
    assert.equal(item(F.ctcLoss(logProbs, torch.tensor([[1n, 1n]]), [2], [2], 0, "sum")), Number.POSITIVE_INFINITY);
    assert.equal(item(F.ctcLoss(logProbs, torch.tensor([[1n, 1n]]), [2], [2], 0, "sum", true)), 0);
    assert.throws(() => F.ctcLoss(logProbs, torch.tensor([[1n, 7n]]), [3], [2]), /out of bounds/);
    assert.throws(() => F.ctcLoss(logProbs, target, [4], [2]), /at most 3, but got value 4/);
  });

  it("give linearCrossEntropy in pieces as in one", () => {
    const run = (chunk: number | null): number[] => {
      torch.manualSeed(1);
      const x = draw(7, 3).requiresGrad_();
      const w = draw(4, 3).requiresGrad_();
      const target = torch.tensor([0n, 3n, 1n, -100n, 2n, 2n, 0n]);
      const pieces = chunk === null ? null : { batchChunkSize: chunk };
      const loss = F.linearCrossEntropy(x, w, target, { weight: torch.tensor([1, 2, 3, 4], options), options: pieces });
      loss.backward();
      return [
        item(loss),
        ...((x.grad?.reshape([-1]).tolist() ?? []) as number[]),
        ...((w.grad?.reshape([-1]).tolist() ?? []) as number[]),
      ];
    };
    const whole = run(null);
    run(2).forEach((value, i) => {
      assert.ok(Math.abs(value - whole[i]) < 1e-12);
    });
  });

  it("take the reduction as PyTorch's older flags", () => {
    const x = torch.tensor([1, 3]);
    const y = torch.tensor([0, 0]);
    assert.equal(item(F.l1Loss(x, y, { sizeAverage: false })), 4);
    assert.deepEqual(new torch.nn.L1Loss(null, false)(x, y).tolist(), [1, 3]);
    assert.throws(
      () => F.mseLoss(x, y, { reduction: "middle" as "mean" }),
      /middle is not a valid value for reduction/,
    );
  });

  it("refuse what is no probability", () => {
    assert.throws(() => F.binaryCrossEntropy(torch.tensor([1.5]), torch.tensor([1])), /between 0 and 1/);
    assert.throws(() => F.binaryCrossEntropy(torch.tensor([0.5]), torch.tensor([1, 1])), /different to the input size/);
  });
});
