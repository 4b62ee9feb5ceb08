import assert from "node:assert/strict";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Notebook } from "./notebook.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

describe("type errors of cells", function () {
  this.timeout(60_000);
  const notebook = new Notebook();

  it("has the place and the words of the compiler", () => {
    assert.deepEqual(notebook.run("let fine = 1;\nconst wrong: number = 'a';"), [
      "2:7 Type 'string' is not assignable to type 'number'.",
    ]);
    assert.deepEqual(notebook.run("fine.lenght"), ["1:6 Property 'lenght' does not exist on type 'number'."]);
    assert.deepEqual(notebook.run("fines + 1"), ["1:1 Cannot find name 'fines'. Did you mean 'fine'?"]);
    notebook.run("class Point { x = 1 }\nfunction plus(a: number, b: number) { return a + b; }");
    assert.deepEqual(notebook.run("plus(1)"), ["1:1 Expected 2 arguments, but got 1."]);
    assert.deepEqual(notebook.run("new Point().y"), ["1:13 Property 'y' does not exist on type 'Point'."]);
  });

  it("knows the runtime's types, and names them as cells do", () => {
    assert.deepEqual(notebook.run('import * as torch from "tangent"; const t = torch.zeros(2, 3);'), []);
    assert.deepEqual(notebook.run("t.sum(1).summ()"), [
      "1:10 Property 'summ' does not exist on type 'Tensor'. Did you mean 'sum'?",
    ]);
    assert.deepEqual(notebook.run("torch.nn.Lineer"), [
      "1:10 Property 'Lineer' does not exist on type 'typeof import(\"tangent/nn\")'. Did you mean 'Linear'?",
    ]);
  });

  it("takes the latest of names that are declared again, in every kind and order", () => {
    const kinds = ["let again = 1", "const again = 'a'", "var again = [1]", "class again {}", "function again() {}"];
    kinds.push("enum again { A }", "import again from 'node:path'", "type again = number", "interface again { a: 1 }");
    const plain = new Notebook();
    for (const first of kinds)
      for (const second of kinds) for (const cell of [first, second]) assert.deepEqual(plain.run(`${cell};`), [], cell);
    assert.deepEqual(notebook.run("let count = 1"), []);
    assert.deepEqual(notebook.run("count = 2; count += 3; count++;"), []);
    assert.deepEqual(notebook.run("const Pair = (a: number) => [a, a];"), []);
    assert.deepEqual(notebook.run("type Pair = number[]; const made: Pair = Pair(1);"), []);
    assert.deepEqual(notebook.run("const other: Pair = Pair(2);"), []);
  });

  it("says when a constant of another cell is assigned", () => {
    notebook.run("const fixed = 1;");
    assert.deepEqual(notebook.run("fixed = 2"), ["1:1 Cannot assign to 'fixed' because it is a constant."]);
  });

  const silent: Record<string, string> = {
    "what cells find on the global object":
      "Out[1].foo; In[0].length; _.x + __ + ___; display(1, {}); clearOutput(true);",
    "await at the top level": "const got = await Promise.resolve(1); for await (const x of [got]) x.toFixed();",
    input: "const line = await input('?'); prompt('?').length; line.length",
    "magics between lines": "%matplotlib inline\nconst after = 1;\n%time after + 1",
    "a cell magic": "%%time\nanything goes here",
    "modules without types": "import nobody from 'nobody-has-this-package'; nobody.anything.at(1);",
    require: "const path = require('node:path'); path.join('a')",
    "implicit any":
      "function loose(a, b) { return a + b } const losses = []; losses.push(loose(1, 2)); [].map((x) => x.y)",
    "what is given to the global object": "globalThis.given = 1; given + 1",
    "and used later": "given + 2",
    JSX: "/** @jsx h */ const h = (...parts) => parts; <div a={1}>text</div>",
    "a catch's error": "try { throw new Error('a') } catch (e) { e.message + e.code }",
    "constants that people change":
      "const device = 'cpu'; if (device === 'cuda') 1; const size: number = 3; size === 4",
    "an object as a cell": "{ a: 1, b: 2 }",
    "fields that are set later": "class Late { a: number; init() { this.a = 1 } }",
    "a variable that a callback sets": "let later: number; [1].forEach((x) => { later = x }); later + 1",
    "decorators, namespaces, using":
      "namespace Space { export const a = 1 } Space.a; { using d = { [Symbol.dispose]() {} } }",
    exports: "export const shown = 1; export default function named() {} export { shown as other };",
    JSON: "import data from './data.json'; data.list[0].toFixed()",
    "a local file": "import { half } from './half.ts'; half(3).toFixed()",
    "node: modules":
      "import fs, { readFileSync } from 'node:fs'; fs.existsSync('a'); readFileSync('a').length; Buffer.from('a')",
    "names that a cell only mentions in types": "const listed: Array<typeof given> = []; listed.length",
  };

  it("gives no false alarms", () => {
    const [folder, before] = [mkdtempSync(join(tmpdir(), "tangent-check-")), process.cwd()];
    writeFileSync(join(folder, "data.json"), '{ "list": [1, 2] }');
    writeFileSync(join(folder, "half.ts"), "export const half = (x: number) => x / 2;\n");
    process.chdir(folder);
    try {
      Object.defineProperty(globalThis, "given", { configurable: true, value: 1 });
      for (const [what, code] of Object.entries(silent)) assert.deepEqual(notebook.run(code), [], what);
      assert.deepEqual(notebook.run("half('a')"), [
        "1:6 Argument of type 'string' is not assignable to parameter of type 'number'.",
      ]);
      writeFileSync(join(folder, "half.ts"), "export const half = (x: string) => x.slice(1);\n");
      assert.deepEqual(notebook.run("import { half } from './half.ts'; half('a').length"), []);
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    }
  });

  it("has nothing to say about the course and the README", () => {
    for (const path of globSync("notebooks/**/*.ipynb", { cwd: root })) {
      const { cells } = JSON.parse(readFileSync(join(root, path), "utf8"));
      const fresh = new Notebook();
      for (const { cell_type, source } of cells)
        if (cell_type === "code") assert.deepEqual(fresh.run([source].flat().join("")), [], path);
    }
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const programs = [...readme.matchAll(/^```ts\n(.*?)^```/gms)];
    assert.ok(programs.length > 0);
    for (const [, program] of programs) assert.deepEqual(new Notebook().run(program), [], "README.md");
  });
});
