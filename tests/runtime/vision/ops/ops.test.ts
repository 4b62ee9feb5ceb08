/** Operators for pictures beside what torchvision 0.28 gave. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Tensor } from "tangent";
import * as torch from "tangent";

const { ops } = torch.vision;

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Align {
  readonly size: readonly [number, number];
  readonly scale: number;
  readonly ratio: number;
  readonly aligned: boolean;
  readonly output: Numbers;
  readonly grad: Numbers;
}
type Names =
  | `boxes${1 | 2}`
  | "boxArea"
  | `${"box" | "generalizedBox" | "distanceBox" | "completeBox"}Iou`
  | ("iouXywh" | "clip" | "small" | "rotated" | "whole" | "back" | "masks" | "masksToBoxes" | "input" | "rois")
  | ("logits" | "targets" | "focal" | "focalMean");
type Answers = Readonly<Record<Names, Numbers>> & {
  readonly convert: Readonly<Record<string, Numbers>>;
  readonly align: readonly Align[];
  readonly reprs: readonly string[];
};

const answers: Answers = JSON.parse(readFileSync(new URL("answers.json", import.meta.url), "utf8"));

const read = ({ shape, data }: Numbers): Tensor => torch.tensor([...data]).reshape(shape);

function equal(got: Tensor, want: Numbers, what?: string): void {
  assert.deepEqual([...got.shape], want.shape, what);
  const flat = got.flatten().to(torch.float64).tolist() as number[];
  flat.forEach((value, i) => {
    assert.ok(
      Math.abs(value - want.data[i]) <= 2e-5 + 2e-5 * Math.abs(want.data[i]),
      `${what} [${i}]: ${value}, expected ${want.data[i]}`,
    );
  });
}

describe("vision.ops", () => {
  const boxes1 = read(answers.boxes1);
  const boxes2 = read(answers.boxes2);

  it("measures boxes and how they overlap", () => {
    equal(ops.boxArea(boxes1), answers.boxArea);
    for (const name of ["boxIou", "generalizedBoxIou", "distanceBoxIou", "completeBoxIou"] as const)
      equal(ops[name](boxes1, boxes2), answers[name], name);
    const [first, second] = [boxes1, boxes2].map((boxes) => ops.boxConvert(boxes, "xyxy", "xywh"));
    equal(ops.boxIou(first, second, "xywh"), answers.iouXywh);
    assert.throws(
      () => ops.boxIou(boxes1.narrow(1, 0, 3), boxes2),
      /'boxes1' must be boxes \[\.\.\., 4\], got shape \[5, 3\]/,
    );
  });

  it("writes boxes in every format", () => {
    const rotated = read(answers.rotated);
    for (const [formats, want] of Object.entries(answers.convert)) {
      const [from, to] = formats.split(" ") as [torch.vision.ops.BoxFormat, torch.vision.ops.BoxFormat];
      equal(ops.boxConvert(formats.startsWith("cxcywhr") ? rotated : boxes1, from, to), want, formats);
    }
    equal(ops.boxConvert(rotated.round().to(torch.int32), "cxcywhr", "xyxyxyxy"), answers.whole);
    equal(ops.boxConvert(ops.boxConvert(rotated, "cxcywhr", "xyxyxyxy"), "xyxyxyxy", "cxcywhr"), answers.back);
    assert.throws(() => ops.boxConvert(rotated, "cxcywhr", "xyxy"), /Unsupported Bounding Box Conversions/);
  });

  it("cuts, drops and finds boxes", () => {
    equal(ops.clipBoxesToImage(boxes1, [18, 20]), answers.clip);
    equal(ops.removeSmallBoxes(boxes1, 9), answers.small);
    equal(ops.masksToBoxes(read(answers.masks)), answers.masksToBoxes);
  });

  it("keeps the best of boxes that overlap, as the definition says", () => {
    torch.manualSeed(0);
    const corner = torch.rand(200, 2).mul(50);
    const boxes = torch.cat([corner, corner.add(torch.rand(200, 2).mul(30))], 1);
    const scores = torch.rand(200);
    const iou = ops.boxIou(boxes, boxes).tolist() as number[][];
    const order = scores.argsort({ descending: true }).tolist() as number[];
    const kept: number[] = [];
    for (const i of order) if (kept.every((j) => !(iou[j][i] > 0.3))) kept.push(i);
    assert.deepEqual(ops.nms(boxes, scores, 0.3).tolist(), kept);
    assert.deepEqual(ops.nms(boxes.narrow(0, 0, 0), scores.narrow(0, 0, 0), 0.3).tolist(), []);
    assert.throws(() => ops.nms(boxes, scores.narrow(0, 0, 5), 0.3), /should have same number of elements/);
  });

  it("keeps the best within each group, however many there are", () => {
    torch.manualSeed(0);
    const corner = torch.rand(1200, 2).mul(300);
    const boxes = torch.cat([corner, corner.add(torch.rand(1200, 2).mul(40))], 1);
    const scores = torch.rand(1200);
    const groups = torch.arange(1200).remainder(3);
    const all = ops.batchedNms(boxes, scores, groups, 0.5).tolist() as number[];
    const each = [0, 1, 2].flatMap((group) => {
      const rows = groups.eq(group).nonzero().select(1, 0);
      const left = ops.nms(boxes.indexSelect(0, rows), scores.indexSelect(0, rows), 0.5);
      return rows.indexSelect(0, left).tolist() as number[];
    });
    assert.deepEqual(
      [...all].sort((a, b) => a - b),
      each.sort((a, b) => a - b),
    );
    const few = ops.batchedNms(boxes.narrow(0, 0, 900), scores.narrow(0, 0, 900), groups.narrow(0, 0, 900), 0.5);
    const best = few.tolist() as number[];
    assert.ok(
      best.every((row, i) => i === 0 || Number(scores.at(best[i - 1]).item()) >= Number(scores.at(row).item())),
    );
  });

  it("averages points of regions, with gradients", () => {
    const rois = read(answers.rois);
    for (const { size, scale, ratio, aligned, output, grad } of answers.align) {
      const input = read(answers.input).requiresGrad_();
      const pooled = ops.roiAlign(input, rois, size, scale, ratio, aligned);
      equal(pooled, output, `${size} ${scale} ${ratio} ${aligned}`);
      pooled
        .mul(torch.arange(pooled.numel(), { dtype: torch.float32 }).reshape(pooled.shape).cos())
        .sum()
        .backward();
      equal(input.grad as Tensor, grad, "gradient");
    }
    const input = read(answers.input);
    const list = [
      torch.tensor([[0, 0, 5, 5]]),
      torch.tensor([
        [1, 1, 6, 6],
        [20, 20, 30, 30],
      ]),
    ];
    const pooled = new ops.RoIAlign(2, 1, 2)(input, list);
    assert.ok(torch.equal(pooled.at(0), ops.roiAlign(input, torch.tensor([[0, 0, 0, 5, 5]]), 2, 1, 2).at(0)));
    assert.equal(pooled.at(2).abs().sum().item(), 0, "beyond the picture there is nothing");
    assert.throws(
      () => ops.roiAlign(input, torch.tensor([[2, 0, 0, 5, 5]]), 2),
      /box 0 is of picture 2, and there are 2/,
    );
    assert.throws(() => ops.roiAlign(input, torch.tensor([[0, 0, 5, 5]]), 2), /not correct as Tensor\[K, 5\]/);
  });

  it("takes the maxima of regions, with gradients", () => {
    const input = torch.arange(32, { dtype: torch.float32 }).reshape(1, 2, 4, 4).requiresGrad_();
    const pooled = ops.roiPool(
      input,
      torch.tensor([
        [0, 0, 0, 3, 3],
        [0, 2, 2, 9, 9],
      ]),
      [2, 2],
    );
    assert.deepEqual(pooled.at(0).tolist(), [
      [
        [5, 7],
        [13, 15],
      ],
      [
        [21, 23],
        [29, 31],
      ],
    ]);
    assert.deepEqual(pooled.at(1).tolist(), [
      [
        [15, 0],
        [0, 0],
      ],
      [
        [31, 0],
        [0, 0],
      ],
    ]);
    pooled.sum().backward();
    assert.deepEqual((input.grad as Tensor).sum().item(), 10);
    assert.equal((input.grad as Tensor).at(0, 0, 3, 3).item(), 2);
  });

  it("weighs what is not known yet", () => {
    const [logits, targets] = [read(answers.logits), read(answers.targets)];
    equal(ops.sigmoidFocalLoss(logits, targets), answers.focal);
    equal(ops.sigmoidFocalLoss(logits, targets, { alpha: -1, gamma: 3, reduction: "mean" }), answers.focalMean);
    assert.throws(() => ops.sigmoidFocalLoss(logits, targets, 2), /Invalid alpha value: 2/);
  });

  it("drops rows, or the batch, as often as it is told", () => {
    torch.manualSeed(0);
    const rows = ops.stochasticDepth(torch.ones(1000, 2, 2), 0.25, "row");
    assert.ok(Math.abs(Number(rows.mean().item()) - 1) < 0.05);
    assert.deepEqual([...new Set(rows.flatten().tolist() as number[])].sort(), [0, Math.fround(1 / 0.75)]);
    assert.ok(ops.stochasticDepth(rows, 0.25, "row", false) === rows);
    assert.equal(new ops.StochasticDepth(1, "batch")(torch.ones(3, 2)).sum().item(), 0);
    assert.throws(() => ops.stochasticDepth(rows, 1.5, "row"), /between 0 and 1, but got 1.5/);
  });

  it("prints its layers as torchvision does", () => {
    const layers = [
      new ops.RoIAlign(7, 0.25, 2),
      new ops.RoIAlign([7, 5], 1, -1, true),
      new ops.RoIPool([2, 2], 0.5),
      new ops.StochasticDepth(0.25, "batch"),
      new ops.FrozenBatchNorm2d(4),
      new ops.MLP(3, [4, 5], torch.nn.LayerNorm, { inplace: true, dropout: 0.1 }),
      new ops.Conv2dNormActivation(3, 4, [3, 5], { dilation: [1, 2] }),
      new ops.Conv3dNormActivation(3, 4, { activationLayer: null }),
      new ops.SqueezeExcitation(4, 2),
      new ops.Permute([0, 2, 1]),
    ];
    assert.deepEqual(layers.map(String), answers.reprs);
  });
});
