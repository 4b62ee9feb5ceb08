import assert from "node:assert/strict";
import { members, resolve, type Scope } from "../../../kernel/language/scope.ts";

describe("resolve", () => {
  let asked = 0;
  const hidden = { deep: 1 };
  const value = {
    list: [{ "a-b": 2 }],
    get computed() {
      asked++;
      return hidden;
    },
    proxy: new Proxy({}, { get: () => ++asked, getOwnPropertyDescriptor: () => void asked++ }),
  };
  Object.defineProperty(value, "named", { get: () => hidden, enumerable: true });
  const scope: Scope = { names: () => ["value"], lookUp: (name) => (name === "value" ? { value } : undefined) };

  it("follows properties, indices and keys", () => {
    assert.deepEqual(resolve(scope, 'value.list[0]["a-b"]'), { value: 2 });
    assert.deepEqual(resolve(scope, "value?.list"), { value: value.list });
    assert.equal(resolve(scope, "value.nothing"), undefined);
    assert.equal(resolve(scope, "other"), undefined);
  });

  it("asks no getter that computes and no proxy, but one that only names a variable", () => {
    assert.equal(resolve(scope, "value.computed.deep"), undefined);
    assert.equal(resolve(scope, "value.proxy.deep"), undefined);
    assert.deepEqual(members(value.proxy), []);
    assert.equal(asked, 0);
    assert.deepEqual(resolve(scope, "value.named.deep"), { value: 1 });
  });
});
