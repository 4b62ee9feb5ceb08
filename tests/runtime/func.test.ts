import assert from "node:assert/strict";
import * as torch from "tangent";
import * as nn from "tangent/nn";

type Tensor = torch.Tensor;
const { func } = torch;

describe("torch.func", () => {
  it("calls a module with other parameters, which come back also when it throws", () => {
    const model = new nn.Sequential(new nn.Linear(2, 1), new nn.ReLU());
    const before = model.stateDict();
    const weights = { "0.weight": torch.tensor([[1, 2]], { requiresGrad: true }), "0.bias": torch.tensor([3]) };
    const output: Tensor = func.functionalCall(model, weights, [torch.ones(1, 2)]);
    assert.deepEqual(output.tolist(), [[6]]);
    output.sum().backward();
    assert.deepEqual(weights["0.weight"].grad?.tolist(), [[1, 1]]);
    assert.throws(() => func.functionalCall(model, weights, torch.ones(1, 3)), /cannot be multiplied/);
    assert.ok(torch.equal(model.stateDict()["0.weight"], before["0.weight"]));
    assert.ok((model[0] as nn.Linear).weight instanceof nn.Parameter);
    assert.throws(() => func.functionalCall(model, { nothing: torch.ones(1) }), /no parameter or buffer 'nothing'/);
    assert.throws(
      () => func.functionalCall(model, {}, [], { strict: true }),
      /Missing key\(s\): "0\.weight", "0\.bias"/,
    );
  });

  it("replaces tied weights together", () => {
    class Tied extends nn.Module {
      first = new nn.Linear(2, 2, { bias: false });
      second = new nn.Linear(2, 2, { bias: false });
      constructor() {
        super();
        this.second.weight = this.first.weight;
      }
      override forward(x: Tensor): Tensor {
        return this.second(this.first(x));
      }
    }
    const twice = { "first.weight": torch.eye(2).mul(2) };
    assert.deepEqual(func.functionalCall(new Tied(), twice, torch.ones(1, 2)).tolist(), [[4, 4]]);
  });

  it("takes derivatives of functions, and derivatives of these", () => {
    const found = func.grad((x: Tensor) => x.sin().pow(2).sum())(torch.tensor([0.5, 1])) as Tensor;
    assert.ok(torch.allclose(found, torch.tensor([0.8415, 0.9093]), { atol: 1e-4 }));
    const second = func.grad(func.grad((x: Tensor) => x.pow(3)) as (x: Tensor) => Tensor)(torch.tensor(2)) as Tensor;
    assert.equal(second.item(), 12);
    const both = func.grad((a: Tensor, b: Tensor) => a.mul(b).sum(), [0, 1])(
      torch.tensor([1, 2]),
      torch.tensor([3, 4]),
    );
    assert.deepEqual(
      (both as Tensor[]).map((gradient) => gradient.tolist()),
      [
        [3, 4],
        [1, 2],
      ],
    );
    const byName = func.grad((w: { a: Tensor }) => w.a.pow(2).sum())({ a: torch.tensor([3]) }) as { a: Tensor };
    assert.deepEqual(byName.a.tolist(), [6]);
  });

  it("maps functions over a dim", () => {
    const rows = func.vmap((x: Tensor, y: Tensor) => x.dot(y), { inDims: [0, null] })(
      torch.eye(2),
      torch.tensor([5, 7]),
    );
    assert.deepEqual((rows as Tensor).tolist(), [5, 7]);
    const each = func.vmap(func.grad((x: Tensor) => x.pow(2).sum()))(
      torch.tensor([
        [1, 2],
        [3, 4],
      ]),
    ) as Tensor;
    assert.deepEqual(
      each.tolist(),
      [
        [2, 4],
        [6, 8],
      ].map((row) => [...row]),
    );
    assert.throws(
      () => func.vmap((x: Tensor, y: Tensor) => x.add(y))(torch.ones(2), torch.ones(3)),
      /same size in the mapped dimension/,
    );
  });

  it("takes gradients by the batch", () => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const [found] = torch.autograd.grad(x.pow(2), x, torch.eye(2).mul(3), { isGradsBatched: true });
    assert.deepEqual(
      found?.tolist(),
      [
        [6, 0],
        [0, 12],
      ].map((row) => [...row]),
    );
  });
});

describe("torch.random", () => {
  it("draws without changing what is drawn afterwards", () => {
    torch.manualSeed(1);
    const expected = torch.rand(3).tolist();
    torch.manualSeed(1);
    const inside = torch.random.forkRng(() => torch.rand(3).tolist());
    assert.deepEqual(torch.rand(3).tolist(), expected);
    assert.deepEqual(inside, expected);
    torch.manualSeed(1);
    assert.throws(() =>
      torch.random.forkRng(() => {
        torch.rand(1);
        throw new Error("stop");
      }),
    );
    {
      using _ = torch.random.forkRng();
      torch.rand(5);
    }
    assert.deepEqual(torch.rand(3).tolist(), expected);
  });
});
