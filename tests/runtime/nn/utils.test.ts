import assert from "node:assert/strict";
import * as torch from "tangent";

const { nn } = torch;
const { utils } = nn;
const { parametrizations, parametrize, prune } = utils;
const list = (tensor: torch.Tensor): number[] => tensor.detach().flatten().tolist() as number[];
const close = (a: torch.Tensor, b: torch.Tensor, atol = 1e-6): void => assert.ok(torch.allclose(a, b, { atol }));
const zeros = (tensor: torch.Tensor): number => list(tensor).filter((value) => value === 0).length;

describe("nn.utils", () => {
  beforeEach(() => {
    torch.manualSeed(0);
  });

  it("keep gradients within bounds", () => {
    const p = new nn.Parameter(torch.tensor([1.5, 2.5]));
    const q = new nn.Parameter(torch.tensor([1.5]));
    p.grad = torch.tensor([3.0, 4.0]).float();
    assert.equal(utils.clipGradNorm_([p, q], 1).item(), 5);
    close(p.grad, torch.tensor([0.6, 0.8]));
    utils.clipGradValue_(p, 0.7);
    close(p.grad, torch.tensor([0.6, 0.7]));
    assert.equal(utils.getTotalNorm([p.grad.mul(Number.NaN)]).item(), Number.NaN);
    p.grad = torch.tensor([Number.POSITIVE_INFINITY, 1]);
    assert.throws(
      () => utils.clipGradNorm_(p, 1, { errorIfNonfinite: true }),
      /is non-finite, so it cannot be clipped/,
    );
  });

  it("write parameters as a vector, and back", () => {
    const layer = new nn.Linear(2, 2);
    const vector = utils.parametersToVector(layer.parameters());
    utils.vectorToParameters(torch.arange(6).float(), layer.parameters());
    assert.deepEqual(
      [list(layer.weight), list(layer.bias as torch.Tensor)],
      [
        [0, 1, 2, 3],
        [4, 5],
      ],
    );
    utils.vectorToParameters(vector.detach(), layer.parameters());
    assert.deepEqual(list(utils.parametersToVector(layer.parameters())), list(vector));
  });

  it("fold batch normalisation into the layer before it", () => {
    const conv = new nn.Conv2d(2, 3, 3, { bias: false });
    const norm = new nn.BatchNorm2d(3);
    const x = torch.randn([4, 2, 6, 6]);
    norm(conv(x));
    conv.eval();
    norm.eval();
    const one = utils.fuseConvBnEval(conv, norm as unknown as Parameters<typeof utils.fuseConvBnEval>[1]);
    close(one(x), norm(conv(x)), 1e-5);
    assert.equal(conv.bias, null);
  });

  it("parametrize weights that keep what they promise, and take it back", () => {
    const layer = parametrizations.orthogonal(new nn.Linear(3, 5));
    close(layer.weight.t().matmul(layer.weight), torch.eye(3), 1e-5);
    layer(torch.ones(2, 3)).sum().backward();
    const [original] = layer.parameters().filter((parameter) => parameter.ndim === 2);
    assert.notEqual(original.grad, null);
    assert.equal(layer.getName(), "ParametrizedLinear");
    const before = list(layer.weight);
    parametrize.removeParametrizations(layer, "weight");
    assert.deepEqual([layer.getName(), Object.keys(layer.stateDict())], ["Linear", ["bias", "weight"]]);
    assert.deepEqual(list(layer.weight), before);
    const spectral = parametrizations.spectralNorm(new nn.Linear(4, 3), { nPowerIterations: 30 });
    spectral(torch.ones(1, 4));
    close(torch.linalg.matrixNorm(spectral.weight, 2), torch.tensor(1).float(), 1e-4);
    class Symmetric extends nn.Module {
      override forward(x: torch.Tensor): torch.Tensor {
        return x.triu().add(x.triu(1).t());
      }
      rightInverse(x: torch.Tensor): torch.Tensor {
        return x.triu();
      }
    }
    const own = parametrize.registerParametrization(new nn.Linear(3, 3), "weight", new Symmetric());
    close(own.weight, own.weight.t());
    parametrize.cached(() => assert.equal(own.weight, own.weight));
    class Narrow extends nn.Module {
      override forward(x: torch.Tensor): torch.Tensor {
        return x.narrow(0, 0, 1);
      }
    }
    assert.throws(
      () => parametrize.registerParametrization(new nn.Linear(3, 3), "weight", new Narrow()),
      /may not change the shape of the tensor/,
    );
  });

  it("normalise weights before each call, as PyTorch's older functions do", () => {
    const layer = utils.weightNorm(new nn.Linear(3, 2));
    const weight = list(layer.weight);
    assert.deepEqual(Object.keys(layer.stateDict()), ["bias", "weight_g", "weight_v"]);
    (layer as unknown as Record<string, torch.Tensor>).weight_g.detach().mul_(2);
    layer(torch.ones(1, 3));
    close(layer.weight, torch.tensor(weight).reshape(2, 3).mul(2));
    assert.deepEqual(Object.keys(utils.removeWeightNorm(layer).stateDict()), ["bias", "weight"]);
  });

  it("prune again and again, and for good", () => {
    const layer = prune.l1Unstructured(new nn.Linear(4, 4), "weight", 0.25);
    assert.equal(zeros(layer.weight), 4);
    prune.l1Unstructured(layer, "weight", 0.5);
    assert.equal(zeros(layer.weight), 10);
    assert.deepEqual(Object.keys(layer.stateDict()), ["bias", "weight_orig", "weight_mask"]);
    layer(torch.ones(1, 4)).sum().backward();
    prune.remove(layer, "weight");
    assert.deepEqual([prune.isPruned(layer), zeros(layer.weight)], [false, 10]);
    const rows = prune.lnStructured(new nn.Linear(4, 4), "weight", 2, 1, 0);
    assert.equal(list(rows.weight.abs().sum(1)).filter((sum) => sum === 0).length, 2);
    const model = new nn.Sequential(new nn.Linear(3, 3), new nn.Linear(3, 3));
    const [a, b] = [...model] as torch.nn.Linear[];
    prune.globalUnstructured(
      [
        [a, "weight"],
        [b, "weight"],
      ],
      prune.L1Unstructured,
      { amount: 0.5 },
    );
    assert.equal(zeros(a.weight) + zeros(b.weight), 9);
    assert.throws(() => prune.l1Unstructured(a, "weight", 100), /should be smaller than the number of parameters/);
  });
});
