import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Tensor } from "tangent";
import * as torch from "tangent";
import { cpu } from "../../../runtime/backend/cpu.ts";

const { autograd } = torch;
const leaf = (values: number[]): Tensor => torch.tensor(values, { dtype: torch.float64, requiresGrad: true });

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

describe("autograd.graph", () => {
  it("shows nodes, their inputs' nodes and leaves", () => {
    const x = leaf([1]);
    const node = x.mul(2).add(x).gradFn as NonNullable<Tensor["gradFn"]>;
    assert.deepEqual(
      node.nextFunctions.map(([next, slot]) => [next?.name, slot]),
      [
        ["MulBackward0", 0],
        ["torch::autograd::AccumulateGrad", 0],
      ],
    );
    assert.equal(node.nextFunctions[1][0]?.variable, x);
  });

  it("calls hooks of tensors and nodes in PyTorch's order; a retained gradient is what the hooks left", () => {
    const x = leaf([1]);
    const y = x.mul(3);
    const seen: string[] = [];
    y.retainGrad();
    y.registerHook((grad) => {
      seen.push("tensor");
      return grad.mul(2);
    });
    y.gradFn?.registerPrehook(([grad]) => {
      seen.push(`before ${grad?.item()}`);
    });
    y.gradFn?.registerHook(([given]) => {
      seen.push(`after ${given?.item()}`);
      return [(given as Tensor).mul(10)];
    });
    x.registerHook((grad) => {
      seen.push(`leaf ${grad.item()}`);
    });
    x.registerPostAccumulateGradHook(() => seen.push("summed up"));
    y.sum().backward();
    assert.deepEqual(seen, ["tensor", "before 2", "after 6", "leaf 60", "summed up"]);
    assert.deepEqual([y.grad?.tolist(), x.grad?.tolist()], [[2], [60]]);
  });

  it("sums up a leaf's gradient as soon as it is whole", () => {
    const [first, last] = [leaf([1]), leaf([1])];
    const seen: string[] = [];
    last.registerPostAccumulateGradHook(() => seen.push("last"));
    const middle = first.mul(2);
    middle.registerHook(() => {
      seen.push("middle");
    });
    middle.mul(last).sum().backward();
    assert.deepEqual(seen, ["last", "middle"]);
  });

  it("gives and takes gradients at edges", () => {
    const x = leaf([2]);
    const y = x.mul(3);
    const edge = autograd.graph.getGradientEdge(y);
    const z = y.mul(y).sum();
    assert.deepEqual(autograd.grad(z, edge)[0]?.tolist(), [12]);
    const seen: number[][] = [];
    const handle = autograd.graph.registerMultiGradHook([x, y], (grads) => {
      seen.push(grads.map((grad) => Number(grad?.item())));
    });
    y.mul(y).sum().backward();
    handle.remove();
    assert.deepEqual(seen, [[36, 12]]);
  });

  it("has hooks pack what operations save", () => {
    const x = leaf([2, 3]);
    const packed: number[][] = [];
    const y = autograd.graph.savedTensorsHooks(
      (tensor) => {
        packed.push(tensor.tolist() as number[]);
        return tensor.detach().mul(10);
      },
      (tensor) => tensor,
      () => x.exp().mul(x),
    );
    assert.equal(packed.length, 3);
    assert.throws(
      () => autograd.graph.disableSavedTensorsHooks("not here", () => autograd.graph.saveOnCpu()),
      /not here/,
    );
    const [grad] = autograd.grad(y.sum(), x);
    const want = [2, 3].map((v) => 10 * Math.exp(v) * (10 * v) + 10 * Math.exp(v));
    assert.ok(torch.allclose(grad as Tensor, torch.tensor(want, { dtype: torch.float64 })));
  });

  it("releases memory as it walks", () => {
    const x = torch.ones(1 << 16, { dtype: torch.float64, requiresGrad: true });
    let y = x.mul(1);
    for (let i = 0; i < 20; i++) y = y.sin();
    const loss = y.sum();
    const allocated = (): number => {
      collect();
      return cpu.kernels.memoryStats().allocated;
    };
    const before = allocated();
    let during = before;
    x.registerHook(() => {
      during = allocated();
    });
    loss.backward();
    assert.ok(before - during >= 15 * x.nbytes, `${(before - during) / x.nbytes} of 20 were released`);
  });
});

describe("anomaly detection", () => {
  it("names the line of the forward call whose derivative gave NaN", () => {
    const x = leaf([0]);
    const walk = (): void => {
      const bad = x.mul(0).sqrt(); // the line that is to be named
      bad.mul(0).sum().backward();
    };
    assert.throws(
      () => autograd.detectAnomaly(walk),
      (error: Error) => {
        assert.match(error.message, /Function 'SqrtBackward0' returned nan values in its 0th output\./);
        assert.match(
          error.message,
          /Error detected in SqrtBackward0\. Traceback of forward call.*\n\s+at walk .*graph\.test\.ts:\d+/,
        );
        return true;
      },
    );
    assert.equal(autograd.isAnomalyEnabled(), false);
    walk();
    assert.ok(Number.isNaN(x.grad?.item()));
  });

  it("names the line of what was saved and then changed", () => {
    const x = leaf([1]);
    using _ = autograd.setDetectAnomaly(true);
    const y = x.mul(2);
    const z = y.exp();
    z.add_(1);
    assert.throws(
      () => z.sum().backward(),
      /modified by an inplace operation.*Error detected in ExpBackward0.*graph\.test\.ts/s,
    );
  });
});

describe("inferenceMode", () => {
  it("makes tensors that can be part of no graph", () => {
    const x = leaf([1, 2]);
    const [made, view] = torch.inferenceMode(() => [torch.ones(2), x[0]]);
    assert.deepEqual([made.isInference(), made[0].isInference(), view.isInference()], [true, true, false]);
    assert.throws(() => made.add_(1), /Inplace update to inference tensor outside InferenceMode is not allowed/);
    assert.throws(() => made.requiresGrad_(), /Setting requires_grad=True on inference tensor/);
    assert.throws(() => x.mul(made), /Inference tensors cannot be saved for backward/);
    assert.throws(() => made._version, /Inference tensors do not track version counter/);
    assert.deepEqual(x.add(made).tolist(), [2, 3]);
    torch.inferenceMode(() => made.add_(1));
    torch.inferenceMode(() => assert.ok(torch.inferenceMode(false, () => x.mul(2)).requiresGrad));
    assert.deepEqual(x.mul(made.clone()).tolist(), [2, 4]);
  });
});
