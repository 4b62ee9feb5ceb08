import assert from "node:assert/strict";
import * as torch from "tangent";

const symbol = Symbol.for("Jupyter.display");

function bundleOf(value: unknown): Record<string, string> {
  return (value as Record<symbol, () => Record<string, string>>)[symbol]();
}

describe("rich display", () => {
  it("gives a tensor's PyTorch text, and as HTML its shape, dtype and device", () => {
    const tensor = torch.ones(2, 2, { requiresGrad: true });
    const bundle = bundleOf(tensor);
    assert.equal(bundle["text/plain"], "tensor([[1., 1.],\n        [1., 1.]], requires_grad=True)");
    assert.match(bundle["text/html"], /torch\.Size\(\[2, 2\]\) · torch\.float32 · cpu · requires grad/);
    assert.match(bundleOf(tensor.mul(2))["text/html"], /grad_fn=&lt;MulBackward0&gt;/);
  });

  it("gives a model's text, and as HTML its tree with parameters counted once", () => {
    class Twins extends torch.nn.Module {
      left = new torch.nn.Linear(3, 2);
      right = this.left;
      stack = new torch.nn.Sequential(new torch.nn.ReLU());
      override forward(x: torch.Tensor): torch.Tensor {
        return this.stack(this.left(x));
      }
    }
    const model = new Twins();
    const bundle = bundleOf(model);
    assert.equal(bundle["text/plain"], String(model));
    assert.match(bundle["text/html"], /<summary>Twins <span[^>]*>8 parameters<\/span><\/summary>/);
    assert.match(bundle["text/html"], /\(left\): Linear\(in_features=3, out_features=2, bias=True\)/);
    assert.match(bundle["text/html"], /\(stack\): Sequential/);
  });

  it("never runs what a name holds", () => {
    const Named = { "<script>alert(1)</script>": class extends torch.nn.Module {} }["<script>alert(1)</script>"];
    const model = new torch.nn.Sequential(new Named(), new torch.nn.ReLU());
    assert.doesNotMatch(bundleOf(model)["text/html"], /<script>/);
  });
});
