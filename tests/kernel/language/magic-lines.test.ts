import assert from "node:assert/strict";
import { expandMagics } from "../../../kernel/language/magic-lines.ts";

describe("expandMagics", () => {
  it("turns a line into a call in its place", () => {
    assert.equal(
      expandMagics("let a = 1;\n  %device cuda:0 \nlet b;"),
      'let a = 1;\nawait __tangent__.lineMagic("device", "cuda:0");\nlet b;',
    );
  });

  it("turns a whole cell into a call", () => {
    assert.equal(expandMagics("%%time\n1\n2"), 'await __tangent__.cellMagic("time", "", "1\\n2");');
  });

  it("leaves remainders, texts, comments and regular expressions alone", () => {
    for (const source of [
      "a\n% b",
      "`\n%device\n`",
      "/*\n%device\n*/",
      "f(\n%device\n)",
      "x = /[/`]/;\ny % 2",
      "'%d'",
    ]) {
      assert.equal(expandMagics(source), source);
    }
  });
});
