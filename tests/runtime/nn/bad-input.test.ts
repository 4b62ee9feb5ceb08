import assert from "node:assert/strict";
import * as torch from "tangent";
import * as nn from "tangent/nn";

type Tensor = torch.Tensor;

/** What `run` warns of. */
function warningsOf(run: () => void): string[] {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => warnings.push(text);
  try {
    run();
  } finally {
    console.warn = warn;
  }
  return warnings;
}

describe("bad input to training", () => {
  it("names the layer whose sizes do not fit, by its path and its text", () => {
    class Net extends nn.Module {
      features = new nn.Sequential(new nn.Flatten(), new nn.Linear(4, 3), new nn.ReLU(), new nn.Linear(5, 2));
      override forward(x: Tensor): Tensor {
        return this.features(x);
      }
    }
    const model = new Net();
    assert.throws(() => model(torch.ones(1, 2, 2)), {
      message:
        "mat1 and mat2 shapes cannot be multiplied (1x3 and 5x2) " +
        "(in layer features.3, Linear(in_features=5, out_features=2, bias=True))",
    });
    assert.throws(() => model.features(torch.ones(1, 5)), /\(in layer 1, Linear\(in_features=4/);
    assert.throws(
      () => new nn.Linear(2, 2)(torch.ones(3)),
      (error: Error) => !error.message.includes("in layer"),
    );
  });

  it("warns once of a loss that is NaN, with the step", () => {
    const x = torch.ones(1, { requiresGrad: true });
    const optimizer = new torch.optim.SGD([x], { lr: 0.1 });
    const warnings = warningsOf(() => {
      for (let step = 1; step <= 6; step++) {
        optimizer.zeroGrad();
        const loss = step < 4 ? x.mul(2).sum() : x.sub(10).log().sum();
        loss.backward();
        optimizer.step();
      }
    });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /^The loss turned NaN at step 4 of SGD/);
  });

  it("names targets that are out of range, and keys that are missing", () => {
    const logits = torch.randn(2, 3);
    const wrong = torch.tensor([0n, 3n]);
    assert.throws(() => nn.functional.crossEntropy(logits, wrong), /Target 3 is out of bounds/);
    assert.throws(() => new nn.Embedding(3, 2)(torch.tensor([5n])), /index out of range/);
    const model = new nn.Linear(3, 2);
    const { weight } = model.stateDict();
    assert.throws(() => model.loadStateDict({ weight }), /Missing key\(s\) in state_dict: "bias"/);
    assert.throws(
      () => model.loadStateDict({ weight: torch.ones(2, 4), bias: torch.ones(2) }),
      /size mismatch for weight: copying a param with shape torch\.Size\(\[2, 4\]\)/,
    );
  });
});

describe("copies of modules", () => {
  it("have the hooks of what they are copies of", () => {
    let calls = 0;
    const model = nn.utils.weightNorm(new nn.Linear(2, 2));
    model.registerForwardHook(() => {
      calls++;
    });
    const averaged = new torch.optim.swaUtils.AveragedModel(new nn.Sequential(model, new nn.MaxPool1d(1)));
    const copy = (averaged.module as nn.Sequential)[0] as nn.Linear & { weight_g: Tensor };
    const x = torch.ones(1, 2);
    assert.ok(torch.allclose(copy(x), model(x)));
    assert.equal(calls, 2);
    copy.weight_g.detach().mul_(0);
    assert.ok(torch.allclose(copy(x), copy.bias as Tensor));
    assert.ok(!torch.allclose(copy(x), model(x)));
  });
});

describe("copies of normalised and pruned modules", () => {
  it("lose what computes their weight, and the original keeps it", () => {
    const { weightNorm, removeWeightNorm, spectralNorm, removeSpectralNorm, prune } = nn.utils;
    const x = torch.ones(1, 3);
    const copyOf = <M extends nn.Module>(module: M): M => new torch.optim.swaUtils.AveragedModel(module).module as M;
    const cases: [nn.Linear, (module: nn.Linear) => void][] = [
      [weightNorm(new nn.Linear(3, 2)), (module) => removeWeightNorm(module)],
      [spectralNorm(new nn.Linear(3, 2)), (module) => removeSpectralNorm(module)],
      [prune.l1Unstructured(new nn.Linear(3, 2), "weight", 2), (module) => prune.remove(module, "weight")],
    ];
    for (const [original, remove] of cases) {
      const copy = copyOf(original.eval());
      const expected = original(x);
      remove(copy);
      assert.ok(torch.allclose(copy(x), expected));
      assert.deepEqual(Object.keys(copy.stateDict()).sort(), ["bias", "weight"]);
      assert.ok(!Object.keys(original.stateDict()).includes("weight"));
    }
  });
});

describe("Sequential and ModuleList", () => {
  it("take indices from the end, and refuse those beyond it", () => {
    const model = new nn.Sequential({ first: new nn.ReLU(), last: new nn.Tanh() });
    assert.ok(model[0] instanceof nn.ReLU && model[-1] instanceof nn.Tanh);
    assert.throws(() => model[2], /index 2 is out of range/);
    const list = new nn.ModuleList([new nn.ReLU()]);
    assert.ok(list[-1] === list[0]);
    assert.throws(() => list[-2], /index -2 is out of range/);
  });
});
