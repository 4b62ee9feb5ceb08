import assert from "node:assert/strict";
import { toCodePoints, toUnits } from "../../../kernel/handlers/cursor.ts";

describe("cursors", () => {
  it("go from code points to UTF-16 units and back", () => {
    const code = "a𝒻é𝒻b";
    const units = [0, 1, 3, 4, 6, 7];
    for (const [codePoints, unit] of units.entries()) {
      assert.equal(toUnits(code, codePoints), unit);
      assert.equal(toCodePoints(code, unit), codePoints);
    }
    assert.equal(toUnits(code, 1e9), code.length);
  });
});
