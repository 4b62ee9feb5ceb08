import assert from "node:assert/strict";
import { load, saveBytes } from "tangent/files";
import { Adam, type OptimizerState, SGD } from "tangent/optim";
import { cpu } from "../../../runtime/backend/cpu.ts";
import { float32 } from "../../../runtime/tensor/dtype.ts";
import { Tensor } from "../../../runtime/tensor/tensor.ts";

const { kernels } = cpu;
const tensor = (values: number[]) => new Tensor(kernels.fromNumbers(values, [values.length], float32.code), cpu);

function parameter(): Tensor {
  const made = tensor([1, -2]);
  made.requiresGrad = true;
  made.grad = tensor([0.5, 1]);
  return made;
}

describe("Optimizer", () => {
  it("goes against the gradient", () => {
    const learnt = parameter();
    new SGD([learnt], { lr: 0.5 }).step();
    assert.deepEqual(kernels.toNumbers(learnt.handle), [0.75, -2.5]);
  });

  it("goes on from a saved state as if it had not stopped", () => {
    const first = parameter();
    const optimizer = new Adam([first], 0.1);
    optimizer.step();
    const second = new Tensor(kernels.clone(first.handle), cpu);
    second.requiresGrad = true;
    second.grad = tensor([0.5, 1]);
    const resumed = new Adam([second]);
    resumed.loadStateDict(load<OptimizerState>(saveBytes(optimizer.stateDict())));
    optimizer.step();
    resumed.step();
    assert.deepEqual(kernels.toNumbers(second.handle), kernels.toNumbers(first.handle));
  });

  it("prints its groups as PyTorch does, and refuses what PyTorch refuses", () => {
    assert.match(
      String(new SGD([parameter()], { lr: 1e-3 })),
      /^SGD \(\nParameter Group 0\n {4}dampening: 0\n.*lr: 0\.001\n/s,
    );
    assert.throws(() => new SGD([], 0.1), /optimizer got an empty parameter list/);
    assert.throws(() => new SGD([parameter()], -1), /Invalid learning rate: -1/);
    assert.throws(() => new SGD([parameter()], { weight_decay: 1 } as never), /weightDecay/);
  });
});
