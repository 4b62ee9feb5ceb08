import assert from "node:assert/strict";
import * as torch from "tangent";
import { SGD, swaUtils } from "tangent/optim";

const { nn } = torch;

function linear(value: number): InstanceType<typeof nn.Linear> {
  const made = new nn.Linear(2, 1, { bias: false });
  torch.noGrad(() => made.weight.fill_(value));
  return made;
}

describe("swaUtils", () => {
  it("averages parameters equally, or exponentially", () => {
    const model = linear(1);
    const equal = new swaUtils.AveragedModel(model);
    const decayed = new swaUtils.AveragedModel(model, { multiAvgFn: swaUtils.getEmaMultiAvgFn(0.75) });
    for (const value of [1, 4, 7]) {
      torch.noGrad(() => model.weight.fill_(value));
      equal.updateParameters(model);
      decayed.updateParameters(model);
    }
    assert.deepEqual(equal.module.weight.tolist(), [[4, 4]]);
    assert.deepEqual(decayed.module.weight.tolist(), [[3.0625, 3.0625]]);
    assert.equal(equal.forward(torch.ones(1, 2)).item(), 8);
    assert.deepEqual(Object.keys(equal.stateDict()).length, 2);
    assert.equal(equal.nAveraged.item(), 3);
    assert.throws(() => swaUtils.getEmaAvgFn(2), /Invalid decay value 2 provided/);
  });

  it("goes to the rate of averaging", () => {
    const optimizer = new SGD(linear(1).parameters(), { lr: 0.1 });
    const schedule = new swaUtils.SWALR(optimizer, 0.05, { annealEpochs: 2, annealStrategy: "linear" });
    const rates = [0, 1, 2].map(() => {
      optimizer.step();
      schedule.step();
      return Number(schedule.getLastLr()[0].toFixed(6));
    });
    assert.deepEqual(rates, [0.075, 0.05, 0.05]);
  });

  it("computes statistics of batch norms anew", () => {
    const model = new nn.Sequential(new nn.BatchNorm1d(1));
    model.eval();
    swaUtils.updateBn([torch.tensor([[1], [3]]).float(), torch.tensor([[5], [7]]).float()], model);
    const [norm] = model.modules().slice(1) as unknown as { runningMean: torch.Tensor; momentum: number }[];
    assert.deepEqual([norm.runningMean.tolist(), norm.momentum, model.training], [[4], 0.1, false]);
  });
});
