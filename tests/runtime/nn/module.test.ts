import assert from "node:assert/strict";
import { inspect } from "node:util";
import { load, saveBytes } from "tangent/files";
import { Identity, Module, ModuleList, Parameter, Sequential } from "tangent/nn";
import { cpu } from "../../../runtime/backend/cpu.ts";
import { float32 } from "../../../runtime/tensor/dtype.ts";
import { Tensor } from "../../../runtime/tensor/tensor.ts";

const { kernels } = cpu;
const tensor = (values: number[]) => new Tensor(kernels.fromNumbers(values, [values.length], float32.code), cpu);

class ReLU extends Module {
  override forward(input: Tensor): Tensor {
    return new Tensor(kernels.relu(input.handle), cpu);
  }
}

class Scale extends Module {
  override name = "a learner's own";
  weight = new Parameter(tensor([1, 2]));
  inner = new Sequential(new ReLU(), new Identity());

  constructor() {
    super();
    this.registerBuffer("running_mean", tensor([0]));
  }

  override forward(input: Tensor): Tensor {
    return this.inner(input);
  }
}

describe("Module", () => {
  it("is called as its forward", () => {
    const model = new Scale();
    const output: Tensor = model(tensor([-1, 2]));
    assert.deepEqual(kernels.toNumbers(output.handle), [0, 2]);
    assert.ok(model instanceof Scale && model instanceof Module);
    assert.equal(model.name, "a learner's own");
  });

  it("registers what is assigned, and names it as PyTorch does", () => {
    const model = new Scale();
    assert.deepEqual(
      model.namedParameters().map(([name]) => name),
      ["weight"],
    );
    assert.deepEqual(
      model.namedModules().map(([name]) => name),
      ["", "inner", "inner.0", "inner.1"],
    );
    assert.deepEqual(Object.keys(model.stateDict()), ["weight", "running_mean"]);
  });

  it("prints as PyTorch does", () => {
    const text = "Scale(\n  (inner): Sequential(\n    (0): ReLU()\n    (1): Identity()\n  )\n)";
    assert.equal(inspect(new Scale()), text);
    assert.equal(String(new ModuleList([new ReLU(), new ReLU()])), "ModuleList(\n  (0-1): 2 x ReLU()\n)");
  });

  it("loads its state, also from a file, and reports what does not fit before it changes anything", () => {
    const model = new Scale();
    const saved = load(saveBytes({ ...model.stateDict(), weight: tensor([5, 6]) }));
    assert.equal(String(model.loadStateDict(saved)), "<All keys matched successfully>");
    assert.deepEqual(kernels.toNumbers(model.weight.handle), [5, 6]);
    assert.throws(() => model.loadStateDict({ weight: tensor([1]), other: tensor([1]) }), {
      message:
        'Error(s) in loading state_dict for Scale:\n\tMissing key(s) in state_dict: "running_mean". ' +
        '\n\tUnexpected key(s) in state_dict: "other". ' +
        "\n\tsize mismatch for weight: copying a param with shape torch.Size([1]) from checkpoint, " +
        "the shape in current model is torch.Size([2]).",
    });
    assert.deepEqual(kernels.toNumbers(model.weight.handle), [5, 6]);
  });

  it("calls hooks until they are removed", () => {
    const model = new Scale();
    const seen: string[] = [];
    const before = model.registerForwardPreHook(() => void seen.push("before"));
    const after = model.registerForwardHook(() => void seen.push("after"));
    model(tensor([1]));
    before.remove();
    after.remove();
    model(tensor([1]));
    assert.deepEqual(seen, ["before", "after"]);
  });

  it("switches all modules between training and evaluation", () => {
    const model = new Scale().eval();
    assert.ok(model.modules().every((module) => !module.training));
  });
});
