import assert from "node:assert/strict";
import * as torch from "tangent";
import { load, saveBytes } from "tangent/files";
import { lrScheduler, SGD } from "tangent/optim";

const optimizer = (lr: number | torch.Tensor = 0.1) => new SGD([torch.zeros(1).requiresGrad_()], { lr, momentum: 0.9 });
const near = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-12, `${got}, expected ${want}`);

describe("lrScheduler", () => {
  it("sets the rate of the start, then those of the epochs, which it tells", () => {
    const learner = optimizer();
    const schedule = new lrScheduler.LinearLR(learner, { startFactor: 0.5, totalIters: 2 });
    const rates = [schedule.getLastLr()[0]];
    for (let i = 0; i < 3; i++) {
      learner.step();
      schedule.step();
      rates.push(learner.paramGroups[0].lr as number);
    }
    for (const [i, want] of [0.05, 0.075, 0.1, 0.1].entries()) near(rates[i], want);
  });

  it("writes to a rate that is a tensor", () => {
    const lr = torch.tensor(0.5);
    const learner = optimizer(lr);
    const schedule = new lrScheduler.StepLR(learner, 1, { gamma: 0.5 });
    learner.step();
    schedule.step();
    assert.equal(learner.paramGroups[0].lr, lr);
    assert.equal(lr.item(), 0.25);
  });

  it("goes on from a saved state, which has PyTorch's names", () => {
    const make = (learner: SGD) =>
      new lrScheduler.SequentialLR(
        learner,
        [new lrScheduler.ConstantLR(learner, 0.5, 2), new lrScheduler.CosineAnnealingLR(learner, { TMax: 5 })],
        [3],
      );
    const first = optimizer();
    const schedule = make(first);
    const go = (learner: SGD, by: lrScheduler.LRScheduler) => {
      learner.step();
      by.step();
    };
    for (let i = 0; i < 4; i++) go(first, schedule);
    const second = optimizer();
    const resumed = make(second);
    resumed.loadStateDict(load(saveBytes(schedule.stateDict())));
    second.loadStateDict(load(saveBytes(first.stateDict())));
    for (let i = 0; i < 3; i++) {
      go(first, schedule);
      go(second, resumed);
      assert.deepEqual(resumed.getLastLr(), schedule.getLastLr());
    }
    const names = Object.keys(new lrScheduler.CosineAnnealingLR(optimizer(), 5).stateDict());
    assert.deepEqual(names, ["T_max", "eta_min", "base_lrs", "last_epoch", "_step_count", "_last_lr"]);
  });

  it("lowers the rate where a measure stays bad for longer than its patience", () => {
    const learner = optimizer();
    const schedule = new lrScheduler.ReduceLROnPlateau(learner, "max", { patience: 1, factor: 0.5 });
    const rates = [1, 1, torch.tensor(1), 2, 2].map((measure) => {
      schedule.step(measure);
      return learner.paramGroups[0].lr;
    });
    assert.deepEqual(rates, [0.1, 0.1, 0.05, 0.05, 0.05]);
  });

  it("takes a schedule of one's own", () => {
    class Halves extends lrScheduler.LRScheduler {
      declare every: number;
      constructor(learner: SGD, every: number) {
        super(learner, -1, { every });
      }
      getLr(): number[] {
        return this.baseLrs.map((rate) => rate / 2 ** Math.floor(this.lastEpoch / this.every));
      }
    }
    const learner = optimizer();
    const schedule = new Halves(learner, 2);
    learner.step();
    schedule.step();
    schedule.step();
    near(schedule.getLastLr()[0], 0.05);
    assert.equal(schedule.stateDict().every, 2);
  });

  it("refuses what PyTorch refuses", () => {
    const { CyclicLR, OneCycleLR, LambdaLR, StepLR, ChainedScheduler } = lrScheduler;
    assert.throws(() => new StepLR({} as never, 1), /Object is not an Optimizer/);
    assert.throws(
      () => new StepLR(optimizer(), 1, { lastEpoch: 3 }),
      /'initialLr' is not specified in paramGroups\[0\]/,
    );
    assert.throws(() => new LambdaLR(optimizer(), []), /Expected 1 lr_lambdas, but got 0/);
    assert.throws(() => new OneCycleLR(optimizer(), 1), /either total_steps OR/);
    assert.throws(() => new CyclicLR(optimizer(), 0.1, [1, 2]), /max_lr has 2 values, param_groups has 1/);
    const foreign = [new StepLR(optimizer(), 1), new StepLR(optimizer(), 1)];
    assert.throws(
      () => new ChainedScheduler(foreign),
      /to belong to the same optimizer, but got scheduler StepLR at index 1/,
    );
  });

  it("calls hooks around a step", () => {
    const learner = optimizer();
    const seen: string[] = [];
    learner.registerStepPreHook(() => seen.push("before"));
    const handle = learner.registerStepPostHook(() => seen.push("after"));
    learner.step();
    handle.remove();
    learner.step();
    assert.deepEqual(seen, ["before", "after", "before"]);
  });
});
