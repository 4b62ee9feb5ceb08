import assert from "node:assert/strict";
import { scan } from "../../../kernel/language/scan.ts";

describe("scan", () => {
  it("finds the last character of code", () => {
    const cases: Record<string, string> = {
      "a;": ";",
      "a; // ;b": ";",
      "a /* ; */": "a",
      "a / b;": ";",
      "`${a;}`": "`",
      "'//';": ";",
      "x = /;/": "/",
      "": "",
      "// only": "",
    };
    for (const [source, last] of Object.entries(cases)) assert.equal(scan(source).last, last, source);
  });

  it("tells what is open at the end", () => {
    const cases: Record<string, string[]> = {
      "f({": ["(", "{"],
      "`a ${b": ["`", "${"],
      "/* a": ["/*"],
      "[1, 2]": [],
      "'('": [],
      "a / (b": ["("],
    };
    for (const [source, open] of Object.entries(cases)) assert.deepEqual(scan(source).open, open, source);
  });
});
