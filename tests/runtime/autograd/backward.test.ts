import assert from "node:assert/strict";
import * as torch from "tangent";

const leaf = (values: number[]): torch.Tensor => torch.tensor(values, { dtype: torch.float64, requiresGrad: true });

describe("backward", () => {
  it("sums up gradients in leaves, in place from the second time on", () => {
    const x = leaf([1, 2, 3]);
    x.mul(x).sum().backward();
    const { grad } = x;
    assert.deepEqual(grad?.tolist(), [2, 4, 6]);
    x.mul(10).sum().backward();
    assert.equal(x.grad, grad);
    assert.deepEqual(grad?.tolist(), [12, 14, 16]);
  });

  it("adds what comes along several ways", () => {
    const x = leaf([3]);
    const y = x.mul(2);
    y.mul(y).add(y).add(x).sum().backward();
    assert.deepEqual(x.grad?.tolist(), [2 * 2 * 6 + 2 + 1]);
  });

  it("does not let a user's gradient, or a shared one, be written to later", () => {
    const x = leaf([1, 2]);
    const y = leaf([3, 4]);
    const given = torch.ones(2, { dtype: torch.float64 });
    x.add(y).backward(given);
    x.add(y).backward(given);
    assert.deepEqual(given.tolist(), [1, 1]);
    assert.deepEqual(x.grad?.tolist(), [2, 2]);
    assert.deepEqual(y.grad?.tolist(), [2, 2]);
    assert.notEqual(x.grad, y.grad);
  });

  it("refuses a second walk of a graph whose values were released, and allows it where they are kept", () => {
    const x = leaf([1, 2]);
    const y = x.mul(x).sum();
    y.backward({ retainGraph: true });
    y.backward();
    assert.deepEqual(x.grad?.tolist(), [4, 8]);
    assert.throws(() => y.backward(), /Trying to backward through the graph a second time/);
  });

  it("needs a gradient for what is no scalar, of its shape", () => {
    const y = leaf([1, 2]).mul(2);
    assert.throws(() => y.backward(), /grad can be implicitly created only for scalar outputs/);
    assert.throws(() => y.backward(torch.ones(3, { dtype: torch.float64 })), /Mismatch in shape/);
    assert.throws(() => torch.ones(1).backward(), /does not require grad and does not have a grad_fn/);
  });

  it("gives higher derivatives", () => {
    const x = leaf([2]);
    const [first] = torch.autograd.grad(x.pow(3).sum(), x, { createGraph: true });
    const [second] = torch.autograd.grad((first as torch.Tensor).sum(), x, { createGraph: true });
    const [third] = torch.autograd.grad((second as torch.Tensor).sum(), x);
    assert.deepEqual(
      [first, second, third].map((each) => each?.item()),
      [12, 12, 6],
    );
    assert.equal(x.grad, null);
  });

  it("says which inputs were not used, gives null or zeros for them on demand", () => {
    const x = leaf([1]);
    const other = leaf([1]);
    const y = (): torch.Tensor => x.mul(2).sum();
    assert.throws(() => torch.autograd.grad(y(), [x, other]), /appears to not have been used in the graph/);
    assert.equal(torch.autograd.grad(y(), [x, other], { allowUnused: true })[1], null);
    assert.deepEqual(torch.autograd.grad(y(), [x, other], { materializeGrads: true })[1]?.tolist(), [0]);
  });

  it("finds a value that was changed in place after it was saved", () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    const z = y.mul(y).sum();
    y.add_(1);
    assert.throws(
      () => z.backward(),
      /modified by an inplace operation: \[torch\.DoubleTensor \[2\]\].*version 1; expected version 0/s,
    );
  });

  it("follows in-place operators on values and on views of them", () => {
    const x = leaf([1, 2, 3, 4]);
    const y = x.mul(1).view(2, 2);
    y[0].mul_(10);
    y.at(":", 1).zero_();
    y.sum().backward();
    assert.deepEqual(x.grad?.tolist(), [10, 0, 1, 0]);
  });

  it("refuses to change a leaf in place unless nothing is recorded", () => {
    const x = leaf([1]);
    assert.throws(() => x.add_(1), /a leaf Variable that requires grad is being used in an in-place operation/);
    assert.throws(() => x[0].add_(1), /a view of a leaf Variable/);
    torch.noGrad(() => x.add_(1));
    assert.deepEqual(x.tolist(), [2]);
  });

  it("calls hooks, which may replace the gradient, until they are removed", () => {
    const x = leaf([1]);
    const y = x.mul(3);
    const seen: number[] = [];
    const handle = y.registerHook((grad) => {
      seen.push(Number(grad.item()));
      return grad.mul(2);
    });
    y.sum().backward({ retainGraph: true });
    handle.remove();
    y.sum().backward();
    assert.deepEqual([seen, x.grad?.tolist()], [[1], [9]]);
  });

  it("keeps the gradient of a value in between on demand", () => {
    const x = leaf([2]);
    const y = x.mul(3);
    y.retainGrad();
    y.mul(y).sum().backward();
    assert.deepEqual([y.grad?.tolist(), x.grad?.tolist()], [[12], [36]]);
  });
});
