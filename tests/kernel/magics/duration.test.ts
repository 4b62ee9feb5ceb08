import assert from "node:assert/strict";
import { duration } from "../../../kernel/magics/duration.ts";

describe("duration", () => {
  it("chooses IPython's unit and digits", () => {
    // What IPython 9's _format_time gives for the same seconds.
    assert.deepEqual(
      [0, 4.05e-6, 41.1e-9, 1.23456e-3, 0.999, 1, 12.3456, 59.99, 61.4, 3_661, 90_000].map((s) => duration(s)),
      ["0 ns", "4.05 μs", "41.1 ns", "1.23 ms", "999 ms", "1 s", "12.3 s", "60 s", "1min 1s", "1h 1min 1s", "1d 1h"],
    );
  });
});
