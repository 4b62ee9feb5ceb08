import assert from "node:assert/strict";
import * as torch from "tangent";
import { gradcheck } from "./gradcheck.ts";

const F = torch.nn.functional;
const list = (tensor: torch.Tensor): number[] => tensor.detach().flatten().tolist() as number[];

describe("activations", () => {
  it("have the first and second derivatives of finite differences", () => {
    torch.manualSeed(4);
    const x = torch.randn([2, 4], { dtype: torch.float64 }).mul(2);
    const functions: ((x: torch.Tensor) => torch.Tensor)[] = [
      ...[F.silu, F.mish, F.selu, F.hardswish, F.hardsigmoid, F.logsigmoid, F.softsign, F.tanhshrink, F.relu6],
      ...[F.softshrink, F.hardshrink, F.glu, F.gelu],
      (input) => F.elu(input, 0.7),
      (input) => F.celu(input, 1.3),
      (input) => F.leakyRelu(input, 0.2),
      (input) => F.softplus(input, 2, 3),
      (input) => F.threshold(input, 0.1, 2),
      (input) => F.hardtanh(input, { minVal: -0.4, maxVal: 0.9 }),
      (input) => F.gelu(input, { approximate: "tanh" }),
    ];
    for (const f of functions) gradcheck(f, [x]);
    gradcheck((input, weight) => F.prelu(input, weight), [x, torch.full([4], 0.3, { dtype: torch.float64 })]);
  });

  it("have PyTorch's slopes where there are several, and in the infinite", () => {
    const slopes = (f: (x: torch.Tensor) => torch.Tensor, ...at: number[]): number[] => {
      const x = torch.tensor(at).requiresGrad_();
      f(x).sum().backward();
      return list(x.grad as torch.Tensor);
    };
    assert.deepEqual(slopes(F.softplus, 0, 1000, -1000), [0.5, 1, 0]);
    assert.deepEqual(slopes(F.logsigmoid, 0, 1000, -1000), [0.5, 0, 1]);
    assert.deepEqual(slopes(F.hardswish, -3, 3), [0, 1]);
    assert.deepEqual(slopes(F.elu, 0, Number.NaN, -1000), [1, 1, 0]);
    assert.deepEqual(slopes(F.relu, 0, 1), [0, 1]);
  });

  it("write to their input where they are told to", () => {
    const x = torch.tensor([-1, 2]);
    assert.equal(F.leakyRelu(x, { negativeSlope: 0.5, inplace: true }), x);
    assert.deepEqual(list(x), [-0.5, 2]);
    assert.deepEqual(list(F.relu_(x)), [0, 2]);
    assert.deepEqual(list(F.threshold_(x, 1, 7)), [7, 2]);
    assert.deepEqual(list(x), [7, 2]);
    const { nn } = torch;
    for (const layer of [
      ...[new nn.LeakyReLU(0.1, true), new nn.ELU(0.5, true), new nn.SiLU(true), new nn.Hardswish(true)],
      ...[new nn.Hardtanh(-1, 1, true), new nn.Threshold(0.1, 2, true), new nn.ReLU6(true), new nn.Mish(true)],
    ]) {
      const leaf = torch.tensor([-0.3, 0.7, 2.5]).requiresGrad_();
      layer(leaf.mul(2)).sum().backward();
      const inPlace = list(leaf.grad as torch.Tensor);
      leaf.grad = null;
      (layer as { inplace: boolean }).inplace = false;
      layer(leaf.mul(2)).sum().backward();
      assert.deepEqual(inPlace, list(leaf.grad as unknown as torch.Tensor));
    }
    assert.throws(() => F.rrelu(x, 0.5, 0.1), /Lower bound should be less than or equal to the upper bound/);
  });
});
