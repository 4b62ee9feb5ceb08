/** Bad input anywhere: an Error that names the argument, what was given and what was needed; never an accident. */

import assert from "node:assert/strict";
import * as torch from "tangent";

const given = (value: unknown): never => value as never;
const x = torch.ones(2, 3);

describe("bad input", () => {
  it("names the argument and what it must be", () => {
    const calls: readonly [() => unknown, RegExp][] = [
      [() => torch.sum(x, given("1")), /argument 'dim' must be int or tuple of ints, not string/],
      [() => torch.sum(x, Number.NaN), /argument 'dim' must be int, not NaN/],
      [() => torch.sum(x, 0, given("yes")), /argument 'keepdim' must be bool, not string/],
      [() => torch.mean(x, { dtype: given("float64") }), /argument 'dtype' must be torch.dtype, not string/],
      [() => torch.zeros(2, 1.5), /argument 'size' must be tuple of ints, but found element of type float at pos 1/],
      [() => torch.linspace(0, given("1"), 3), /argument 'end' must be Number, not string/],
      [() => torch.countNonzero(given(undefined)), /argument 'input' must be Tensor, not undefined/],
      [() => torch.exp(x, { out: given(1) }), /argument 'out' must be Tensor, not number/],
      [() => torch.arange(1e300), /invalid size, possible overflow/],
    ];
    for (const [call, message] of calls) assert.throws(call, message);
  });

  it("names the option that was meant", () => {
    assert.throws(() => torch.sum(x, given({ keep_dim: true })), /'keep_dim' \(did you mean 'keepdim'\?\)/);
    assert.throws(() => torch.zeros(2, given({ requires_grad: true })), /did you mean 'requiresGrad'\?/);
    assert.throws(() => torch.tensor([1], given({ type: torch.int8 })), /did you mean 'dtype'\?/);
    assert.throws(() => x.mul(2, given({ outt: x })), /mul\(\) got an unexpected keyword argument 'outt'/);
    assert.throws(() => x.div(2, given({ rounding_mode: "floor" })), /did you mean 'roundingMode'\?/);
    assert.throws(() => torch.exp(x, given({ zzz: 1 })), /unexpected keyword argument 'zzz' \(it takes out\)/);
  });

  it("names in camelCase what was asked for in snake_case", () => {
    const layer = new torch.nn.Linear(2, 3);
    const optimizer = new torch.optim.SGD(layer.parameters(), { lr: 0.1 });
    const names: readonly [object, string, RegExp][] = [
      [x, "index_select", /^TypeError: Tensor has no 'index_select'.* write 'indexSelect'$/],
      [layer, "state_dict", /^TypeError: Module has no 'state_dict'.* write 'stateDict'$/],
      [optimizer, "zero_grad", /^TypeError: Optimizer has no 'zero_grad'.* write 'zeroGrad'$/],
    ];
    for (const [object, name, message] of names) assert.throws(() => Reflect.get(object, name), message);
    assert.equal(Reflect.get(layer, "my_own"), undefined);
    assert.equal(Object.assign(layer, { weight_decay: 1 }).weight_decay, 1);
  });

  it("takes sizes by name, too", () => {
    assert.deepEqual([...x.view({ size: [3, 2] }).shape, ...x.reshape({ shape: [6] }).shape], [3, 2, 6]);
    assert.throws(() => x.repeat({ size: [2] }), /repeat\(\) got an unexpected keyword argument 'size'/);
    assert.throws(() => x.to(given({ dtypes: torch.int8 })), /did you mean 'dtype'\?/);
  });

  it("refuses sizes beyond the machine, and lives", () => {
    const noMemory = /DefaultCPUAllocator: can't allocate memory: you tried to allocate \d+ bytes/;
    const large = torch.zeros(1).expand(2 ** 45);
    const calls = [
      () => large.clone(),
      () => large.add(1),
      () => torch.linspace(0, 1, 2 ** 45),
      () => torch.eye(2 ** 24),
    ];
    for (const call of calls) assert.throws(call, noMemory);
    assert.throws(() => torch.zeros(2 ** 40, 2 ** 40), /Storage size calculation overflowed/);
    assert.throws(() => large.expand(2 ** 40, 2 ** 45), /Storage size calculation overflowed/);
    assert.equal(x.sum().item(), 6);
  });
});
