import assert from "node:assert/strict";
import { run } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("completion, inspection and completeness, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  async function complete(code: string, cursor = code.length) {
    const { content } = await kernel().requestComplete({ code, cursor_pos: cursor });
    assert.ok(content.status === "ok");
    return content;
  }

  before(async () => {
    await run(
      kernel(),
      "const torchlight = { bright: 1, brisk: { deep: [3] } };\nclass Lamp { glow() {} }\nconst lamp = new Lamp();",
    );
  });

  it("completes names in scope, keywords and globals", async () => {
    assert.deepEqual((await complete("torchl")).matches, ["torchlight"]);
    assert.ok((await complete("awa")).matches.includes("await"));
    assert.ok((await complete("struct")).matches.includes("structuredClone"));
    const inside = await complete("f(torch + lam, 2)", 13);
    assert.deepEqual([inside.matches, inside.cursor_start, inside.cursor_end], [["lamp"], 10, 13]);
  });

  it("completes members of live values, and calls no getter for it", async () => {
    assert.deepEqual((await complete("torchlight.bri")).matches, ["bright", "brisk"]);
    assert.ok((await complete("torchlight.brisk.deep[0].toF")).matches.includes("toFixed"));
    assert.ok((await complete("lamp.")).matches.includes("glow"));
    await run(kernel(), "let asked = 0; const shy = { get secret() { asked++; return { inner: 1 } } };");
    assert.deepEqual((await complete("shy.secret.")).matches, []);
    assert.equal((await run(kernel(), "asked")).result, "0");
  });

  it("counts the cursor in code points", async () => {
    const { matches, cursor_start, cursor_end } = await complete("'𝒻𝒻'; torchl");
    assert.deepEqual([matches, cursor_start, cursor_end], [["torchlight"], 6, 12]);
  });

  it("completes magics", async () => {
    assert.deepEqual((await complete("%mat")).matches, ["%matplotlib"]);
  });

  it("completes members of what an import brought", async () => {
    await run(kernel(), "import * as path from 'node:path';");
    assert.deepEqual((await complete("path.dirn")).matches, ["dirname"]);
  });

  it("describes a value under the cursor", async () => {
    const inspect = async (code: string, cursor: number) => {
      const { content } = await kernel().requestInspect({ code, cursor_pos: cursor, detail_level: 0 });
      assert.ok(content.status === "ok");
      return content;
    };
    const found = await inspect("torchlight.bright + 1", 14);
    assert.ok(found.found);
    assert.match(String(found.data["text/plain"]), /number/);
    assert.match(String((await inspect("Lamp", 2)).data["text/plain"]), /class/);
    assert.equal((await inspect("nothingOfThatName", 4)).found, false);
  });

  it("says whether a cell is complete", async () => {
    const cases: Record<string, string> = {
      "1 + 1": "complete",
      "": "complete",
      "%matplotlib inline": "complete",
      "const f = (x: number) => {\n  return x;\n};": "complete",
      "function f(x: number) {": "incomplete",
      "for (const x of [1, 2]) {\n  if (x) {": "incomplete",
      "const list = [": "incomplete",
      "`open": "incomplete",
      "/* open": "incomplete",
      "f(1,": "incomplete",
      "let a = = 1": "invalid",
      "}": "invalid",
      "await (async () => 1)()": "complete",
    };
    for (const [code, status] of Object.entries(cases)) {
      const { content } = await kernel().requestIsComplete({ code });
      assert.equal(content.status, status, code);
    }
    const { content } = await kernel().requestIsComplete({ code: "for (const x of [1, 2]) {\n  if (x) {" });
    assert.deepEqual(content, { status: "incomplete", indent: "    " });
  });

  it("gives the session's history", async () => {
    await run(kernel(), "6 * 7");
    const { content } = await kernel().requestHistory({ hist_access_type: "tail", n: 1, output: true, raw: true });
    assert.ok(content.status === "ok");
    const [[, , line]] = content.history;
    assert.deepEqual(line, ["6 * 7", "42"]);
  });
});
