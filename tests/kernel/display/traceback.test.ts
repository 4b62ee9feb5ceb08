import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { excerpt, report } from "../../../kernel/display/traceback.ts";

const plain = (lines: readonly string[]) => lines.map(stripVTControlCharacters);

const context = { framesOf: () => [], lookUp: () => undefined };

describe("a traceback", () => {
  it("shows the line, two around it, and a caret below the column, after tabs too", () => {
    assert.deepEqual(plain(excerpt("1\n2\n\t\tfail()\n4\n5\n6", 3, 3)), [
      "  1 | 1",
      "  2 | 2",
      "> 3 | \t\tfail()",
      "    | \t\t^",
      "  4 | 4",
      "  5 | 5",
    ]);
  });

  it("cuts lines of great length around the column", () => {
    const [line] = plain(excerpt(`${"x".repeat(10_000)}fail()`, 1, 10_001));
    assert.ok(line.length < 250 && line.includes("fail()"), line);
  });

  it("follows causes, but not for ever, and takes anything that is thrown", () => {
    const looped = new Error("round");
    looped.cause = looped;
    assert.ok(report(looped, context).traceback.length < 30);
    assert.equal(report("text", context).evalue, "'text'");
    assert.equal(report(undefined, context).ename, "Thrown");
    const aggregate = new AggregateError([new Error("first"), new Error("second")], "all");
    assert.match(
      plain(report(aggregate, context).traceback).join("\n"),
      /all\n\nOne of:\nError: first\n\nOne of:\nError: second/,
    );
  });
});
