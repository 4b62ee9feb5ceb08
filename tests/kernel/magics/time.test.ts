import assert from "node:assert/strict";
import { duration } from "../../../kernel/magics/time.ts";

describe("duration", () => {
  it("chooses the unit that suits", () => {
    assert.deepEqual([0.0123, 3.21, 999, 1_500, 61_400].map(duration), [
      "12.3 µs",
      "3.21 ms",
      "999 ms",
      "1.50 s",
      "1min 1s",
    ]);
  });
});
