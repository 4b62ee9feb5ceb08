/** `npm test` itself. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { inRoot } from "../../scripts/shared/root.mjs";

describe("npm test", () => {
  it("names the stages where --only names another, and runs nothing", () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [inRoot("scripts", "test.mjs"), "--only", "unit,unti"],
      { encoding: "utf8" },
    );
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /--only: no stage 'unti'; there are lint, types, imports, unit, /);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
});
