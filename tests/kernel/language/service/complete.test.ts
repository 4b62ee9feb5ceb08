import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Notebook } from "./notebook.ts";

describe("completion from types", function () {
  this.timeout(60_000);
  const notebook = new Notebook();
  const [folder, cwd] = [mkdtempSync(join(tmpdir(), "tangent-complete-")), process.cwd()];

  before(() => {
    mkdirSync(join(folder, "data", "inner"), { recursive: true });
    writeFileSync(join(folder, "data", "table.csv"), "");
    writeFileSync(join(folder, "helpers.ts"), "export const helpful = 1;\n");
    mkdirSync(join(folder, "node_modules", "sample-package"), { recursive: true });
    const manifest = { name: "sample-package", version: "1.0.0", types: "index.d.ts", main: "index.js" };
    writeFileSync(join(folder, "node_modules", "sample-package", "package.json"), JSON.stringify(manifest));
    writeFileSync(
      join(folder, "node_modules", "sample-package", "index.d.ts"),
      "export declare const sampled: string;\n",
    );
    writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies: { "sample-package": "1.0.0" } }));
    process.chdir(folder);
    notebook.run('import * as torch from "tangent"; import { nn } from "tangent";');
    notebook.run(
      "class Net extends nn.Module { layer = new nn.Linear(2, 3); override forward(x: torch.Tensor) { return this.layer(x) } }\n" +
        "const model = new Net(); const x = torch.zeros(2, 3); const untold: any = 1;",
    );
  });
  after(() => {
    process.chdir(cwd);
    rmSync(folder, { recursive: true });
  });

  it("gives members with their kind and type", () => {
    const { items, start, end } = notebook.complete("model.layer.we|");
    assert.deepEqual(items, [{ text: "weight", type: "property", signature: "torch.nn.Parameter" }]);
    assert.deepEqual([start, end], [12, 14]);
    const forward = notebook.complete("model.|").items.find(({ text }) => text === "forward");
    assert.equal(forward?.type, "method");
    assert.ok(notebook.texts("model(x).sof|").includes("softmax"));
    assert.deepEqual(notebook.texts("torch.zerosL|"), ["zerosLike"]);
    const sum = notebook.complete("x.su|").items.find(({ text }) => text === "sum");
    assert.equal(sum?.type, "method");
  });

  it("gives names with the kind of what they stand for", () => {
    const kinds = (marked: string) => notebook.complete(marked).items.map(({ text, type }) => `${text} ${type}`);
    assert.ok(kinds("mod|").includes("model constant"));
    assert.ok(kinds("Ne|").includes("Net class"));
    assert.ok(kinds("tor|").includes("torch module"));
    assert.ok(kinds("awa|").includes("await keyword"));
    assert.ok(kinds("struct|").includes("structuredClone function"));
  });

  it("gives options of a call, also while the call is not closed", () => {
    assert.deepEqual(notebook.texts("x.sum({ keepd|"), ["keepdim"]);
    assert.deepEqual(notebook.texts("new nn.Conv2d(1, 2, 3, { pad| })"), ["padding", "paddingMode"]);
  });

  it("gives what can be imported: the runtime, Node's modules, packages, files", () => {
    assert.ok(notebook.texts("import { nn } from 'tangent/n|'").includes("tangent/nn/functional"));
    assert.ok(notebook.texts('import fs from "node:f|').includes("node:fs/promises"));
    assert.deepEqual(notebook.texts("import a from 'sample-|'"), ["sample-package"]);
    assert.deepEqual(notebook.texts("import { s| } from 'sample-package'"), ["sampled"]);
    assert.deepEqual(notebook.texts("import { helpful } from './hel|'"), ["helpers.ts"]);
    assert.deepEqual(notebook.texts("await import('./data/|')"), ["inner/"]);
    assert.ok(notebook.texts("import { Lin| } from 'tangent/nn'").includes("Linear"));
  });

  it("gives paths in strings, where types know no better", () => {
    const { items, start, end } = notebook.complete("torch.load('data/ta|')");
    assert.deepEqual(items, [{ text: "table.csv", type: "path" }]);
    assert.deepEqual([start, end], [17, 19]);
    notebook.run("function pick(mode: 'nearest' | 'linear') { return mode }");
    assert.deepEqual(notebook.texts("pick('n|')"), ["nearest"]);
  });

  it("says where live values have to be asked", () => {
    assert.equal(notebook.complete("untold.|").missing, "members");
    assert.equal(notebook.complete("nobodyKnows.|").missing, "members");
    assert.equal(notebook.complete("model.|").missing, undefined);
    assert.equal(notebook.complete("mod|").missing, "names");
  });

  it("gives nothing in comments", () => {
    assert.deepEqual(notebook.texts("// mod|"), []);
  });
});

describe("inspection from types", function () {
  this.timeout(60_000);
  const notebook = new Notebook();

  before(() => {
    notebook.run(
      'import * as torch from "tangent"; const x = torch.zeros(2);\n' +
        "/** Adds things. @param a the first @returns the sum */\nfunction plus(a: number, b = 2) { return a + b }",
    );
  });

  it("gives signature, documentation and the expression that was asked about", () => {
    assert.deepEqual(notebook.inspect("pl|us(1)"), {
      signature: "plus(a: number, b?: number): number",
      documentation: "Adds things.\n\n- `a` the first\n\n*Gives* the sum",
      expression: "plus",
    });
    const zeros = notebook.inspect("torch.zeros|");
    assert.match(String(zeros?.signature), /^(?:function )?zeros\(.*\): torch\.Tensor$/);
    assert.match(String(zeros?.documentation), /Zeros of a shape/);
    assert.equal(zeros?.expression, "torch.zeros");
  });

  it("tells of the function around the cursor among arguments", () => {
    const found = notebook.inspect("1 + plus(3, |");
    assert.equal(found?.signature, "plus(a: number, b?: number): number");
    assert.equal(found?.expression, "plus");
  });

  it("knows nothing of what nobody declared", () => {
    assert.equal(notebook.inspect("nobody|"), undefined);
    assert.equal(notebook.inspect("1 + 1|"), undefined);
  });
});
