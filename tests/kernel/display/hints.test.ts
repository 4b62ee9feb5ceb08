import assert from "node:assert/strict";
import { hintFor } from "../../../kernel/display/hints.ts";

const scope: Record<string, unknown> = {
  pending: Promise.resolve([1]),
  load: async () => [1],
  list: [1],
};

/** The hint for what `code` throws, as V8 words it. */
function hint(code: string): string | undefined {
  try {
    new Function(...Object.keys(scope), code)(...Object.values(scope));
  } catch (error) {
    const { name, message } = error as Error;
    const lookUp = (key: string) => (key in scope ? { value: scope[key] } : undefined);
    return hintFor({ ename: name, evalue: message, line: code, lookUp });
  }
  return undefined;
}

describe("hints", () => {
  it("know PyTorch's names, and classes that are called", () => {
    assert.match(hint("const torch = {}; torch.zeros_like(1)") ?? "", /camelCase here: zerosLike$/);
    assert.match(hint("const model = {}; model.a.requires_grad_") ?? "none", /none/);
    assert.match(hint("const nn = { Linear: class Linear {} }; nn.Linear(2, 2)") ?? "", /new Linear\(…\)/);
  });

  it("know an await that is missing, and one that is there", () => {
    assert.match(hint("pending.map(String)") ?? "", /await pending/);
    assert.match(hint("for (const x of pending) {}") ?? "", /await pending/);
    assert.match(hint("load().map(String)") ?? "", /await load\(…\)/);
    assert.match(hint("pending.data.length") ?? "", /await pending/);
    assert.equal(hint("list.nothing()"), undefined);
    assert.equal(hint("const other = { pending: 1 }; other.pending.map()"), undefined);
  });

  it("know Python", () => {
    assert.match(hint("list.append(2)") ?? "", /list\.push/);
    assert.match(hint("print(2)") ?? "", /console\.log/);
    assert.match(hint("len(list)") ?? "", /length/);
    assert.match(hint("None") ?? "", /null/);
    assert.match(hint("def f(x):") ?? "", /function/);
    assert.match(hint("import numpy as np") ?? "", /import \* as name/);
  });

  it("know where magics and commands stand", () => {
    assert.match(hint("  %timeit f()") ?? "", /magics stand on lines of their own/);
    assert.match(hint("  !echo hi") ?? "", /commands stand on lines of their own/);
  });

  it("are silent where nothing is known", () => {
    for (const code of ["null.x", "missing", "list.nothing()", "throw new Error('x')", "let 1x"]) {
      assert.equal(hint(code), undefined, code);
    }
  });
});
