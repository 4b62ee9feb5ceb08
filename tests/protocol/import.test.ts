import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, value } from "./execution.ts";
import { notebookFolder, useKernel } from "./server.ts";

describe("imports, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();
  let folder: string;

  before(async () => {
    folder = await notebookFolder();
  });

  const file = (name: string, text: string): void => {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  };

  it("imports Node's modules in every form, for later cells, too", async () => {
    await run(
      kernel(),
      "import fs, { existsSync as exists } from 'node:fs';\nimport * as path from 'node:path';\nimport 'node:os';",
    );
    assert.equal(
      await value(kernel(), "[typeof fs.readFileSync, exists('/'), path.join('a', 'b')]"),
      "[ 'function', true, 'a/b' ]",
    );
    assert.equal(await value(kernel(), "(await import('node:url')).pathToFileURL('/x').href"), "'file:///x'");
    assert.equal(await value(kernel(), "require('node:path').sep"), "'/'");
  });

  it("imports an npm package from the notebook's folder", async () => {
    file("node_modules/left/package.json", '{ "name": "left", "type": "module", "exports": "./index.js" }');
    file(
      "node_modules/left/index.js",
      "export default function left() { return 'from a package' }\nexport const side = 'l';",
    );
    file("node_modules/old/package.json", '{ "name": "old", "main": "main.js" }');
    file("node_modules/old/main.js", "module.exports = { age: 12 };");
    assert.equal(
      await value(kernel(), "import left, { side } from 'left';\n[left(), side]"),
      "[ 'from a package', 'l' ]",
    );
    assert.equal(
      await value(kernel(), "import { age } from 'old';\nimport old from 'old';\n[age, old.age, require('old').age]"),
      "[ 12, 12, 12 ]",
    );
  });

  it("imports relative TypeScript files, and again when they change", async () => {
    file(
      "lib/shapes.ts",
      "import { twice } from './twice.ts';\nexport interface Box { side: number }\nexport const area = (box: Box): number => twice(box.side);",
    );
    file("lib/twice.ts", "export enum Factor { Two = 2 }\nexport const twice = (n: number): number => n * Factor.Two;");
    file("table.json", '{ "rows": 3 }');
    assert.equal(
      await value(
        kernel(),
        "import { area, type Box } from './lib/shapes.ts';\nconst box: Box = { side: 4 };\narea(box)",
      ),
      "8",
    );
    assert.equal(await value(kernel(), "import table from './table.json';\ntable.rows"), "3");
    await new Promise((done) => setTimeout(done, 20));
    file("lib/shapes.ts", "export const area = (box: { side: number }): number => box.side ** 2;");
    assert.equal(await value(kernel(), "import { area } from './lib/shapes.ts';\narea({ side: 4 })"), "16");
  });

  it("imports again what imports a file that has changed, and what was missing or broken", async () => {
    file(
      "top.ts",
      "import { left } from './left.ts';\nimport { right } from './right';\nexport const both = [left, right];",
    );
    file("left.ts", "import { base } from './base.js';\nexport const left = base + 1;");
    file("right.ts", "import { base } from './base';\nexport const right = base + 2;");
    const both = async () => (await run(kernel(), "import { both } from './top';\nboth")).result;
    assert.match((await run(kernel(), "import './top.ts'")).error.evalue, /base/);
    file("base.ts", "export const base: number = 10;");
    assert.equal(await both(), "[ 11, 12 ]");
    file("base.ts", "export const base: number = 2000;");
    assert.equal(await both(), "[ 2001, 2002 ]");
    file("base.ts", "export const base: number = ;");
    assert.equal((await run(kernel(), "import './top.ts'")).error.ename, "SyntaxError");
    file("base.ts", "export enum Base { base = 5 }\nexport const base: number = Base.base;");
    assert.equal(await both(), "[ 6, 7 ]");
  });

  it("names the line of a file of the user's that throws", async () => {
    file("broken.ts", "interface Nothing {}\nexport function fail(): never {\n  throw new Error('from a file');\n}\n");
    const { traceback } = (await run(kernel(), "import { fail } from './broken.ts';\nfail()")).error;
    assert.match(traceback, /broken\.ts:3:9 in fail/);
    assert.match(traceback, />\s3 \| {3}throw new Error/);
    file(
      "compiled.ts",
      "enum Kind {\n  A,\n  B,\n}\n\nexport function fail(): never {\n  throw new Error(Kind[1]);\n}\n",
    );
    const compiled = (await run(kernel(), "import { fail } from './compiled.ts';\nfail()")).error.traceback;
    assert.match(compiled, /compiled\.ts:7:9 in fail/);
  });

  it("says what cannot be found, and where it was looked for", async () => {
    const missing = (await run(kernel(), "import x from 'no-such-package'")).error;
    assert.match(missing.evalue, /no-such-package/);
    const file = (await run(kernel(), "import './no-such-file.ts'")).error;
    assert.match(file.evalue, /no-such-file\.ts/);
    const name = (await run(kernel(), "import { noSuchName } from 'node:path'; noSuchName()")).error;
    assert.match(name.evalue, /noSuchName/);
    assert.match(
      (await run(kernel(), "import { Unused } from 'node:path'")).stderr,
      /no value named Unused.*import \{ type Unused \}/,
    );
    assert.doesNotMatch(missing.evalue + file.evalue + name.evalue, /tangent-cell/);
  });

  it("gives import.meta the notebook's folder", async () => {
    assert.equal(await value(kernel(), "import.meta.dirname === process.cwd()"), "true");
  });

  it("imports the runtime, the same instance however it is reached", async () => {
    file("uses.ts", "import { Module } from 'tangent/nn';\nexport const same = Module;");
    const code =
      "import * as nn from 'tangent/nn';\nimport { same } from './uses.ts';\n[nn.Module === same, (await import('tangent/nn')).Module === same]";
    assert.equal(await value(kernel(), code), "[ true, true ]");
  });
});
