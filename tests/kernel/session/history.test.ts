import assert from "node:assert/strict";
import { History } from "../../../kernel/session/history.ts";

describe("History", () => {
  const history = new History();
  for (const [i, line] of ["a = 1", "b = 2", "a = 1", "f[0]"].entries()) history.add(i + 1, line);
  history.setOutput(2, "2");

  const inputs = (request: object) =>
    history.query({ hist_access_type: "search", ...request }).map(([, number, line]) => [number, line]);

  it("gives a tail and a range, with outputs when asked", () => {
    assert.deepEqual(inputs({ hist_access_type: "tail", n: 2 }), [
      [3, "a = 1"],
      [4, "f[0]"],
    ]);
    assert.deepEqual(inputs({ hist_access_type: "range", session: 0, start: 2, stop: 3, output: true }), [
      [2, ["b = 2", "2"]],
    ]);
    assert.deepEqual(inputs({ hist_access_type: "range", session: 7 }), []);
  });

  it("searches by globs, once each when asked, and takes an open bracket for itself", () => {
    assert.deepEqual(inputs({ pattern: "a*" }).length, 2);
    assert.deepEqual(inputs({ pattern: "a*", unique: true }), [[3, "a = 1"]]);
    assert.deepEqual(inputs({ pattern: "? = 2" }), [[2, "b = 2"]]);
    assert.deepEqual(inputs({ pattern: "f[*" }), [[4, "f[0]"]]);
  });
});
